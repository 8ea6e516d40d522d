package io.sluice.proxy;

import io.sluice.cache.Deadline;
import io.sluice.proxy.lookup.Member;
import io.sluice.proxy.policy.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The way of one session into a pool: the policy chooses anew for each attempt, knowing which members have failed.
///
/// A member counts as one of its connections from the moment it is chosen, so that sessions that come at once do not
/// all choose the same.
final class PoolRoute implements Route {
    private final Pool pool;
    private final Client client;
    private final int attempts;
    private final ChoiceLog log;
    private final List<Integer> tried = new ArrayList<>();
    private Optional<Candidates> candidates = Optional.empty();
    private int chosen;

    /// What is left of the time that this session may wait for a shared store, through all its attempts.
    private Duration storeTime = SharedPool.LONGEST_WAIT;

    private Hold hold = Hold.NONE;

    PoolRoute(Pool pool, Client client, int attempts, ChoiceLog log) {
        this.pool = pool;
        this.client = client;
        this.attempts = attempts;
        this.log = log;
    }

    @Override
    public int attempts() {
        return attempts;
    }

    @Override
    public Optional<String> givenUp() {
        return Optional.of("ProxyRetryCount " + attempts + " reached with no successful connection, failing");
    }

    @Override
    public boolean mayWait() {
        return pool.mayWait();
    }

    @Override
    public Optional<Member> next() {
        var deadline = Deadline.after(storeTime);
        try {
            return next(deadline);
        } finally {
            storeTime = deadline.left();
        }
    }

    private Optional<Member> next(Deadline deadline) {
        var among = candidates.orElseGet(() -> pool.candidates(client, log, deadline));
        candidates = Optional.of(among);
        if (among.members().isEmpty()) {
            return Optional.empty();
        }
        var entered = pool.choose(among, client, tried, deadline);
        chosen = entered.choice().index();
        hold = entered.hold();
        var member = among.members().get(chosen);
        log.chosen(pool.policy(), entered.choice(), among.members().size(), member);
        return Optional.of(member);
    }

    @Override
    public Hold hold() {
        return hold;
    }

    /// Nothing more is needed of the candidates then, and of the credentials in their URLs.
    @Override
    public Hold connected(Member member, Duration took) {
        candidates.ifPresent(among -> pool.connected(among, chosen, took));
        candidates = Optional.empty();
        return hold;
    }

    @Override
    public void failed(Member member) {
        hold.release();
        tried.add(chosen);
    }
}
