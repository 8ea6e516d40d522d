package io.sluice.proxy;

import io.sluice.ftp.BackendMisbehaved;
import io.sluice.ftp.Command;
import io.sluice.ftp.Features;
import io.sluice.ftp.Reply;
import io.sluice.ftp.ReplyAssembler;
import io.sluice.ftp.Telnet;
import io.sluice.module.LegTls;
import io.sluice.net.Addresses;
import io.sluice.net.ControlChannel;
import io.sluice.net.Reactor;
import io.sluice.net.SendWatch;
import io.sluice.proxy.lookup.Member;
import io.sluice.session.SessionEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/// An FTP server, by its control connection. What it says is heard by its [Introduction] first, and from [#read] on it
/// is posted.
final class FtpBackend implements Backend {
    private final ControlChannel channel;
    private final Duration longestSend;
    private final InetSocketAddress address;
    private final InetSocketAddress local;
    private final ReplyAssembler replies = new ReplyAssembler();
    private final Unasked unasked = new Unasked();
    private final Reading reading = new Reading();
    private volatile Member member;
    private volatile Features features = Features.NONE;
    private volatile Optional<LegTls> tls = Optional.empty();
    private volatile boolean protectsData;

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

    /// A reply that has been received already and that nobody has taken.
    Optional<Reply> replyAtHand() {
        return replies.next();
    }

    /// Who hears what the server says.
    interface Hearer {

        /// Told by the reactor, one reply at a time.
        void reply(Reply reply);

        /// The handshake that [#protect] has begun is over.
        default void secured() {}

        default void unsecured(SSLException error) {}

        /// What it sends is no reply; it is closed.
        void erred(BackendMisbehaved how);

        /// Told by whoever brings it about; empty where the server has ended the connection in good order.
        void closed(Optional<String> error);
    }

    /// Has everything that the server says from now on heard.
    void listen(Reactor reactor, Hearer first) {
        reading.hear(first);
        channel.listen(reactor, reading);
    }

    /// Posts every reply from now on, and at last the end of the connection. To be called where replies are heard.
    void read(Consumer<SessionEvent> post) {
        reading.hear(new Hearer() {
            @Override
            public void reply(Reply reply) {
                post.accept(new SessionEvent.ReplyReceived(reply));
            }

            @Override
            public void erred(BackendMisbehaved how) {
                post.accept(new SessionEvent.BackendErred(how));
            }

            @Override
            public void closed(Optional<String> error) {
                post.accept(new SessionEvent.BackendClosed(error));
            }
        });
    }

    /// Takes what the reactor tells.
    private final class Reading implements ControlChannel.Listener {
        private volatile Optional<Hearer> hearer = Optional.empty();
        private Optional<Optional<String>> end = Optional.empty();
        private volatile Optional<String> fault = Optional.empty();

        /// Another one hears from now on, of the end too if that has come already.
        void hear(Hearer next) {
            Optional<Optional<String>> ended;
            synchronized (this) {
                hearer = Optional.of(next);
                ended = end;
            }
            ended.ifPresent(next::closed);
        }

        @Override
        public void received(ByteBuffer bytes) {
            replies.feed(bytes);
            try {
                for (var reply = replies.next(); reply.isPresent(); reply = replies.next()) {
                    unasked.said();
                    hearer().reply(reply.get());
                }
            } catch (BackendMisbehaved e) {
                fault = Optional.of(String.valueOf(e.getMessage()));
                hearer().erred(e);
                close();
            }
        }

        @Override
        public void secured() {
            replies.discard(); // what came in the clear must never be taken for a reply of the protected session
            hearer().secured();
        }

        @Override
        public void unsecured(SSLException error) {
            hearer().unsecured(error);
        }

        @Override
        public void drained() {}

        @Override
        public void resumed() {}

        @Override
        public void ended(Optional<String> error) {
            Hearer told;
            synchronized (this) {
                end = Optional.of(fault.or(() -> error));
                told = hearer();
            }
            told.closed(fault.or(() -> error));
        }

        private Hearer hearer() {
            return hearer.orElseThrow();
        }
    }

    /// Lays TLS over the connection, and begins the handshake as soon as the connection is listened to.
    void protect(LegTls with) {
        tls = Optional.of(with);
        try {
            channel.protect(with.engine());
        } catch (IOException _) {
            close(); // the reader sees the end of the connection
        }
    }

    @Override
    public void protectsData(boolean on) {
        protectsData = on;
    }

    @Override
    public boolean isProtected() {
        return tls.isPresent();
    }

    @Override
    public Optional<LegTls> dataTls() {
        return protectsData ? tls : Optional.empty();
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
        if (tls.isPresent()) {
            send(Command.of("ABOR")); // nothing is urgent within TLS
            return;
        }
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
