package io.sluice.cache.redis;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.Deadline;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/// Records on their way to lists of Redis. Whoever has one puts it here and goes on; one thread, started by the first
/// record, sends them in their order, several at a time.
///
/// A record is sent once: where the connection breaks before the answer it counts as lost. While the server is away
/// records wait, and where there are too many the oldest are dropped. How many went is told with the news that the
/// server is back, so that an outage is two lines of a log.
///
/// The lock guards the records that wait and the counts, and nothing is written to a log under it; only the sending
/// thread takes records out at the front, but for those that are dropped.
final class EventQueue {
    static final int CAPACITY = 1000;
    private static final int BATCH = 100;
    private static final Duration PAUSE = Duration.ofMillis(250);

    /// Losses of a server that stays up are told no more often than this.
    private static final Duration NEWS = Duration.ofSeconds(10);

    /// Sends commands on a connection to the server.
    interface Sender {
        /// What is equal for keys whose lists can be on one server.
        Object destination(byte[] key);

        /// Sends them to the server that has a key.
        void send(byte[] key, Peer.Exchange<Boolean> exchange) throws CacheException;

        /// The same, whatever is known of that server.
        void sendAtLast(byte[] key, Peer.Exchange<Boolean> exchange, Deadline deadline) throws CacheException;
    }

    /// One record and its list.
    private static final class Event {
        private final byte[] key;
        private final byte[] json;

        Event(byte[] key, byte[] json) {
            this.key = key;
            this.json = json;
        }
    }

    private final String name;
    private final Sender sender;
    private final Consumer<String> complaints;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Event> waiting = new ArrayDeque<>();
    private long untold;
    private long dropped;

    /// Of the sending thread alone.
    private boolean refusing;

    private boolean resumed;
    private long toldNanos = System.nanoTime();
    private Optional<Deadline> end = Optional.empty();
    private Optional<Thread> thread = Optional.empty();

    /// A queue without records.
    ///
    /// @param name of the store, for its thread and its complaints
    /// @param complaints gets lines for the log
    EventQueue(String name, Sender sender, Consumer<String> complaints) {
        this.name = name;
        this.sender = sender;
        this.complaints = complaints;
    }

    /// Puts a record behind the others.
    void append(byte[] key, byte[] json) {
        lock.lock();
        try {
            if (end.isPresent()) {
                drop(1);
                return;
            }
            if (waiting.size() == CAPACITY) {
                waiting.removeFirst();
                drop(1);
            }
            waiting.addLast(new Event(key, json));
            if (thread.isEmpty()) {
                thread = Optional.of(Thread.ofVirtual().name(name + " events").start(this::work));
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// The server can be used again: records are sent at once.
    ///
    /// @return what was lost since this was last told; may be empty
    String resume() {
        lock.lock();
        try {
            resumed = true;
            changed.signal();
            return told();
        } finally {
            lock.unlock();
        }
    }

    /// Records that wait.
    long waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /// Records that no list will get.
    long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    /// Takes no more records, and tries to get rid of those that wait.
    void close(Duration limit) {
        var sending = end(limit);
        try {
            if (sending.isPresent()) {
                sending.get().join(limit);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        String losses;
        lock.lock();
        try {
            drop(waiting.size());
            waiting.clear();
            losses = told();
        } finally {
            lock.unlock();
        }
        if (!losses.isEmpty()) {
            complaints.accept(name + ": " + losses);
        }
    }

    /// Lets the sending thread end when it is done.
    private Optional<Thread> end(Duration limit) {
        lock.lock();
        try {
            end = end.or(() -> Optional.of(Deadline.after(limit)));
            changed.signal();
            return thread;
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        try {
            while (true) {
                var batch = next();
                if (batch.isEmpty()) {
                    return;
                }
                if (!send(batch)) {
                    if (end().isPresent()) {
                        return;
                    }
                    pause();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// The next records to send; none when there will be none.
    private List<Event> next() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() && end.isEmpty()) {
                changed.await();
            }
            var batch = new ArrayList<Event>();
            while (batch.size() < BATCH && !waiting.isEmpty() && goesWith(batch, waiting.getFirst())) {
                batch.add(waiting.removeFirst());
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private boolean goesWith(List<Event> batch, Event event) {
        return batch.isEmpty() || sender.destination(batch.getFirst().key).equals(sender.destination(event.key));
    }

    /// Sends records; those that were not sent wait again, before all others.
    ///
    /// @return whether there is nothing to wait for
    private boolean send(List<Event> batch) {
        var outcome = new Outcome(batch);
        try {
            var last = end();
            if (last.isPresent()) {
                sender.sendAtLast(batch.getFirst().key, outcome, last.get());
            } else {
                sender.send(batch.getFirst().key, outcome);
            }
        } catch (CacheException failure) {
            outcome.failed(failure);
        }
        putBack(outcome);
        tellRefusal(outcome);
        tellLosses();
        return outcome.failure.isEmpty();
    }

    private void putBack(Outcome outcome) {
        lock.lock();
        try {
            drop(outcome.lost);
            for (int i = outcome.unsent.size() - 1; i >= 0; i--) {
                if (waiting.size() < CAPACITY) {
                    waiting.addFirst(outcome.unsent.get(i));
                } else {
                    drop(1);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// The first record of several in a row that the server will never take is told.
    private void tellRefusal(Outcome outcome) {
        outcome.refusal
                .filter(_ -> !refusing)
                .ifPresent(refusal -> complaints.accept(
                        "error appending log message to '" + outcome.refusedKey + "': " + refusal.getMessage()));
        refusing = outcome.refusal.isPresent();
    }

    private Optional<Deadline> end() {
        lock.lock();
        try {
            return end;
        } finally {
            lock.unlock();
        }
    }

    private void pause() throws InterruptedException {
        lock.lock();
        try {
            long nanos = PAUSE.toNanos();
            while (nanos > 0 && !resumed && end.isEmpty()) {
                nanos = changed.awaitNanos(nanos);
            }
            resumed = false;
        } finally {
            lock.unlock();
        }
    }

    private void drop(int count) {
        dropped += count;
        untold += count;
    }

    /// Losses while the server is up, once nothing waits.
    private void tellLosses() {
        String losses = "";
        lock.lock();
        try {
            if (waiting.isEmpty() && untold > 0 && System.nanoTime() - toldNanos > NEWS.toNanos()) {
                losses = told();
            }
        } finally {
            lock.unlock();
        }
        if (!losses.isEmpty()) {
            complaints.accept(name + ": " + losses);
        }
    }

    private String told() {
        toldNanos = System.nanoTime();
        long count = untold;
        untold = 0;
        return switch ((int) Math.min(count, 2)) {
            case 0 -> "";
            case 1 -> "1 record of an event was dropped";
            default -> count + " records of events were dropped";
        };
    }

    /// What becomes of records that are sent together. It may be tried again: what another server has is sent there.
    ///
    /// Those of one list are one command: a server that refuses one of them, as long as it has no room, and takes the
    /// next would have them in another order.
    private static final class Outcome implements Peer.Exchange<Boolean> {
        private List<List<Event>> sending = List.of();
        private List<Event> unsent;
        private int answered;
        private int lost;
        private String refusedKey = "";
        private Optional<CacheException> refusal = Optional.empty();
        private Optional<CacheException> failure = Optional.empty();

        Outcome(List<Event> events) {
            this.unsent = events;
        }

        @Override
        public Boolean on(Link link, Deadline deadline) throws CacheException {
            link.ping(deadline);
            sending = byList(unsent);
            unsent = new ArrayList<>();
            answered = 0;
            failure = Optional.empty();
            link.askEach(sending.stream().map(Outcome::push).toList(), this::answered, deadline);
            sending = List.of();
            if (failure.isPresent()) {
                throw failure.get();
            }
            return true;
        }

        private static List<List<Event>> byList(List<Event> events) {
            var lists = new LinkedHashMap<ByteBuffer, List<Event>>();
            for (Event event : events) {
                lists.computeIfAbsent(ByteBuffer.wrap(event.key), _ -> new ArrayList<>())
                        .add(event);
            }
            return List.copyOf(lists.values());
        }

        private static CommandArguments push(List<Event> events) {
            var command = RedisCache.command(Command.RPUSH, events.getFirst().key);
            events.forEach(event -> command.add(event.json));
            return command;
        }

        private void answered(Link.Answer answer) {
            var events = sending.get(answered++);
            if (answer instanceof Link.Answer.Refused(var why)) {
                if (why.kind() == Kind.UNAVAILABLE) {
                    unsent.addAll(events);
                    failure = failure.or(() -> Optional.of(why));
                } else {
                    lost += events.size();
                    refusal = Optional.of(why);
                    refusedKey = text(events.getFirst().key);
                }
            }
        }

        /// Records whose answers did not come count as lost.
        void failed(CacheException why) {
            for (var unanswered : sending.subList(Math.min(answered, sending.size()), sending.size())) {
                lost += unanswered.size();
            }
            failure = Optional.of(why);
        }

        private static String text(byte[] key) {
            return new String(key, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
        }
    }
}
