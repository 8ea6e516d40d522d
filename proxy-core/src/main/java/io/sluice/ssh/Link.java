package io.sluice.ssh;

import java.io.IOException;
import java.util.function.Consumer;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;

/// What joins both connections once the client has been let in: every packet of the connection protocol (RFC 4254)
/// passes from one to the other as it came, channel numbers and windows included, so that both ends control the flow
/// between themselves and nothing has to be kept here but what is on its way.
///
/// Not passed on: host keys that the backend announces, which are not those the client has to know, and answers to
/// requests of our own.
final class Link {
    private static final String HOST_KEYS = "hostkeys-00@openssh.com";

    private final Side frontend;
    private final Side backend;
    private final Runnable moved;
    private final Consumer<String> protocol;

    /// @param moved is told of every packet of a channel
    /// @param protocol is told what the client speaks over a channel: `sftp` or `scp`
    Link(Side frontend, Side backend, Runnable moved, Consumer<String> protocol) {
        this.frontend = frontend;
        this.backend = backend;
        this.moved = moved;
        this.protocol = protocol;
    }

    Side frontend() {
        return frontend;
    }

    Side backend() {
        return backend;
    }

    void fromClient(int message, Buffer rest) throws IOException {
        if (message == SshConstants.SSH_MSG_CHANNEL_REQUEST) {
            look(rest);
        }
        take(message, rest, frontend, backend);
    }

    void fromBackend(int message, Buffer rest) throws IOException {
        if (message == SshConstants.SSH_MSG_GLOBAL_REQUEST && isHostKeys(rest)) {
            return;
        }
        take(message, rest, backend, frontend);
    }

    private void take(int message, Buffer rest, Side from, Side to) throws IOException {
        from.heard();
        switch (message) {
            case SshConstants.SSH_MSG_GLOBAL_REQUEST -> {
                if (wantsAnswer(rest)) {
                    to.passAsking(message, rest, from);
                } else {
                    to.pass(message, rest, from);
                }
            }
            case SshConstants.SSH_MSG_REQUEST_SUCCESS, SshConstants.SSH_MSG_REQUEST_FAILURE -> {
                if (!from.answersOwn()) {
                    to.pass(message, rest, from);
                }
            }
            default -> {
                if (message < SshConstants.SSH_MSG_CHANNEL_OPEN || message > SshConstants.SSH_MSG_CHANNEL_FAILURE) {
                    throw new Unexpected(message);
                }
                moved.run();
                to.pass(message, rest, from);
            }
        }
    }

    private static boolean wantsAnswer(Buffer rest) {
        int at = rest.rpos();
        var _ = rest.getBytes();
        boolean wanted = rest.getBoolean();
        rest.rpos(at);
        return wanted;
    }

    private boolean isHostKeys(Buffer rest) throws IOException {
        int at = rest.rpos();
        var name = rest.getString();
        boolean wanted = rest.getBoolean();
        rest.rpos(at);
        if (!name.equals(HOST_KEYS)) {
            return false;
        }
        backend.heard();
        if (wanted) {
            backend.refuse();
        }
        return true;
    }

    /// Sees what a channel is used for.
    private void look(Buffer rest) {
        int at = rest.rpos();
        var _ = rest.getUInt();
        var type = rest.getString();
        if (type.equals("subsystem") || type.equals("exec")) {
            var _ = rest.getBoolean();
            var word = rest.getString();
            if (type.equals("subsystem") ? word.equals("sftp") : word.matches("(.*/)?scp( .*)?")) {
                protocol.accept(type.equals("subsystem") ? "sftp" : "scp");
            }
        }
        rest.rpos(at);
    }
}
