package io.sluice.proxy;

import io.sluice.ftp.BackendMisbehaved;
import io.sluice.ftp.Command;
import io.sluice.ftp.Features;
import io.sluice.ftp.Reply;
import io.sluice.ftp.ReplyAssembler;
import io.sluice.ftp.Telnet;
import io.sluice.net.Addresses;
import io.sluice.net.ControlChannel;
import io.sluice.net.Reactor;
import io.sluice.net.SendWatch;
import io.sluice.proxy.lookup.Member;
import io.sluice.session.SessionEvent;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// An FTP server, by its control connection. While it is being connected the connecting thread reads replies one by
/// one; from [#read] on everything the server says is posted.
final class FtpBackend implements Backend {
    private static final int READ_SIZE = 1024;

    private final ControlChannel channel;
    private final Duration longestSend;
    private final InetSocketAddress address;
    private final InetSocketAddress local;
    private final ReplyAssembler replies = new ReplyAssembler();
    private final Unasked unasked = new Unasked();
    private volatile Member member;
    private volatile Features features = Features.NONE;

    /// A server whose connection has just been made.
    ///
    /// @param longestSend how long it may take to take what is sent; zero is without limit
    FtpBackend(Member member, SocketChannel channel, SendWatch sends, Duration longestSend) throws IOException {
        this.member = member;
        this.channel = sends.over(channel);
        this.longestSend = longestSend;
        this.address = Addresses.plain((InetSocketAddress) channel.getRemoteAddress());
        this.local = Addresses.plain((InetSocketAddress) channel.getLocalAddress());
    }

    /// Reads one whole reply, however long that takes; the caller sets a deadline by closing this backend.
    Reply awaitReply() throws IOException {
        var buffer = ByteBuffer.allocate(READ_SIZE);
        for (var reply = replies.next(); ; reply = replies.next()) {
            if (reply.isPresent()) {
                return reply.get();
            }
            if (channel.channel().read(buffer) < 0) {
                throw new EOFException("Connection closed by backend");
            }
            replies.feed(buffer.flip());
            buffer.clear();
        }
    }

    /// A reply that has been received already and that nobody has taken.
    Optional<Reply> replyAtHand() {
        return replies.next();
    }

    /// Posts every reply from now on, and at last the end of the connection.
    void read(Reactor reactor, Consumer<SessionEvent> post) {
        var reading = new Reading(post);
        reading.repliesAtHand();
        channel.listen(reactor, reading);
    }

    /// Takes what the reactor tells.
    private final class Reading implements ControlChannel.Listener {
        private final Consumer<SessionEvent> post;
        private Optional<String> fault = Optional.empty();

        private Reading(Consumer<SessionEvent> post) {
            this.post = post;
        }

        @Override
        public void received(ByteBuffer bytes) {
            replies.feed(bytes);
            repliesAtHand();
        }

        private void repliesAtHand() {
            try {
                for (var reply = replies.next(); reply.isPresent(); reply = replies.next()) {
                    unasked.said();
                    post.accept(new SessionEvent.ReplyReceived(reply.get()));
                }
            } catch (BackendMisbehaved e) {
                fault = Optional.of(String.valueOf(e.getMessage()));
                post.accept(new SessionEvent.BackendErred(e));
                close();
            }
        }

        @Override
        public void drained() {}

        @Override
        public void resumed() {}

        @Override
        public void ended(Optional<String> error) {
            post.accept(new SessionEvent.BackendClosed(fault.or(() -> error)));
        }
    }

    /// Sends what comes before the first word of FTP.
    void sendHeader(byte[] header) {
        write(header);
    }

    @Override
    public void send(Command command) {
        write(command.bytes());
    }

    @Override
    public void sendAbort() {
        try {
            for (byte urgent : Telnet.abortUrgent()) {
                channel.channel().socket().sendUrgentData(urgent);
            }
        } catch (IOException _) {
            // the reader sees the end of the connection
        }
        write(Telnet.abortLine());
    }

    private void write(byte[] bytes) {
        unasked.asked();
        try {
            channel.send(bytes, longestSend);
        } catch (IOException _) {
            close(); // the reader sees the end of the connection
        }
    }

    @Override
    public Member member() {
        return member;
    }

    @Override
    public void forgetCredentials() {
        member = member.withoutCredentials();
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public Features features() {
        return features;
    }

    @Override
    public void features(Features said) {
        features = said;
    }

    @Override
    public void close() {
        channel.close();
    }
}
