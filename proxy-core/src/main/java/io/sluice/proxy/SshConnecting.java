package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.proxy.BackendConnector.Outcome;
import io.sluice.proxy.SshHandshake.Met;
import io.sluice.session.Exchange;
import io.sluice.session.Session;
import io.sluice.session.SessionEvent;
import io.sluice.session.SessionState;

/// An SSH backend is being connected. What the client asks for meanwhile waits.
record SshConnecting(SshRole role, Session session, BackendConnector<Met> connector, Errand errand)
        implements SessionState {

    private record Tried(Outcome<Met> outcome) implements SessionEvent.RoleEvent {}

    /// What it is wanted for, and so what follows.
    interface Errand {
        SessionState connected(SshBackend backend);

        SessionState unreachable(ConnectFailure why);

        /// The session ends before either.
        void abandon();
    }

    static SshConnecting begin(SshRole role, Session session, Errand errand) {
        var post = session.feeder();
        var connector = new BackendConnector<>(
                role.host(),
                session,
                role.route(session),
                new SshHandshake(role.sides().backend(), session.services().clock()),
                outcome -> {
                    post.accept(new Tried(outcome));
                    if (outcome instanceof Outcome.Connected<Met> connected) {
                        connected.backend().session().listen(post);
                    }
                });
        connector.begin();
        return new SshConnecting(role, session, connector, errand);
    }

    @Override
    public boolean takes(Command command) {
        return false;
    }

    @Override
    public SessionState on(Exchange exchange) {
        throw new IllegalStateException("no command is taken while connecting");
    }

    @Override
    public SessionState on(SessionEvent event) {
        return switch (event) {
            case Tried(Outcome.Connected<Met> connected) -> connected(connected);
            case Tried(Outcome.Failed<Met>(var why)) -> errand.unreachable(why);
            default -> this;
        };
    }

    private SessionState connected(Outcome.Connected<Met> connected) {
        var met = connected.backend();
        role.host()
                .journal()
                .connected(
                        session,
                        met.member().url(),
                        met.session().address(),
                        "sftp",
                        connected.attempt(),
                        connected.took());
        met.session().version().ifPresent(line -> {
            session.facts().environment().put("PROXY_SSH_SERVER_BANNER", line);
            session.facts().notes().put("PROXY_SSH_SERVER_BANNER", line);
        });
        return errand.connected(new SshBackend(met.session(), met.member(), connected.hold()));
    }

    @Override
    public void abandon() {
        connector.cancel();
        errand.abandon();
    }
}
