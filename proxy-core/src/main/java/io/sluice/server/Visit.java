package io.sluice.server;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/// One accepted connection, from accept until nothing is left of it. Its place is given back, and its setup let go,
/// when its session has ended or it turns out that there will be none; it is forgotten when its connection has been
/// read to the end as well.
final class Visit {
    private final Sessions sessions;
    private final Setup setup;
    private final Strangers.Stranger stranger;
    private final SocketChannel channel;
    private Optional<Thread> arriving = Optional.empty();
    private boolean ended;
    private boolean read;

    /// Takes over one use of the setup, one place, and one stranger.
    Visit(Sessions sessions, Setup setup, Strangers.Stranger stranger, SocketChannel channel) {
        this.sessions = sessions;
        this.setup = setup;
        this.stranger = stranger;
        this.channel = channel;
        sessions.add(this);
    }

    Setup setup() {
        return setup;
    }

    SocketChannel channel() {
        return channel;
    }

    /// The present thread finds out what becomes of the visit.
    synchronized void arriving() {
        arriving = Optional.of(Thread.currentThread());
    }

    Strangers.Stranger stranger() {
        return stranger;
    }

    /// There is a session now.
    synchronized void arrived() {
        arriving = Optional.empty();
    }

    /// Ends the waits of a visit that has no session yet.
    synchronized void hurry() {
        arriving.ifPresent(Thread::interrupt);
    }

    /// The session has ended, or there will be none.
    void ended() {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        stranger.leaves();
        setup.release();
        sessions.givePlaceBack();
        forgetIfOver();
    }

    /// Nothing will be read from the connection any more.
    void read() {
        synchronized (this) {
            read = true;
        }
        forgetIfOver();
    }

    private void forgetIfOver() {
        boolean over;
        synchronized (this) {
            over = ended && read;
        }
        if (over) {
            sessions.remove(this);
        }
    }

    /// Closes the connection.
    void cut() {
        try {
            channel.close();
        } catch (IOException _) {
            // closed is closed
        }
    }
}
