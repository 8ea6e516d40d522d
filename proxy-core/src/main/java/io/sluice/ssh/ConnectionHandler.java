package io.sluice.ssh;

import java.util.function.Consumer;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.common.util.Readable;

/// Hands to MINA what happens on a connection, and tells the owner of the connection of its end.
///
/// @param broken hears why, before `closed` is called
/// @param closed is called once, when MINA is through with the connection
record ConnectionHandler(IoHandler mina, Consumer<Throwable> broken, Runnable closed) implements IoHandler {

    @Override
    public void sessionCreated(IoSession session) throws Exception {
        mina.sessionCreated(session);
    }

    @Override
    public void messageReceived(IoSession session, Readable message) throws Exception {
        mina.messageReceived(session, message);
    }

    @Override
    public void exceptionCaught(IoSession session, Throwable cause) throws Exception {
        broken.accept(cause);
        mina.exceptionCaught(session, cause);
    }

    @Override
    public void sessionClosed(IoSession session) throws Exception {
        try {
            if (AbstractSession.getSession(session, true) != null) {
                mina.sessionClosed(session);
            }
        } finally {
            closed.run();
        }
    }
}
