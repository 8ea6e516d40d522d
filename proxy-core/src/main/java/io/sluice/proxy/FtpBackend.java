package io.sluice.proxy;

import io.sluice.ftp.BackendMisbehaved;
import io.sluice.ftp.Command;
import io.sluice.ftp.Features;
import io.sluice.ftp.Reply;
import io.sluice.ftp.ReplyAssembler;
import io.sluice.ftp.Telnet;
import io.sluice.net.Addresses;
import io.sluice.net.ErrorText;
import io.sluice.proxy.lookup.Member;
import io.sluice.session.SendWatch;
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
/// one; from then on [#read] posts everything the server says.
final class FtpBackend implements Backend {
    private static final int READ_SIZE = 1024;

    private final SocketChannel channel;
    private final SendWatch.Sender sender;
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
        this.channel = channel;
        this.sender = sends.over(channel);
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
            if (channel.read(buffer) < 0) {
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

    /// Posts every reply until the connection ends, and then its end: the body of the backend's feeder.
    void read(Consumer<SessionEvent> post) {
        var error = Optional.<String>empty();
        var buffer = ByteBuffer.allocate(READ_SIZE);
        try {
            do {
                for (var reply = replies.next(); reply.isPresent(); reply = replies.next()) {
                    unasked.said();
                    post.accept(new SessionEvent.ReplyReceived(reply.get()));
                }
            } while (more(buffer));
            error = channel.isOpen() ? Optional.empty() : Optional.of(ErrorText.CANCELED);
        } catch (IOException e) {
            error = Optional.of(ErrorText.of(e));
        } catch (BackendMisbehaved fault) {
            post.accept(new SessionEvent.BackendErred(fault));
            error = Optional.of(String.valueOf(fault.getMessage()));
        }
        post.accept(new SessionEvent.BackendClosed(error));
    }

    /// Whether there is more, which there is not once this end of the connection has been closed.
    private boolean more(ByteBuffer buffer) throws IOException {
        int count = channel.isOpen() ? channel.read(buffer) : -1;
        replies.feed(buffer.flip());
        buffer.clear();
        return count >= 0;
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
                channel.socket().sendUrgentData(urgent);
            }
        } catch (IOException _) {
            // the reader sees the end of the connection
        }
        write(Telnet.abortLine());
    }

    private void write(byte[] bytes) {
        unasked.asked();
        try {
            sender.send(bytes, longestSend);
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
        sender.close();
    }
}
