package io.sluice.proxy;

import io.sluice.proxy.lookup.Member;
import io.sluice.proxy.policy.Choice;
import io.sluice.proxy.policy.ConnectPolicy;
import io.sluice.proxy.policy.PoolSnapshot;
import io.sluice.session.Session;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The backends of one virtual host, and where its policy stands. Selection state is shared by all sessions of the
/// virtual host and begins anew with every configuration.
public final class Pool {
    private final List<Member> members;
    private final ConnectPolicy policy;
    private int lastUsed;

    public Pool(List<Member> members, ConnectPolicy policy) {
        this.members = List.copyOf(members);
        this.policy = policy;
        this.lastUsed = members.size() - 1;
    }

    public List<Member> members() {
        return members;
    }

    public ConnectPolicy policy() {
        return policy;
    }

    /// The way of one session into the pool.
    Route route(Session session, int attempts) {
        return new PoolRoute(session, attempts);
    }

    /// Chooses a member for a session that has tried those in vain, and counts it as used.
    private synchronized Choice choose(Set<Integer> tried) {
        var choice = policy.choose(new PoolSnapshot(members.size(), lastUsed, tried));
        lastUsed = choice.index();
        return choice;
    }

    private final class PoolRoute implements Route {
        private final Session session;
        private final int attempts;
        private final Set<Integer> tried = new HashSet<>();

        private PoolRoute(Session session, int attempts) {
            this.session = session;
            this.attempts = attempts;
        }

        @Override
        public int attempts() {
            return attempts;
        }

        @Override
        public Optional<Member> next() {
            var choice = choose(tried);
            tried.add(choice.index());
            var member = members.get(choice.index());
            session.services()
                    .log()
                    .debug(
                            4,
                            session.facts(),
                            () -> "selected backend server '" + member.url() + "' (" + choice.reason() + ")");
            session.services()
                    .trace()
                    .log(
                            "proxy.reverse",
                            11,
                            () -> policy.word() + " policy: selected index " + choice.index() + " of "
                                    + (members.size() - 1));
            return Optional.of(member);
        }

        @Override
        public Hold connected(Member member, Duration took) {
            return Hold.NONE;
        }

        @Override
        public void failed(Member member) {}
    }
}
