package io.sluice.ssh;

import io.sluice.session.SessionEvent;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.sshd.client.session.SessionFactory;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/// The SSH session with one backend: keys are exchanged, requests to let a client in are passed on, and after that the
/// link takes over. What the backend says comes as events, in its order.
public final class BackendSession implements Closeable {
    private static final long LONGEST_WAIT_SECONDS = 60;

    private final String url;
    private final BackendTerms terms;
    private final Listener listener;
    private final SshSocket socket;
    private final InetSocketAddress address;
    private final InetSocketAddress local;
    private final CompletableFuture<Link> link = new CompletableFuture<>();
    private final List<SessionEvent> early = new ArrayList<>();
    private Optional<Consumer<SessionEvent>> hearer = Optional.empty();
    private boolean ready;
    private volatile Optional<String> version = Optional.empty();
    private volatile Optional<String> ended = Optional.empty();

    /// Who hears how it began; one of both, once.
    public interface Listener {

        /// Keys have been exchanged.
        void ready(BackendSession session);

        /// The connection is closed.
        void failed(String why);

        /// Something that an operator should know.
        void noticed(String text);
    }

    BackendSession(String url, BackendTerms terms, SocketChannel channel, SessionFactory sessions, Listener listener)
            throws IOException {
        this.url = url;
        this.terms = terms;
        this.listener = listener;
        this.address = (InetSocketAddress) channel.getRemoteAddress();
        this.local = (InetSocketAddress) channel.getLocalAddress();
        this.socket = new SshSocket(
                channel,
                new ConnectionHandler(
                        sessions, cause -> disconnected(String.valueOf(cause.getMessage())), this::closed));
        socket.setAttribute(BackendSession.class, this);
    }

    /// Begins to speak.
    public void begin() {
        socket.begin();
    }

    /// Where it is.
    public InetSocketAddress address() {
        return address;
    }

    /// Our end of the connection.
    public InetSocketAddress local() {
        return local;
    }

    /// What the backend calls itself: its whole version line.
    public Optional<String> version() {
        return version;
    }

    public BackendTerms terms() {
        return terms;
    }

    /// The number of the key exchange that all signatures are bound to.
    public byte[] id() {
        return session().getSessionId();
    }

    /// Hears from now on what the backend says, beginning with what it has said already.
    public synchronized void listen(Consumer<SessionEvent> each) {
        early.forEach(each);
        early.clear();
        hearer = Optional.of(each);
    }

    /// Asks the backend to let a client in.
    ///
    /// @param user as wire text
    /// @param parameters what follows the method
    public void request(String user, String method, Payload parameters) {
        var packet = new ByteArrayBuffer();
        packet.putByte(SshConstants.SSH_MSG_USERAUTH_REQUEST);
        Packets.putText(packet, user);
        packet.putString(Services.CONNECTION);
        packet.putString(method);
        packet.putRawBytes(parameters.bytes());
        say(new Payload(packet.getCompactData()));
    }

    /// Asks the backend to let a client in by a password, which is wire text.
    public void request(String user, String password) {
        var parameters = new ByteArrayBuffer();
        parameters.putBoolean(false);
        Packets.putText(parameters, password);
        request(user, "password", new Payload(parameters.getCompactData()));
    }

    /// Sends a packet while the client is being let in. A backend that is gone is noticed by the reader.
    public void say(Payload payload) {
        try {
            Packets.send(session(), payload.bytes());
        } catch (IOException _) {
            close();
        }
    }

    private AbstractSession session() {
        return AbstractSession.getSession(socket);
    }

    Side side() {
        return new Side(session(), socket);
    }

    /// Hands over to the link.
    void linked(Link made) {
        link.complete(made);
    }

    /// The link, which the reader waits for: the backend may speak before the client has been told that it is in.
    Link link() throws IOException {
        try {
            return link.get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("nobody is there for what the backend says", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    void said(SessionEvent event) {
        Consumer<SessionEvent> taker;
        synchronized (this) {
            if (hearer.isEmpty()) {
                early.add(event);
                return;
            }
            taker = hearer.get();
        }
        taker.accept(event);
    }

    /// Which host key it ought to show; asks the datastore.
    KnownHosts.Expectation expectation() {
        return terms.hosts()
                .of(
                        new KnownHosts.Server(terms.virtualHost(), url),
                        terms.settings().verify(),
                        listener::noticed);
    }

    void named(String line) {
        version = Optional.of(line);
    }

    void mismatched(String line) {
        disconnected("Bad protocol version '" + line + "' from "
                + address.getAddress().getHostAddress());
    }

    void disconnected(String why) {
        if (ended.isEmpty()) {
            ended = Optional.of(why);
        }
    }

    /// Keys have been exchanged for the first time.
    void ready() {
        synchronized (this) {
            if (ready) {
                return;
            }
            ready = true;
        }
        listener.ready(this);
    }

    /// Closes the connection, after what has been sent if it is of any use.
    @Override
    public void close() {
        link.completeExceptionally(new IOException("closed"));
        var session = AbstractSession.getSession(socket, true);
        if (session == null || socket.isClosing()) {
            socket.close(true);
            return;
        }
        try {
            session.disconnect(SshConstants.SSH2_DISCONNECT_BY_APPLICATION, "Client has gone");
        } catch (IOException | RuntimeException _) {
            socket.close(true);
        }
    }

    private void closed() {
        link.completeExceptionally(new IOException("closed"));
        boolean failed;
        synchronized (this) {
            failed = !ready;
            ready = true;
        }
        if (failed) {
            listener.failed(ended.orElse("Connection closed"));
        } else {
            said(new SessionEvent.BackendClosed(ended));
        }
    }
}
