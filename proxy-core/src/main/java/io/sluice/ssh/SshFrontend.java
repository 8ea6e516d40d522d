package io.sluice.ssh;

import io.sluice.ftp.ClientLine;
import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.module.EndReason;
import io.sluice.net.Addresses;
import io.sluice.net.Reactor;
import io.sluice.session.Frontend;
import io.sluice.session.SessionServices;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.sshd.common.Service;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.server.session.SessionFactory;

/// The SSH connection of a client. For its session a request to be let in is a [LoginDialogue] of commands, so that
/// rules, counts, bans and logs are those of every other login; once the client is in, a [Link] passes everything on.
public final class SshFrontend implements Frontend {
    private static final Duration SHORTEST_FAREWELL = Duration.ofSeconds(1);

    private final FrontendTerms terms;
    private final SessionServices services;
    private final SshSocket socket;
    private final LifeChecks checks;
    private final LoginDialogue dialogue;
    private Optional<Listener> listener = Optional.empty();
    private Optional<Opening> opening = Optional.empty();
    private Optional<String> farewell = Optional.empty();
    private Optional<String> error = Optional.empty();
    private final AtomicBoolean keysFailed = new AtomicBoolean();
    private boolean begun;
    private volatile boolean finished;
    private volatile String protocol = "ssh2";

    private record Opening(BackendSession backend, Runnable moved) {}

    SshFrontend(SocketChannel channel, FrontendTerms terms, SessionFactory sessions, SessionServices services)
            throws IOException {
        this.terms = terms;
        this.services = services;
        this.checks = new LifeChecks(services.clock());
        this.dialogue = new LoginDialogue(terms.methods(), new Carrying());
        this.socket = new SshSocket(channel, new ConnectionHandler(sessions, this::broken, this::closed));
        socket.setAttribute(SshFrontend.class, this);
    }

    // What the states of the session call.

    /// The requests of the client to be let in.
    public LoginDialogue dialogue() {
        return dialogue;
    }

    /// Sends a packet of the dialogue by which a client is let in.
    public void say(Payload payload) {
        try {
            Packets.send(session(), payload.bytes());
        } catch (IOException _) {
            socket.close(true);
        }
    }

    /// Says where everything goes once the client has been let in.
    ///
    /// @param moved is told of every packet of a channel
    public synchronized void opens(BackendSession backend, Runnable moved) {
        opening = Optional.of(new Opening(backend, moved));
    }

    // What the services call.

    Service authentication(Session session) throws SshException {
        if (session.isAuthenticated()) {
            throw new SshException(
                    SshConstants.SSH2_DISCONNECT_SERVICE_NOT_AVAILABLE, "the client has been let in already");
        }
        return new FrontendAuthentication((ServerSession) session, this, terms);
    }

    Service connection(Session session) throws SshException {
        var to = opened();
        if (!session.isAuthenticated() || to.isEmpty()) {
            throw new SshException(SshConstants.SSH2_DISCONNECT_SERVICE_NOT_AVAILABLE, "nobody has been let in");
        }
        var backend = to.get().backend();
        var link = new Link(
                new Side((AbstractSession) session, socket),
                backend.side(),
                to.get().moved(),
                word -> protocol = word);
        terms.alive().ifPresent(alive -> checks.begin(alive, link.frontend(), () -> silent("SFTPClientAlive", alive)));
        backend.terms()
                .alive()
                .ifPresent(alive -> checks.begin(alive, link.backend(), () -> silent("ProxySFTPServerAlive", alive)));
        backend.linked(link);
        return new FrontendConnection(session, this, link);
    }

    private synchronized Optional<Opening> opened() {
        return opening;
    }

    private void silent(String directive, LifeCheck.Terms alive) {
        services.log()
                .notice(directive + " threshold (max " + alive.most() + " checks, "
                        + alive.interval().toSeconds() + " sec interval) reached, disconnecting client");
        socket.close(true);
    }

    boolean isFinished() {
        return finished;
    }

    /// The client asks to be let in.
    void requested(Attempt attempt) {
        if (!dialogue.request(attempt)) {
            hearer().told(new AuthEvent.Abandoned());
        }
    }

    /// The client answers what it was asked.
    void answered(Payload payload) {
        hearer().told(new AuthEvent.Answered(payload));
    }

    /// A request that needs no dialogue is refused.
    void refuseAtOnce(String method) {
        FailedMethods.event(method).ifPresent(hearer()::raised);
        sayFailure(dialogue.offered());
    }

    /// Both sides have found no keys to go on with.
    void keysNotExchanged() {
        if (!keysFailed.getAndSet(true)) {
            hearer().raised("mod_sftp.ssh2.kex.failed");
        }
    }

    /// The client has made more requests than anybody needs.
    void exhausted() {
        hearer().raised("mod_auth.max-login-attempts");
    }

    /// Notes a fact for the log of a refused request.
    void notice(String text) {
        services.log().notice(text);
    }

    private void sayFailure(AuthEvent.Refused told) {
        var packet = new ByteArrayBuffer();
        packet.putByte(SshConstants.SSH_MSG_USERAUTH_FAILURE);
        packet.putNameList(told.methods());
        packet.putBoolean(told.partial());
        say(new Payload(packet.getCompactData()));
    }

    /// Carries on what comes of the client's requests.
    private final class Carrying implements LoginDialogue.Listener {
        @Override
        public void asks(Command command) {
            hearer().line(new ClientLine.Line(command), System.nanoTime());
        }

        @Override
        public void refused(AuthEvent.Refused told) {
            sayFailure(told);
        }

        @Override
        public void accepted(Attempt attempt) {
            try {
                ((ServerSession) session())
                        .signalAuthenticationSuccess(attempt.user(), Services.CONNECTION, new ByteArrayBuffer());
            } catch (Exception e) {
                services.log().notice("the client could not be told that it is let in: " + e.getMessage());
                socket.close(true);
            }
        }
    }

    private AbstractSession session() {
        return AbstractSession.getSession(socket);
    }

    private synchronized Listener hearer() {
        return listener.orElseThrow();
    }

    // The connection.

    @Override
    public Optional<String> protocol() {
        return Optional.of(protocol);
    }

    @Override
    public void read(Reactor reactor, Listener hearer) {
        boolean over;
        synchronized (this) {
            listener = Optional.of(hearer);
            over = finished;
            begun = true;
        }
        if (over) {
            socket.close(true);
            hearer.closed(Optional.empty());
        } else {
            socket.begin();
        }
    }

    /// A reply that answers no request, or says that the service ends, is what the client is told at the end.
    @Override
    public void send(Reply reply, Duration longest) {
        if (!dialogue.answer(reply) || reply.code() / 10 == 42) {
            synchronized (this) {
                farewell = Optional.of(reply.text());
            }
        }
    }

    /// Is told as the client is disconnected; a request that has not been answered stays so.
    @Override
    public void farewell(Reply reply, Duration longest) {
        synchronized (this) {
            farewell = Optional.of(reply.text());
        }
    }

    @Override
    public Optional<String> refusedLogin() {
        return dialogue.present().flatMap(attempt -> FailedMethods.event(attempt.method()));
    }

    /// Tells the client why, and closes when it has closed or that time has passed.
    @Override
    public void finish(EndReason reason, Duration longestFarewell) {
        Optional<String> said;
        boolean reads;
        synchronized (this) {
            finished = true;
            said = farewell;
            reads = begun;
        }
        dialogue.end();
        checks.stop();
        var session = AbstractSession.getSession(socket, true);
        if (!reads || session == null || socket.isClosing() || reason.kind() == EndReason.Kind.CLIENT_EOF) {
            socket.close(true);
            return;
        }
        var packet = new ByteArrayBuffer();
        packet.putByte(SshConstants.SSH_MSG_DISCONNECT);
        packet.putInt(SshConstants.SSH2_DISCONNECT_BY_APPLICATION);
        packet.putString(said.orElseGet(reason::toString));
        packet.putString("");
        say(new Payload(packet.getCompactData()));
        var longest = longestFarewell.compareTo(SHORTEST_FAREWELL) < 0 ? SHORTEST_FAREWELL : longestFarewell;
        var _ = services.clock().after(longest.toNanos(), () -> socket.close(true));
    }

    @Override
    public long bytesIn() {
        return socket.bytesIn();
    }

    @Override
    public long bytesOut() {
        return socket.bytesOut();
    }

    /// Where the client is, for texts.
    String client() {
        return Addresses.text(((InetSocketAddress) Objects.requireNonNull(socket.getRemoteAddress())).getAddress());
    }

    private void broken(Throwable cause) {
        synchronized (this) {
            error = Optional.of(String.valueOf(cause.getMessage()));
        }
        services.log().info("SSH connection of " + client() + " broken: " + cause.getMessage());
    }

    private void closed() {
        checks.stop();
        Optional<Listener> told;
        Optional<String> why;
        synchronized (this) {
            told = begun ? listener : Optional.empty();
            why = error;
        }
        told.ifPresent(each -> each.closed(why));
    }
}
