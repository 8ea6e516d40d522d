package io.sluice.proxy;

import io.sluice.proxy.BackendConnector.Outcome;
import io.sluice.proxy.SshHandshake.Met;
import io.sluice.session.Session;
import io.sluice.session.SessionEvent;
import io.sluice.session.SessionState;
import java.util.function.Consumer;

/// How a session meets an SSH server.
record SshMeeting(SshRole role, Session session, SshErrand errand) implements Meeting<Met> {

    static SessionState begin(SshRole role, Session session, SshErrand errand) {
        return Connecting.begin(role.host(), session, role.route(session), new SshMeeting(role, session, errand));
    }

    @Override
    public Handshake<Met> handshake() {
        return new SshHandshake(role.sides().backend(), session.services().clock());
    }

    @Override
    public void listen(Met backend, Consumer<SessionEvent> post) {
        backend.session().listen(post);
    }

    @Override
    public SessionState connected(Outcome.Connected<Met> connected) {
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
}
