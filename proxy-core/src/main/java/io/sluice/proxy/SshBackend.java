package io.sluice.proxy;

import io.sluice.proxy.lookup.Member;
import io.sluice.ssh.BackendSession;

/// The SSH server behind a session.
///
/// @param hold what the session holds of the member
record SshBackend(BackendSession session, Member member, Route.Hold hold) {

    /// The name of a user there.
    String user(String name) {
        return member.url().user().filter(each -> !each.isEmpty()).orElse(name);
    }

    void close() {
        hold.release();
        session.close();
    }
}
