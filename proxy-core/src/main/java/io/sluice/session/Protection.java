package io.sluice.session;

import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.ftp.Verb;
import io.sluice.module.ControlTls;
import io.sluice.module.EndReason;
import io.sluice.module.ServerTls;
import io.sluice.module.TlsDemands;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;

/// What of a session is protected by TLS towards its client, and what has to be (`TLSRequired`). Used by the session's
/// loop alone.
public final class Protection {
    private static final Set<String> EXEMPT = Set.of("SYST", "AUTH", "FEAT", "HOST", "CLNT", "QUIT");
    private static final Set<String> LOGIN = Set.of("USER", "PASS", "ACCT");
    private static final Set<String> LISTINGS = Set.of("LIST", "NLST", "MLSD");

    private final Session session;
    private Optional<ControlTls> established = Optional.empty();
    private boolean cleared;
    private boolean privateData;
    private boolean clientOnData;

    Protection(Session session) {
        this.session = session;
    }

    /// TLS for one data connection.
    ///
    /// @param asClient whether we are the TLS client there (`SSCN`)
    public record OfData(ControlTls control, ServerTls server, boolean asClient) {}

    Optional<ServerTls> offered() {
        return session.host().tls();
    }

    TlsDemands demands() {
        return offered().map(ServerTls::demands).orElse(TlsDemands.NONE);
    }

    /// Whether the control connection is under TLS.
    public boolean isOnControl() {
        return established.isPresent() && !cleared;
    }

    /// Whether the control connection is under TLS that began without `AUTH`.
    public boolean isImplicit() {
        return isOnControl() && offered().filter(ServerTls::isImplicit).isPresent();
    }

    /// The name of the server that the client has asked for in the handshake, as far as such names are heeded.
    public Optional<String> serverName() {
        return established.flatMap(ControlTls::serverName);
    }

    /// Whether the certificate that the client has shown on this connection names a user, who then needs no password of
    /// the proxy's own.
    public boolean vouchesFor(String user) {
        return isOnControl() && established.filter(tls -> tls.vouchesFor(user)).isPresent();
    }

    /// Whether the client has had TLS taken off the control connection (`CCC`).
    boolean isCleared() {
        return cleared;
    }

    boolean isClientOnData() {
        return clientOnData;
    }

    void established(ControlTls tls) {
        established = Optional.of(tls);
        session.facts().secured();
    }

    void clear() {
        cleared = true;
        established.ifPresent(ControlTls::cleared);
    }

    void privateData(boolean on) {
        privateData = on;
    }

    /// Protects data connections as if the client had asked for it, where they may be protected.
    void privateUnlessForbidden() {
        privateData = demands().data() != TlsDemands.Data.FORBIDDEN;
    }

    void clientOnData(boolean on) {
        clientOnData = on;
    }

    /// The address to show clients whose control connection is under TLS, if it is another than to all.
    public Optional<InetAddress> shownAddress() {
        return isOnControl() ? offered().flatMap(ServerTls::shownAddress) : Optional.empty();
    }

    /// A transfer is about to begin, and nothing has been answered.
    public void transferBegins(Command command) {
        ofData(command)
                .filter(data -> isOnControl() && !data.asClient())
                .ifPresent(data -> data.control().transferBegins());
    }

    /// How the data connection of a command is to be protected, if it is.
    public Optional<OfData> ofData(Command command) {
        return privateData
                ? established.flatMap(control -> offered()
                        .map(server -> new OfData(control, server, clientOnData && !LISTINGS.contains(command.verb()))))
                : Optional.empty();
    }

    /// The reply to a command that `TLSRequired` does not let pass as things stand.
    Optional<Reply> refusal(Command command) {
        var verb = command.verb();
        var demands = demands();
        if (demands.equals(TlsDemands.NONE) || EXEMPT.contains(verb)) {
            return Optional.empty();
        }
        boolean isDeferred = isPerUser()
                && session.facts().user().isEmpty()
                && (verb.equals("USER") || !session.facts().isOverlaidForRequestedUser());
        boolean demanded = demands.control() || (demands.login() && LOGIN.contains(verb));
        if (demanded && !isDeferred && !isOnControl()) {
            log("SSL/TLS required but absent on control channel, denying " + verb + " command");
            return Optional.of(Reply.of(550, "SSL/TLS required on the control channel"));
        }
        boolean opensData = Verb.of(verb).flatMap(Verb::transfer).isPresent();
        if (opensData && demands.data() == TlsDemands.Data.REQUIRED && !privateData) {
            log("SSL/TLS required but absent on data channel, denying " + verb + " command");
            return Optional.of(Reply.of(522, "SSL/TLS required on the data channel"));
        }
        return Optional.empty();
    }

    /// Why a login that has succeeded does not count: what is demanded of its user is known only now (`AllowPerUser`),
    /// and the password has come in the clear.
    Optional<EndReason> refusedLogin() {
        boolean demanded = demands().control() || demands().login();
        if (!isPerUser() || !demanded || isOnControl()) {
            return Optional.empty();
        }
        log("SSL/TLS required but absent on control channel, denying login");
        return Optional.of(EndReason.of(EndReason.Kind.MODULE_POLICY, "TLSRequired"));
    }

    private boolean isPerUser() {
        return offered().filter(ServerTls::isPerUser).isPresent();
    }

    void log(String text) {
        offered().ifPresent(tls -> tls.log(text));
    }
}
