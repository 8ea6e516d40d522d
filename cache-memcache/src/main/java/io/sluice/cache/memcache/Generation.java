package io.sluice.cache.memcache;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import net.spy.memcached.ops.StatusCode;
import net.spy.memcached.ops.StoreType;

/// Which clearing of a namespace was the last one. memcached cannot say what it holds, so that a namespace is cleared
/// by a new generation: every item says in its flags to which one it belongs, and an item of an older one is not there.
///
/// A namespace that was never cleared is of generation 0, so that its items have the flags 0 of the reference; items of
/// the reference are of generation 0. The last clearing stands under the prefix and `generation` as the second of the
/// epoch in decimal digits, on every server, and is read once a second at most. In flags it is the number of its
/// minute: a text of memcached's protocol has no room for more digits in the library.
final class Generation {
    private static final byte[] KEY = "generation".getBytes(StandardCharsets.US_ASCII);
    private static final long FIRST_SECOND =
            Instant.parse("2020-01-01T00:00:00Z").getEpochSecond();
    private static final int SECONDS = 60;

    /// No clearing was before this one: a lower number in flags is somebody else's.
    private static final int LEAST = 3_000_000;

    /// How many generations may be ahead of the clock: clearings that come sooner than a minute after one another.
    private static final int AHEAD = 60;

    private static final long SOFT_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long HARD_NANOS = Duration.ofSeconds(2).toNanos();

    private final List<Server> servers;
    private final Limits limits;
    private final Names names;
    private final AtomicInteger current = new AtomicInteger();

    /// Held by who reads it, so that one does.
    private final ReentrantLock reading = new ReentrantLock();

    private volatile boolean known;
    private volatile long readNanos;

    Generation(List<Server> servers, Limits limits, Names names) {
        this.servers = servers;
        this.limits = limits;
        this.names = names;
    }

    /// The present generation. It is read where nobody did for a second; who comes while another reads it goes on with
    /// what was known, unless that is older than two seconds.
    int now(Deadline deadline) throws CacheException {
        long age = System.nanoTime() - readNanos;
        if (known && age < SOFT_NANOS) {
            return current.get();
        }
        boolean mine;
        if (known && age < HARD_NANOS) {
            mine = reading.tryLock();
        } else {
            mine = waitToRead(deadline);
        }
        if (mine) {
            try {
                if (!known || System.nanoTime() - readNanos >= SOFT_NANOS) {
                    read(deadline);
                }
            } finally {
                reading.unlock();
            }
        }
        return current.get();
    }

    /// Whether an item of some flags is of the present generation. One of a later generation tells of a clearing that
    /// was not read yet.
    boolean has(int flags) {
        int of = Flags.generation(flags);
        int present = current.get();
        if (of >= LEAST && (of <= present || of <= of(Instant.now().getEpochSecond()) + AHEAD)) {
            return of >= current.accumulateAndGet(of, Math::max);
        }
        return present == 0;
    }

    /// Begins a new generation, here in any case, and on every server that can be reached.
    ///
    /// @throws CacheException where no server took it: others do not know of it, until one is reached again
    void next(Deadline deadline) throws CacheException {
        try {
            now(deadline);
        } catch (CacheException unread) {
            if (!unread.kind().isOfTheStore()) {
                throw unread;
            }
        }
        current.updateAndGet(last -> Math.max(last + 1, of(Instant.now().getEpochSecond())));
        var result = new Result();
        for (Server server : servers) {
            result.of(server, () -> write(server, deadline));
        }
        result.check();
    }

    private boolean waitToRead(Deadline deadline) throws CacheException {
        try {
            if (reading.tryLock(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
                return true;
            }
            throw new CacheException(Kind.TIMEOUT, "the generation of the namespace was not read in time");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CacheException(Kind.TIMEOUT, "interrupted", interrupted);
        }
    }

    private void read(Deadline deadline) throws CacheException {
        var result = new Result();
        for (Server server : servers) {
            result.of(server, () -> read(server, deadline));
        }
        result.check();
        readNanos = System.nanoTime();
        known = true;
    }

    /// Reads what one server knows, and tells it where it knows less.
    private void read(Server server, Deadline deadline) throws CacheException {
        var item = server.repeatable(
                        binary -> (operations, answer) -> operations.gets(names.of(KEY, binary), answer),
                        Answer.Versioned::new,
                        deadline.within(limits.read()))
                .item();
        int there = item.map(Answer.Item::data)
                .map(text -> of(Decimal.parse(text).orElse(0)))
                .orElse(0);
        if (there >= LEAST) {
            current.accumulateAndGet(there, Math::max);
        }
        if (there < current.get()) {
            write(server, deadline);
        }
    }

    private void write(Server server, Deadline deadline) throws CacheException {
        byte[] text = Long.toString(secondOf(current.get())).getBytes(StandardCharsets.US_ASCII);
        server.repeatable(
                        binary -> (operations, answer) ->
                                operations.store(StoreType.set, names.of(KEY, binary), 0, 0, text, answer),
                        Answer.Stored::new,
                        deadline.within(limits.write()))
                .mustBe(StatusCode.SUCCESS);
    }

    private static int of(long second) {
        return Math.clamp((second - FIRST_SECOND) / SECONDS, 0, Flags.MOST_GENERATION);
    }

    private static long secondOf(int generation) {
        return FIRST_SECOND + (long) generation * SECONDS;
    }

    /// What came of asking several servers, of which one that answers is enough.
    private static final class Result {
        private boolean answered;
        private CacheException failure = new CacheException(Kind.UNAVAILABLE, "no server can be reached");

        interface Attempt {
            void run() throws CacheException;
        }

        void of(Server server, Attempt attempt) throws CacheException {
            if (!server.isUp()) {
                return;
            }
            try {
                attempt.run();
                answered = true;
            } catch (CacheException failed) {
                failure = failed;
            }
        }

        void check() throws CacheException {
            if (!answered) {
                throw failure;
            }
        }
    }
}
