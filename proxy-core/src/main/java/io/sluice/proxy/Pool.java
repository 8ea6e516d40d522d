package io.sluice.proxy;

import io.sluice.proxy.policy.Choice;
import io.sluice.proxy.policy.ConnectPolicy;
import io.sluice.proxy.policy.PoolSnapshot;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/// The backends of one virtual host, and where its policy stands. Selection state is shared by all sessions of the
/// virtual host and begins anew with every configuration.
public final class Pool {

    /// A backend: its URL, and the addresses its name had when the configuration was read, first choice first.
    public record Member(BackendUrl url, List<InetAddress> addresses) {
        public Member {
            addresses = List.copyOf(addresses);
        }
    }

    private final List<Member> members;
    private final ConnectPolicy policy;
    private int lastUsed;

    public Pool(List<Member> members, ConnectPolicy policy) {
        this.members = List.copyOf(members);
        this.policy = policy;
        this.lastUsed = members.size() - 1;
    }

    public int size() {
        return members.size();
    }

    public Member member(int index) {
        return members.get(index);
    }

    public ConnectPolicy policy() {
        return policy;
    }

    /// Chooses a member for a session that has tried those in vain, and counts it as used.
    public synchronized Choice choose(Set<Integer> tried) {
        var choice = policy.choose(new PoolSnapshot(members.size(), lastUsed, tried));
        lastUsed = choice.index();
        return choice;
    }
}
