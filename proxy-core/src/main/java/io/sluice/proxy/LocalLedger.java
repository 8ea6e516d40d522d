package io.sluice.proxy;

import io.sluice.cache.Deadline;
import io.sluice.proxy.policy.Client;
import io.sluice.proxy.policy.ConnectPolicy;
import io.sluice.proxy.policy.PoolSnapshot;
import io.sluice.proxy.policy.PoolSnapshot.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;

/// A ledger in the memory of this process.
///
/// The lock of this object guards it. Whenever nobody holds the lock:
///
/// - `lastUsed` is the index of the latest choice, and that of the last member before the first;
/// - at least one member is due, and those that are not have been chosen since all were;
/// - `connections` of a member is the number of its holds that have not been released, which is never below 0;
/// - `connectMillis` of a member is that of its latest connection.
final class LocalLedger implements Ledger {
    private final List<Standing> members;
    private int lastUsed;

    LocalLedger(int size) {
        members = new ArrayList<>(Collections.nCopies(size, Standing.NEW));
        lastUsed = size - 1;
    }

    @Override
    public synchronized Chosen choose(
            ConnectPolicy policy, Client client, List<Integer> tried, long lot, Deadline deadline) {
        var choice = policy.choose(new PoolSnapshot(members, lastUsed, OptionalInt.empty(), tried, lot), client);
        used(choice.index());
        return new Chosen(choice, policy.countsConnections() ? hold(choice.index()) : Route.Hold.NONE);
    }

    /// Enters a choice of the member, whoever made it.
    private void used(int index) {
        lastUsed = index;
        var standing = members.get(index);
        members.set(index, new Standing(standing.connections(), standing.connectMillis(), false));
        if (members.stream().noneMatch(Standing::due)) {
            members.replaceAll(each -> new Standing(each.connections(), each.connectMillis(), true));
        }
    }

    /// Counts a session of the member until it lets go of it.
    synchronized Route.Hold hold(int index) {
        count(index, 1);
        return new Route.Hold() {
            private boolean released;

            @Override
            public void release() {
                synchronized (LocalLedger.this) {
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

    @Override
    public synchronized void measured(int index, Duration took) {
        var standing = members.get(index);
        int millis = Math.clamp((took.toNanos() + 999_999) / 1_000_000, 1, Integer.MAX_VALUE);
        members.set(index, new Standing(standing.connections(), OptionalInt.of(millis), standing.due()));
    }

    @Override
    public synchronized List<Standing> standings() {
        return List.copyOf(members);
    }

    /// Whose turn it is.
    synchronized Turns turns() {
        var due = new BitSet(members.size());
        for (int index = 0; index < members.size(); index++) {
            due.set(index, members.get(index).due());
        }
        return new Turns(members.size(), lastUsed, due);
    }

    /// Takes over whose turn it is from a ledger that is shared.
    ///
    /// @param due the members whose turn in the round is still to come, at least one
    synchronized void turn(int last, BitSet due) {
        lastUsed = last;
        for (int index = 0; index < members.size(); index++) {
            var standing = members.get(index);
            members.set(index, new Standing(standing.connections(), standing.connectMillis(), due.get(index)));
        }
    }

    @Override
    public void close() {}
}
