package io.sluice.proxy;

import io.sluice.cache.Deadline;
import io.sluice.proxy.policy.Choice;
import io.sluice.proxy.policy.Client;
import io.sluice.proxy.policy.ConnectPolicy;
import io.sluice.proxy.policy.PoolSnapshot.Standing;
import java.time.Duration;
import java.util.List;

/// What sessions have left behind in a pool for the policy to go by. A choice and its entry are one step, so that
/// sessions that come at once see each other's.
sealed interface Ledger extends AutoCloseable permits LocalLedger, SharedLedger {

    /// Chooses for a session that has tried those members in vain, and enters the choice; the session counts as one of
    /// the member's where the policy goes by that.
    ///
    /// @param deadline for what is asked of a store; the choice is made without it then
    Chosen choose(ConnectPolicy policy, Client client, List<Integer> tried, long lot, Deadline deadline);

    /// Notes how long it took to connect to the member. A part of a millisecond counts as a whole one: a member that
    /// answers at once has been measured too.
    void measured(int index, Duration took);

    /// What this process knows of the members by itself.
    List<Standing> standings();

    @Override
    void close();

    /// A choice, and what the session holds of the member by it.
    record Chosen(Choice choice, Route.Hold hold) {}
}
