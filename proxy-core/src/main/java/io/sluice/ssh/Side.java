package io.sluice.ssh;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.kex.KexState;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.common.util.buffer.Buffer;

/// One of the two connections that a link joins: what is sent to it, and whose the answers are that it owes.
///
/// Answers to global requests carry no number and come in the order of the requests (RFC 4254 §4), so it is noted for
/// each request whether it was passed on or is one of our own.
final class Side {
    private static final byte NO = 0;

    private final AbstractSession session;
    private final SshSocket socket;
    private final Deque<Boolean> owed = new ArrayDeque<>();
    private volatile long lastHeard = System.nanoTime();

    Side(AbstractSession session, SshSocket socket) {
        this.session = session;
        this.socket = socket;
    }

    /// Says that something has come from there.
    void heard() {
        lastHeard = System.nanoTime();
    }

    long lastHeard() {
        return lastHeard;
    }

    /// Sends a packet that has come from the other side, whose reader waits here if this side does not take enough. It
    /// does not wait while it exchanges keys itself: that could be what this side waits for.
    void pass(int message, Buffer rest, Side from) throws IOException {
        write(message, rest);
        awaitRoom(from);
    }

    /// The same for a request that wants an answer.
    void passAsking(int message, Buffer rest, Side from) throws IOException {
        synchronized (this) {
            owed.add(false);
            write(message, rest);
        }
        awaitRoom(from);
    }

    private void write(int message, Buffer rest) throws IOException {
        int length = rest.available();
        var packet = session.createBuffer((byte) message, length + 1);
        packet.putRawBytes(rest.array(), rest.rpos(), length);
        session.writePacket(packet);
    }

    private void awaitRoom(Side from) {
        socket.awaitRoom(() -> from.session.getKexState() != KexState.DONE);
    }

    /// Sends a request of our own that means nothing, to hear an answer.
    synchronized void askForLife() throws IOException {
        owed.add(true);
        var packet = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST, 64);
        packet.putString("keepalive@proftpd.org");
        packet.putBoolean(true);
        session.writePacket(packet);
    }

    /// Whether the answer that has come is to a request of our own.
    ///
    /// @throws IOException if nothing was asked
    synchronized boolean answersOwn() throws IOException {
        var own = owed.poll();
        if (own == null) {
            throw new IOException("an answer to no request");
        }
        return own;
    }

    void refuse() throws IOException {
        session.writePacket(session.createBuffer(SshConstants.SSH_MSG_REQUEST_FAILURE, NO));
    }
}
