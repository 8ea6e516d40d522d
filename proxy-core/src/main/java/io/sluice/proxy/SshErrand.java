package io.sluice.proxy;

import io.sluice.session.SessionState;

/// What an SSH server is wanted for.
interface SshErrand extends Errand {
    SessionState connected(SshBackend backend);
}
