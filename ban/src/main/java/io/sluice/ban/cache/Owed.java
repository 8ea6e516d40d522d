package io.sluice.ban.cache;

import io.sluice.ban.Ban;
import io.sluice.ban.BanType;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/// What a store should have of this instance: the bans it has written or could not write, until they end or are
/// removed; and the bans whose removal could not be told yet.
final class Owed {

    record Subject(BanType type, String name) {}

    /// What a store should have under a subject.
    sealed interface State {
        /// A ban.
        ///
        /// @param isWritten whether it has been there
        record Present(Ban ban, InetSocketAddress local, boolean isWritten) implements State {}

        /// No ban, which the store does not know yet.
        record Absent() implements State {}
    }

    private final ConcurrentHashMap<Subject, State> states = new ConcurrentHashMap<>();

    /// Notes a ban that is going to be written.
    State.Present added(Ban ban, InetSocketAddress local, Instant now) {
        states.values().removeIf(state -> state instanceof State.Present(var old, var _, var _) && old.isExpired(now));
        var present = new State.Present(ban, local, false);
        states.put(new Subject(ban.type(), ban.name()), present);
        return present;
    }

    State.Absent removed(BanType type, String name) {
        var absent = new State.Absent();
        states.put(new Subject(type, name), absent);
        return absent;
    }

    /// Tells that the store has what it should, unless that has changed meanwhile.
    void settled(Subject subject, State state) {
        switch (state) {
            case State.Present(var ban, var local, var _) ->
                states.replace(subject, state, new State.Present(ban, local, true));
            case State.Absent _ -> states.remove(subject, state);
        }
    }

    /// Drops a subject that the store cannot have at all.
    void forget(Subject subject, State state) {
        states.remove(subject, state);
    }

    /// A subject and what the store should have of it.
    record Debt(Subject subject, State state) {}

    /// What has not been written, without what has ended.
    List<Debt> unsettled(Instant now) {
        return all(now).stream()
                .filter(debt -> !(debt.state() instanceof State.Present(var _, var _, var isWritten) && isWritten))
                .toList();
    }

    /// Everything, without what has ended. Removals are first: a store that has no room takes them.
    List<Debt> all(Instant now) {
        return states.entrySet().stream()
                .map(each -> new Debt(each.getKey(), each.getValue()))
                .filter(debt -> !(debt.state() instanceof State.Present(var ban, var _, var _) && ban.isExpired(now)))
                .sorted(Comparator.comparing(debt -> debt.state() instanceof State.Present))
                .toList();
    }
}
