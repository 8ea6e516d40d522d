package io.sluice.proxy;

import io.sluice.proxy.lookup.BackendUrl;
import io.sluice.proxy.lookup.BackendUrl.Protocol;
import io.sluice.proxy.lookup.Member;
import io.sluice.session.Clock;
import io.sluice.ssh.BackendSession;
import io.sluice.ssh.BackendSsh;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;

/// Keys are exchanged with an SSH server.
record SshHandshake(BackendSsh ssh, Clock clock) implements Handshake<SshHandshake.Met> {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /// A backend, and the member it is.
    record Met(BackendSession session, Member member) {}

    @Override
    public Optional<Hindrance> hindrance(BackendUrl url, TlsNeed need) {
        return url.protocol() == Protocol.SFTP ? Optional.empty() : Optional.of(Hindrance.OTHER_PROTOCOL);
    }

    @Override
    public void begin(
            Member member, TlsNeed need, SocketChannel channel, Optional<byte[]> header, Listener<Met> listener)
            throws IOException {
        listener.holds(channel);
        var late = clock.after(LONGEST.toNanos(), () -> close(channel));
        var backend =
                ssh.begin(member.url().masked(), channel, header.orElse(new byte[0]), new BackendSession.Listener() {
                    @Override
                    public void ready(BackendSession session) {
                        late.cancel(false);
                        listener.greeted();
                        listener.ready(new Met(session, member));
                    }

                    @Override
                    public void failed(String why) {
                        var text = late.isDone() && !late.isCancelled() ? "Connection timed out" : why;
                        late.cancel(false);
                        listener.failed(
                                new ConnectFailure.Unreachable(text),
                                "unable to exchange keys with backend " + listener.place() + ": " + text);
                    }

                    @Override
                    public void noticed(String text) {
                        listener.noticed(text);
                    }
                });
        backend.begin();
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // closed is closed
        }
    }
}
