package io.sluice.cache.redis;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheStore.State;
import io.sluice.cache.Circuit;
import io.sluice.cache.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/// One server as a store uses it: its connections, and whether it can be used. Where a cluster is, there is one for
/// each of its servers.
final class Peer {
    /// A connection that was idle for so long is asked whether it is one, before what cannot be repeated.
    private static final Duration FRESH = Duration.ofSeconds(1);

    /// A caller who gave less time than this learns nothing about the server by waiting in vain.
    static final Duration TELLING = Duration.ofMillis(100);

    private final String name;
    private final Pool pool;
    private final Circuit circuit;
    private final Limits limits;
    private final LongAdder repeated;
    private final Callers callers;

    /// A server that is not connected.
    ///
    /// @param reconnects whether a caller whose connection broke gets another one
    /// @param repeated counts what is repeated because a connection broke
    Peer(String name, Pool pool, Circuit circuit, Limits limits, boolean reconnects, LongAdder repeated) {
        this.name = name;
        this.pool = pool;
        this.circuit = circuit;
        this.limits = limits;
        this.repeated = repeated;
        this.callers = new Callers(reconnects);
    }

    /// Something asked on a connection, and its answer.
    interface Exchange<T> {
        T on(Link link, Deadline deadline) throws CacheException;
    }

    boolean isDown() {
        return circuit.state() == State.DOWN;
    }

    /// An exchange with the server.
    ///
    /// @param repeats whether it does no harm when it happens twice, so that it is repeated once when its connection
    ///     breaks
    <T> T exchange(Deadline caller, Exchange<T> exchange, boolean repeats) throws CacheException {
        caller.check();
        callers.check();
        circuit.check();
        Deadline deadline = caller.within(limits.operation());
        boolean telling = deadline.left().compareTo(TELLING) >= 0;
        pool.enter(deadline);
        try {
            Link link = link(deadline, telling, repeats);
            try {
                return answered(link, exchange, deadline);
            } catch (CacheException failure) {
                if (!repeats || failure.kind() != Kind.UNAVAILABLE || link.isUsable() || deadline.hasPassed()) {
                    throw tell(failure, telling);
                }
            } finally {
                pool.giveBack(link);
            }
            circuit.check();
            repeated.increment();
            Link another = connect(deadline, telling);
            try {
                return answered(another, exchange, deadline);
            } catch (CacheException failure) {
                throw tell(failure, telling);
            } finally {
                pool.giveBack(another);
            }
        } finally {
            pool.leave();
        }
    }

    /// Makes a connection that waits for work. The time of a first attempt may go into loading what a client is made
    /// of, so that its end says nothing of the server.
    void prepare(Deadline deadline) throws CacheException {
        pool.enter(deadline);
        try {
            pool.giveBack(prepared(deadline));
        } catch (CacheException failure) {
            circuit.couldNotConnect(failure);
            throw closedFirst(failure);
        } finally {
            pool.leave();
        }
    }

    private Link prepared(Deadline deadline) throws CacheException {
        try {
            return pool.connect(deadline);
        } catch (CacheException failure) {
            if (failure.kind() != Kind.TIMEOUT) {
                throw failure;
            }
            return pool.connect(deadline);
        }
    }

    private <T> T answered(Link link, Exchange<T> exchange, Deadline deadline) throws CacheException {
        callers.use(link);
        T answer = exchange.on(link, deadline);
        circuit.succeeded();
        return answer;
    }

    private Link link(Deadline deadline, boolean telling, boolean repeats) throws CacheException {
        // While the caller waited for its turn, others may have found the server gone.
        circuit.check();
        Optional<Link> idle = pool.idle();
        if (idle.isPresent()) {
            if (repeats || !idle.get().wasIdleFor(FRESH)) {
                return idle.get();
            }
            try {
                idle.get().ping(deadline);
                return idle.get();
            } catch (CacheException failure) {
                pool.giveBack(idle.get());
                if (failure.kind() != Kind.UNAVAILABLE) {
                    throw tell(failure, telling);
                }
                callers.check();
            }
        }
        return connect(deadline, telling);
    }

    private Link connect(Deadline deadline, boolean telling) throws CacheException {
        try {
            return pool.connect(deadline);
        } catch (CacheException failure) {
            if (isOfTheServer(failure, telling)) {
                circuit.couldNotConnect(failure);
            }
            throw closedFirst(failure);
        }
    }

    private CacheException tell(CacheException failure, boolean telling) {
        if (Redirection.of(failure).isPresent() || Refusal.isOfWriting(failure)) {
            circuit.succeeded();
        } else if (isOfTheServer(failure, telling)) {
            circuit.failed(failure);
        }
        return closedFirst(failure);
    }

    private static boolean isOfTheServer(CacheException failure, boolean telling) {
        return !Thread.currentThread().isInterrupted() && (telling || failure.kind() != Kind.TIMEOUT);
    }

    /// What broke because the store was closed, is closed.
    private CacheException closedFirst(CacheException failure) {
        return circuit.state() == State.CLOSED && failure.kind().isOfTheStore()
                ? new CacheException(Kind.CLOSED, name + " is closed", failure)
                : failure;
    }

    /// Ends it, and says goodbye for as long as that.
    void close(Duration goodbye) {
        circuit.close();
        pool.close(goodbye);
    }
}
