package io.sluice.ban;

import io.sluice.ban.Contents.Change;
import io.sluice.ban.Contents.Ended;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// Who is banned, and what is counted. What has ended is gone before anything is asked or changed. Usable from any
/// thread; no call waits for longer than a second, and a question that nothing has changed since the last one asks the
/// system for nothing.
public final class BanTable implements AutoCloseable {
    /// How many bans a table holds, and how many counters.
    public static final int MOST = Contents.MOST;

    private final Storage storage;
    private final InstantSource clock;
    private final Watcher watcher;

    /// Is told of what has ended; by whoever uses the table first after that.
    public interface Watcher {
        /// Is told of nothing.
        Watcher NONE = new Watcher() {
            @Override
            public void banEnded(Ban ban, Duration ago) {}

            @Override
            public void counterEnded(Counter counter, Duration ago) {}
        };

        void banEnded(Ban ban, Duration ago);

        void counterEnded(Counter counter, Duration ago);
    }

    /// What came of a ban.
    public sealed interface Outcome {
        record Banned() implements Outcome {}

        /// There is one of that subject for the same server, or for every server.
        record AlreadyBanned() implements Outcome {}

        record Full() implements Outcome {}

        /// The table is out of reach.
        record Failed(String why) implements Outcome {}
    }

    /// What came of an occurrence.
    ///
    /// @param began whether it was the first
    /// @param reached whether it was one too many
    public record Counted(Counter counter, boolean began, boolean reached) {}

    private BanTable(Storage storage, InstantSource clock, Watcher watcher) {
        this.storage = storage;
        this.clock = clock;
        this.watcher = watcher;
    }

    /// A table that is shared with everybody on this machine who has opened it by the same file, which is made if there
    /// is none, and stays as it is. What is in the table is lost when the last of them has closed it.
    ///
    /// @throws IOException if that file or the memory cannot be used; the message says why
    public static BanTable open(Path file, InstantSource clock, Watcher watcher) throws IOException {
        return new BanTable(SharedTables.open(file), clock, watcher);
    }

    /// A table of this process alone.
    public static BanTable inMemory(InstantSource clock, Watcher watcher) {
        return new BanTable(new OwnMemory(), clock, watcher);
    }

    /// The ban of that subject that holds on a server, if there is one.
    ///
    /// @param server its number, counted from 1
    public Optional<Ban> find(BanType type, String name, int server) {
        return contents().find(type, name, server);
    }

    public List<Ban> bans() {
        return contents().bans();
    }

    public List<Counter> counters() {
        return List.copyOf(contents().counters());
    }

    /// Adds a ban.
    public Outcome add(Ban ban) {
        try {
            return switch (update(contents -> contents.with(ban))) {
                case ADDED -> new Outcome.Banned();
                case ALREADY_THERE -> new Outcome.AlreadyBanned();
                case FULL -> new Outcome.Full();
            };
        } catch (IOException e) {
            return new Outcome.Failed(String.valueOf(e.getMessage()));
        }
    }

    /// Lifts the bans of which that is true, and forgets what was counted against their subjects.
    ///
    /// @return the bans that were lifted
    public List<Ban> remove(Predicate<Ban> which) throws IOException {
        return update(contents -> contents.without(which));
    }

    /// Counts one occurrence. When there are as many as the rule allows, every further one is one too many until the
    /// counter ends.
    ///
    /// @param source the name that would be banned
    public Counted count(Rule rule, String source, int server) throws IOException {
        var now = clock.instant();
        return update(contents -> {
            var change = contents.counted(rule, source, server, now);
            var counter = change.result();
            return new Change<>(
                    change.after(),
                    new Counted(
                            counter,
                            counter.start().equals(now) && counter.count() == 1,
                            counter.count() >= rule.most()));
        });
    }

    /// Removes what has ended.
    public void sweep() {
        contents();
    }

    private Contents contents() {
        var contents = storage.contents();
        if (contents.nextEnd().isAfter(clock.instant())) {
            return contents;
        }
        try {
            return update(swept -> new Change<>(swept, swept));
        } catch (IOException _) {
            return contents.at(clock.instant()).after();
        }
    }

    private <T> T update(Function<Contents, Change<T>> update) throws IOException {
        var now = clock.instant();
        record Both<T>(Ended ended, T result) {}
        var both = storage.<Both<T>>update(contents -> {
            var present = contents.at(now);
            var change = update.apply(present.after());
            return new Change<>(change.after(), new Both<>(present.result(), change.result()));
        });
        tell(both.ended, now);
        return both.result;
    }

    private void tell(Ended ended, Instant now) {
        ended.bans().forEach(ban -> ban.expires().ifPresent(end -> watcher.banEnded(ban, Duration.between(end, now))));
        ended.counters().forEach(counter -> watcher.counterEnded(counter, Duration.between(counter.end(), now)));
    }

    @Override
    public void close() throws IOException {
        storage.close();
    }
}
