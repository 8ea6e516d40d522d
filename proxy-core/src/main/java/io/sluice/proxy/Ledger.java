package io.sluice.proxy;

import io.sluice.proxy.policy.Choice;
import io.sluice.proxy.policy.Client;
import io.sluice.proxy.policy.ConnectPolicy;
import io.sluice.proxy.policy.PoolSnapshot;
import io.sluice.proxy.policy.PoolSnapshot.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;

/// What sessions have left behind in a pool for the policy to go by. A choice and its entry are one step, so that
/// sessions that come at once see each other's.
///
/// The lock of this object guards it. Whenever nobody holds the lock:
///
/// - `lastUsed` is the index of the latest choice, and that of the last member before the first;
/// - at least one member is due, and those that are not have been chosen since all were;
/// - `connections` of a member is the number of its holds that have not been released, which is never below 0;
/// - `connectMillis` of a member is that of its latest connection.
final class Ledger {
    private final List<Standing> members;
    private int lastUsed;

    Ledger(int size) {
        members = new ArrayList<>(Collections.nCopies(size, Standing.NEW));
        lastUsed = size - 1;
    }

    /// Chooses for a session that has tried those members in vain, and enters the choice; the session counts as one of
    /// the member's where the policy goes by that.
    synchronized Chosen choose(ConnectPolicy policy, Client client, List<Integer> tried, long lot) {
        var choice = policy.choose(new PoolSnapshot(members, lastUsed, OptionalInt.empty(), tried, lot), client);
        used(choice.index());
        return new Chosen(choice, policy.countsConnections() ? hold(choice.index()) : Route.Hold.NONE);
    }

    /// A choice, and what the session holds of the member by it.
    record Chosen(Choice choice, Route.Hold hold) {}

    private void used(int index) {
        lastUsed = index;
        var standing = members.get(index);
        members.set(index, new Standing(standing.connections(), standing.connectMillis(), false));
        if (members.stream().noneMatch(Standing::due)) {
            members.replaceAll(each -> new Standing(each.connections(), each.connectMillis(), true));
        }
    }

    /// Counts a session of the member until it lets go of it.
    private Route.Hold hold(int index) {
        count(index, 1);
        return new Route.Hold() {
            private boolean released;

            @Override
            public void release() {
                synchronized (Ledger.this) {
                    if (!released) {
                        released = true;
                        count(index, -1);
                    }
                }
            }
        };
    }

    private void count(int index, int more) {
        var standing = members.get(index);
        members.set(index, new Standing(standing.connections() + more, standing.connectMillis(), standing.due()));
    }

    /// Notes how long it took to connect to the member. A part of a millisecond counts as a whole one: a member that
    /// answers at once has been measured too.
    synchronized void measured(int index, Duration took) {
        var standing = members.get(index);
        int millis = Math.clamp((took.toNanos() + 999_999) / 1_000_000, 1, Integer.MAX_VALUE);
        members.set(index, new Standing(standing.connections(), OptionalInt.of(millis), standing.due()));
    }

    synchronized List<Standing> standings() {
        return List.copyOf(members);
    }
}
