package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.ftp.ExtendedPassive;
import io.sluice.ftp.Features;
import io.sluice.ftp.Reply;
import io.sluice.ftp.WireText;
import io.sluice.ftp.listing.Facts;
import io.sluice.module.CommandOutcome;
import io.sluice.module.EndReason;
import io.sluice.net.Addresses;
import io.sluice.session.Session;
import io.sluice.session.SessionEvent.DataEnd;
import io.sluice.session.SessionEvent.Leg;
import io.sluice.session.Timer;
import io.sluice.transfer.DataEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What the states of a proxied session share: the session, its backend, the data connections that have been arranged
/// but not used, and what replies have told so far. Used by the session's loop alone.
final class ProxySession {
    private final Session session;
    private final ProxyHost began;
    private final Backend backend;
    private final Route.Hold hold;
    private final Optional<Approach> approach;
    private final DirectoryTracker directory = new DirectoryTracker();

    private Optional<Arranged> arranged = Optional.empty();
    private Optional<DataEndpoint> offered = Optional.empty();
    private boolean ascii = true;
    private long restart;
    private long transfers;
    private DataPolicy configuredPolicy;
    private DataPolicy dataPolicy;
    private Facts facts = Facts.ALL;
    private ListOptions listOptions = ListOptions.KNOWN;
    private boolean epsvAll;
    private int owedReplies;
    private Optional<RefusedName> refusedName = Optional.empty();

    /// @param hold what the session holds of the backend's member
    /// @param approach how the client has come to the backend, other than by connecting
    ProxySession(Session session, ProxyHost host, Backend backend, Route.Hold hold, Optional<Approach> approach) {
        this.session = session;
        this.began = host;
        this.backend = backend;
        this.hold = hold;
        this.approach = approach;
        this.configuredPolicy = host.settings().dataPolicy();
        this.dataPolicy = configuredPolicy;
    }

    /// The two endpoints of the transfer to come, and how the client asked for it.
    record Arranged(DataCommand by, DataEndpoint frontend, DataEndpoint backend) {
        void close() {
            frontend.close();
            backend.close();
        }
    }

    Session session() {
        return session;
    }

    /// The virtual host, with what has been laid over its directives since the session was connected.
    ProxyHost host() {
        return ProxyRole.host(session, began);
    }

    ProxySettings settings() {
        return host().settings();
    }

    Backend backend() {
        return backend;
    }

    /// How the client has come to this backend, where it was the client that asked for it.
    Optional<Approach> approach() {
        return approach;
    }

    /// Sends a command to the backend.
    void send(Command command) {
        session.services().trace().log("proxy.ftp.ctrl", 9, () -> "frontend->backend: " + command);
        backend.send(command);
    }

    /// Gives the backend a moment to say what it still has to say (`ProxyTimeoutLinger`).
    void lingers() {
        var linger = settings().linger();
        session.deadline(Timer.LINGER, linger.isZero() ? Duration.ofMillis(1) : linger);
    }

    /// Gives the backend its time to answer a command (`ProxyTimeoutReply`).
    void expectsAnswer() {
        session.deadline(Timer.REPLY, settings().reply());
    }

    void answered() {
        session.noDeadline(Timer.REPLY);
    }

    /// What is awaited of the backend while it has not answered that command, for the log.
    String answerTo(Command command) {
        return "the answer of backend " + place() + " to '" + WireText.display(command.toString()) + "'";
    }

    private String place() {
        return backend.member().url().masked() + " ("
                + Addresses.text(backend.address().getAddress()) + ":"
                + backend.address().getPort() + ")";
    }

    /// Ends the session because the backend has not answered a command in time.
    void unanswered(Command command) {
        var limit = settings().reply().toSeconds();
        host().journal()
                .notice(
                        session,
                        "backend " + place() + " has not answered '" + WireText.display(command.toString())
                                + "' within " + limit + " seconds (ProxyTimeoutReply), closing proxy session");
        session.event("mod_proxy.timeout-reply");
        session.send(Reply.of(421, "Backend timeout (" + limit + " seconds): closing control connection"));
        session.end(EndReason.of(EndReason.Kind.TIMEOUT, "ProxyTimeoutReply"));
    }

    DirectoryTracker directory() {
        return directory;
    }

    /// The name that the client has given and the backend has not been told.
    Optional<RefusedName> refusedName() {
        return refusedName;
    }

    void refusedName(Optional<RefusedName> name) {
        refusedName = name;
    }

    DataPolicy dataPolicy() {
        if (settings().dataPolicy() != configuredPolicy) {
            configuredPolicy = settings().dataPolicy();
            dataPolicy = configuredPolicy;
        }
        return dataPolicy;
    }

    /// The facts the client wants in listings that are translated.
    Facts facts() {
        return facts;
    }

    /// Notes the facts that an `OPTS MLST` asks for.
    void noteFacts(Command options) {
        options.argument().flatMap(Facts::requested).ifPresent(wanted -> facts = wanted);
    }

    ListOptions listOptions() {
        return listOptions;
    }

    void listOptions(ListOptions told) {
        listOptions = told;
    }

    /// What the client may be told of the backend's features: with `MLST` where listings are translated.
    Features features() {
        return settings().listPolicy().offering(facts, backend.features());
    }

    /// Gives up `EPSV` or `EPRT` towards this backend for the rest of the session.
    void refusedExtendedData() {
        dataPolicy = switch (dataPolicy()) {
            case EPSV, PASSIVE -> DataPolicy.PASV;
            case EPRT, ACTIVE -> DataPolicy.PORT;
            case CLIENT, PASV, PORT -> dataPolicy;
        };
    }

    /// Whether the command is one the client has renounced by `EPSV ALL` (RFC 2428 §4); notes an `EPSV ALL`.
    boolean epsvOnly(Command command) {
        boolean all = command.verb().equals("EPSV")
                && ExtendedPassive.Request.of(command) instanceof ExtendedPassive.Request.All;
        epsvAll |= all;
        return epsvAll && !command.verb().equals("EPSV");
    }

    /// Notes the endpoints of the next transfer; those of an earlier one that was never used are closed.
    void arrange(Arranged next) {
        dropArranged();
        arranged = Optional.of(next);
    }

    /// Keeps an endpoint the backend has been told of and has not answered yet.
    void offers(DataEndpoint endpoint) {
        offered = Optional.of(endpoint);
    }

    /// Hands an endpoint over to whoever goes on with it.
    void takesBack(DataEndpoint endpoint) {
        offered = offered.filter(kept -> kept != endpoint);
    }

    void dropArranged() {
        offered.ifPresent(DataEndpoint::close);
        offered = Optional.empty();
        arranged.ifPresent(Arranged::close);
        arranged = Optional.empty();
    }

    /// Takes the endpoints for a transfer; they are no longer this object's to close.
    Optional<Arranged> takeArranged() {
        var taken = arranged;
        arranged = Optional.empty();
        return taken;
    }

    boolean ascii() {
        return ascii;
    }

    void ascii(boolean on) {
        ascii = on;
    }

    void restartAt(long offset) {
        restart = offset;
    }

    /// A number for the next transfer, by which its events are told from those of others.
    long nextTransfer() {
        return ++transfers;
    }

    long takeRestart() {
        long offset = restart;
        restart = 0;
        return offset;
    }

    /// Says that the backend still owes a final reply that nobody waits for any more. Replies keep their order, so the
    /// next one is it.
    void owed() {
        owedReplies++;
    }

    /// Says that nothing is owed any more: an answer to something later has come.
    void owesNothing() {
        owedReplies = 0;
    }

    /// Whether the reply that has come is one that nobody waits for any more.
    boolean wasOwed() {
        if (owedReplies == 0) {
            return false;
        }
        owedReplies--;
        return true;
    }

    /// Ends the session because the backend has gone.
    void backendClosed(Optional<String> error) {
        host().journal()
                .notice(
                        session,
                        "backend control connection closed (" + error.orElse("EOF") + "), closing proxy" + " session");
        session.end(EndReason.of(EndReason.Kind.BACKEND_CLOSED));
    }

    /// The way to another backend, if the `USER` or `PASS` of a client that is not logged in is not for this one. The
    /// backend is then closed already.
    Optional<Unconnected> leaves(Ready at, Command command) {
        var other = approach.filter(way -> !way.isFor(at, command));
        if (other.isEmpty()) {
            return Optional.empty();
        }
        session.forgetFeeders();
        close();
        return Optional.of(new Unconnected(host(), session, other.get()));
    }

    /// Closes everything on the backend's side.
    void close() {
        hold.release();
        dropArranged();
        backend.close();
    }

    /// A transfer as logs know it.
    CommandOutcome.Transfer record(
            TransferInProgress running, Optional<DataEnd> end, CommandOutcome.Status status, Optional<Reply> reply) {
        var failure = status == CommandOutcome.Status.SUCCESS
                ? Optional.<String>empty()
                : end.flatMap(DataEnd::failure).map(broken -> broken.error()).or(() -> reply.map(Reply::text));
        return new CommandOutcome.Transfer(
                running.transfer().direction(),
                running.began(),
                Duration.between(running.began(), Instant.now()),
                running.transfer().bytes(),
                running.offset(),
                ascii,
                running.transfer().endpoint(Leg.FRONTEND).port(),
                running.by().isPassive(),
                status,
                failure,
                Optional.of(new CommandOutcome.Legs(
                        running.transfer().endpoint(Leg.BACKEND).opensAtOnce(),
                        running.transfer().isSecured(Leg.FRONTEND),
                        running.transfer().isSecured(Leg.BACKEND))));
    }
}
