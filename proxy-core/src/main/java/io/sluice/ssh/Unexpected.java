package io.sluice.ssh;

import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;

/// A packet that has no place where the connection stands.
final class Unexpected extends SshException {
    private static final long serialVersionUID = 1;

    Unexpected(int message) {
        super(
                SshConstants.SSH2_DISCONNECT_BY_APPLICATION,
                "Unsupported protocol sequence (" + SshConstants.getCommandMessageName(message) + ")");
    }
}
