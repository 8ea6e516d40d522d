package io.sluice.cache.memcache;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheStore.Change;
import io.sluice.cache.CacheStore.State;
import io.sluice.cache.Circuit;
import io.sluice.cache.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One server: its connection, which the first operation makes, and whether it can be used.
///
/// Connections are made on threads of their own with a limit of their own, so that a caller in a hurry does not spoil
/// the attempt for others.
final class Server implements AutoCloseable {
    private static final Duration PROBE = Duration.ofSeconds(1);

    /// A caller who gave less time than this learns nothing about the server by waiting in vain.
    private static final Duration TELLING = Duration.ofMillis(100);

    private final String name;
    private final Connector connector;
    private final Circuit circuit;
    private final int toleratedFailures;
    private final Room room;
    private final Missed missed = new Missed();
    private final LongAdder made = new LongAdder();
    private final LongAdder repeated = new LongAdder();

    /// Guards what follows; the link is looked at without it.
    private final ReentrantLock lock = new ReentrantLock();

    private volatile @Nullable Link link;
    private @Nullable CompletableFuture<Link> attempt;
    private int failures;

    /// A server that is not connected.
    ///
    /// @param watcher is told of each change of state
    /// @param notices gets lines for the log that are no changes of state
    Server(Place place, Settings settings, Consumer<Change> watcher, Consumer<String> notices) {
        this.name = "memcache " + place;
        this.connector = new Connector(place, settings.binary(), settings.limits(), notices);
        this.toleratedFailures = Math.max(0, settings.connectFailures() - 1);
        this.room = new Room(name, notices);
        Circuit.Probe probe = this::probe;
        Consumer<Change> change = what -> {
            if (what.state() != State.UP) {
                drop();
            }
            if (what.state() != State.CLOSED) {
                watcher.accept(what);
            }
        };
        Duration ejected = settings.limits().ejected();
        this.circuit = settings.connectFailures() == 0
                ? new Circuit(name, probe, PROBE, change)
                : new Circuit(name, probe, PROBE, change, ejected, ejected);
    }

    State state() {
        return circuit.state();
    }

    Instant lastChange() {
        return circuit.lastChange();
    }

    boolean isUp() {
        return circuit.state() == State.UP;
    }

    /// What was not written here, or removed, because it could not be: not to be trusted when it is read.
    Missed missed() {
        return missed;
    }

    /// How many connections are open.
    int open() {
        Link now = link;
        return now == null || now.isBroken() ? 0 : 1;
    }

    /// How many connections were made.
    long made() {
        return made.sum();
    }

    /// How many operations were repeated.
    long repeated() {
        return repeated.sum();
    }

    /// An operation by a protocol's name of the key.
    interface Request<A extends Answer> {
        Link.Question<A> in(boolean binary);
    }

    /// An operation that does no harm when it happens twice, and so is repeated once when its connection breaks.
    <A extends Answer> A repeatable(Request<A> request, Supplier<A> answer, Deadline deadline) throws CacheException {
        return ask(request, answer, deadline, true);
    }

    /// An operation that happens once or not at all.
    <A extends Answer> A once(Request<A> request, Supplier<A> answer, Deadline deadline) throws CacheException {
        return ask(request, answer, deadline, false);
    }

    private <A extends Answer> A ask(Request<A> request, Supplier<A> answer, Deadline deadline, boolean repeats)
            throws CacheException {
        boolean telling = deadline.left().compareTo(TELLING) >= 0;
        Link first = link(deadline);
        try {
            return answered(first, request, answer.get(), deadline);
        } catch (CacheException failure) {
            if (!repeats || failure.kind() != Kind.UNAVAILABLE || !first.isBroken() || deadline.hasPassed()) {
                throw tell(first, failure, telling);
            }
        }
        repeated.increment();
        Link second = link(deadline);
        try {
            return answered(second, request, answer.get(), deadline);
        } catch (CacheException failure) {
            throw tell(second, failure, telling);
        }
    }

    private <A extends Answer> A answered(Link on, Request<A> request, A answer, Deadline deadline)
            throws CacheException {
        A given = on.ask(request.in(on.isBinary()), answer, deadline);
        circuit.succeeded();
        room.look(given);
        return given;
    }

    private CacheException tell(Link on, CacheException failure, boolean telling) {
        boolean ofTheServer = failure.kind() == Kind.TIMEOUT
                ? telling && !Thread.currentThread().isInterrupted()
                : !on.isBroken() || on.tellsOfItsEnd();
        if (ofTheServer) {
            circuit.failed(failure);
        }
        return closedFirst(failure);
    }

    /// What broke because the store was closed, is closed.
    private CacheException closedFirst(CacheException failure) {
        return circuit.state() == State.CLOSED && failure.kind().isOfTheStore()
                ? new CacheException(Kind.CLOSED, name + " is closed", failure)
                : failure;
    }

    private Link link(Deadline deadline) throws CacheException {
        circuit.check();
        Link now = link;
        if (now != null && !now.isBroken()) {
            return now;
        }
        try {
            return connecting().get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            throw closedFirst(
                    failed.getCause() instanceof CacheException failure
                            ? new CacheException(failure.kind(), String.valueOf(failure.getMessage()), failure)
                            : new CacheException(Kind.UNAVAILABLE, "cannot connect to " + name, failed));
        } catch (TimeoutException late) {
            throw closedFirst(new CacheException(Kind.TIMEOUT, "no connection to " + name + " in time", late));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CacheException(Kind.TIMEOUT, "interrupted", interrupted);
        }
    }

    private CompletableFuture<Link> connecting() {
        lock.lock();
        try {
            Link now = link;
            if (now != null && !now.isBroken()) {
                return CompletableFuture.completedFuture(now);
            }
            if (attempt == null || attempt.isDone()) {
                var begun = new CompletableFuture<Link>();
                attempt = begun;
                Thread.ofVirtual().name(name + " connect").start(() -> connect(begun));
            }
            return attempt;
        } finally {
            lock.unlock();
        }
    }

    private void connect(CompletableFuture<Link> begun) {
        try {
            Link connected = connector.connect();
            keep(connected);
            begun.complete(connected);
        } catch (CacheException failure) {
            if (hasFailedTooOften()) {
                circuit.couldNotConnect(failure);
            }
            begun.completeExceptionally(failure);
        } catch (RuntimeException | Error unforeseen) {
            begun.completeExceptionally(unforeseen);
            throw unforeseen;
        }
    }

    private boolean hasFailedTooOften() {
        lock.lock();
        try {
            return ++failures > toleratedFailures;
        } finally {
            lock.unlock();
        }
    }

    private void probe(Deadline deadline) throws CacheException {
        Link connected = connector.connect(deadline);
        boolean done = false;
        try {
            missed.removeFrom(connected, deadline);
            done = true;
        } finally {
            if (!done) {
                connected.close();
            }
        }
        keep(connected);
    }

    private void keep(Link connected) {
        made.increment();
        lock.lock();
        try {
            failures = 0;
            Link before = link;
            link = connected;
            if (before != null) {
                before.close();
            }
        } finally {
            lock.unlock();
        }
        if (circuit.state() == State.CLOSED) {
            connected.close();
        }
    }

    private void drop() {
        Link now = link;
        if (now != null) {
            now.close();
        }
    }

    /// Says that it is closed, and ends what is going on.
    @Override
    public void close() {
        circuit.close();
        lock.lock();
        try {
            if (attempt != null) {
                attempt.completeExceptionally(new CacheException(Kind.CLOSED, name + " is closed"));
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits a little until the connection's thread has gone.
    void awaitEnd() {
        Optional.ofNullable(link).ifPresent(Link::awaitEnd);
    }
}
