package io.sluice.sql;

import io.sluice.sql.SqlDirectives.KeepAlive;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The connections to one database, shared by all sessions: 16 at most, made when they are wanted, closed when they
/// have been idle for long.
///
/// Drivers block as they please, some of them in native code, so work runs on threads of its own, one for each
/// connection in use. Whoever asks waits for a place among them, and then for the result, and for both within a bound;
/// work that outlasts it keeps its place until it ends. Safe for use from any thread.
final class Connections implements AutoCloseable {
    static final int MOST = 16;
    static final Duration LONGEST_QUEUE = Duration.ofSeconds(5);
    private static final Duration LONGEST_WORK = Duration.ofSeconds(12);
    private static final int VALIDATION_SECONDS = 1;

    private final Driver driver;
    private final Target target;
    private final String url;
    private final Keeping keeping;
    private final Semaphore places = new Semaphore(MOST, true);
    private final Deque<Idle> idle = new ArrayDeque<>();
    private final ExecutorService threads = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            30,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> Thread.ofPlatform().daemon().name("sql-", 0).unstarted(task));
    private boolean closed;

    /// How connections are kept.
    record Keeping(Duration idle, Optional<KeepAlive> keepAlive, boolean reconnects) {}

    private record Idle(Connection connection, long since) {}

    /// Something to be done on a connection.
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException, QueryFailed;
    }

    Connections(Driver driver, String url, Target target, Keeping keeping) {
        this.driver = driver;
        this.url = url;
        this.target = target;
        this.keeping = keeping;
    }

    /// Does the work, on another connection once more if the one it was begun on turns out to be lost.
    <T> T run(Work<T> work) throws QueryFailed {
        try {
            if (!places.tryAcquire(LONGEST_QUEUE.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new QueryFailed("no connection became free within " + LONGEST_QUEUE.toSeconds() + " seconds, all "
                        + MOST + " are in use");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueryFailed("given up", e);
        }
        var result = submitted(() -> {
            try {
                return onAnyConnection(work);
            } finally {
                places.release();
            }
        });
        try {
            return result.get(LONGEST_WORK.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof QueryFailed failed ? failed : new QueryFailed(firstLine(e), e);
        } catch (TimeoutException e) {
            throw new QueryFailed("took longer than " + LONGEST_WORK.toSeconds() + " seconds", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueryFailed("given up", e);
        }
    }

    private <T> Future<T> submitted(Callable<T> task) throws QueryFailed {
        try {
            return threads.submit(task);
        } catch (RejectedExecutionException e) {
            places.release();
            throw new QueryFailed("the connections have been closed", e);
        }
    }

    private static String firstLine(Throwable error) {
        return String.valueOf(error.getMessage())
                .lines()
                .findFirst()
                .orElse("unknown error")
                .strip();
    }

    private <T> T onAnyConnection(Work<T> work) throws SQLException, QueryFailed {
        var known = usableIdle();
        if (known.isEmpty()) {
            return on(open(), work);
        }
        var connection = known.get();
        try {
            return on(connection, work);
        } catch (SQLException e) {
            if (!connection.isClosed() || !keeping.reconnects()) {
                throw e;
            }
            return on(open(), work); // the server had gone since
        }
    }

    private <T> T on(Connection connection, Work<T> work) throws SQLException, QueryFailed {
        boolean sound = false;
        try {
            var result = work.on(connection);
            sound = true;
            return result;
        } catch (SQLException | QueryFailed e) {
            sound = connection.isValid(VALIDATION_SECONDS);
            throw e;
        } finally {
            if (sound) {
                giveBack(connection);
            } else {
                close(connection);
            }
        }
    }

    private Connection open() throws SQLException {
        var connection = driver.connect(url, target.asProperties());
        if (connection == null) {
            throw new SQLException("the driver does not take " + target);
        }
        return connection;
    }

    private Optional<Connection> usableIdle() {
        while (true) {
            Idle latest;
            synchronized (this) {
                if (idle.isEmpty()) {
                    return Optional.empty();
                }
                latest = idle.pop();
            }
            if (passes(latest)) {
                return Optional.of(latest.connection());
            }
            close(latest.connection());
        }
    }

    private boolean passes(Idle kept) {
        long idleNanos = System.nanoTime() - kept.since();
        if (keeping.keepAlive().isEmpty()
                || idleNanos < keeping.keepAlive().get().interval().toNanos()) {
            return true;
        }
        try (var statement = kept.connection().createStatement()) {
            statement.setQueryTimeout(VALIDATION_SECONDS);
            statement.execute(keeping.keepAlive().get().statement());
            return true;
        } catch (SQLException _) {
            return false;
        }
    }

    private void giveBack(Connection connection) {
        synchronized (this) {
            if (!closed && !keeping.idle().isZero()) {
                idle.push(new Idle(connection, System.nanoTime()));
                return;
            }
        }
        close(connection);
    }

    /// Closes connections nobody has used for long.
    void tidy() {
        var old = new ArrayList<Idle>();
        synchronized (this) {
            while (!idle.isEmpty()
                    && System.nanoTime() - idle.peekLast().since()
                            >= keeping.idle().toNanos()) {
                old.add(idle.removeLast());
            }
        }
        old.forEach(kept -> close(kept.connection()));
    }

    /// How many connections are open and idle.
    synchronized int idle() {
        return idle.size();
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException _) {
            // closed is closed
        }
    }

    /// Closes what is idle; what is in use closes when its work ends.
    @Override
    public void close() {
        List<Idle> rest;
        synchronized (this) {
            closed = true;
            rest = List.copyOf(idle);
            idle.clear();
        }
        threads.shutdown();
        rest.forEach(kept -> close(kept.connection()));
    }
}
