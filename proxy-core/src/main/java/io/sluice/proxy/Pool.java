package io.sluice.proxy;

import io.sluice.cache.Deadline;
import io.sluice.ftp.WireText;
import io.sluice.proxy.lookup.BackendUrl;
import io.sluice.proxy.lookup.Found;
import io.sluice.proxy.lookup.Member;
import io.sluice.proxy.lookup.MemberSource;
import io.sluice.proxy.policy.Client;
import io.sluice.proxy.policy.ConnectPolicy;
import io.sluice.proxy.policy.PoolSnapshot;
import io.sluice.proxy.policy.PoolSnapshot.Standing;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The backends of one virtual host, and where its policy stands. All of it is shared by the sessions of the virtual
/// host, and begins anew with every configuration.
public final class Pool implements AutoCloseable {
    private final List<Member> members;
    private final MemberSource byName;
    private final ConnectPolicy policy;
    private final StickyMembers sticky;
    private final LongSupplier lots;
    private final Ledger ledger;
    private final Optional<SharedPool> shared;

    /// A pool that no session has been in.
    ///
    /// @param members the default list; without one only a policy that looks members up can choose any
    /// @param byName asked first by a policy that looks members up by the name of the client
    public Pool(List<Member> members, MemberSource byName, ConnectPolicy policy, StickyMembers sticky) {
        this(members, byName, policy, sticky, () -> ThreadLocalRandom.current().nextLong(), Optional.empty());
    }

    /// A pool that other gateways have too.
    ///
    /// @param shared what the gateways share of it
    Pool(
            List<Member> members,
            MemberSource byName,
            ConnectPolicy policy,
            StickyMembers sticky,
            Optional<SharedPool> shared) {
        this(members, byName, policy, sticky, () -> ThreadLocalRandom.current().nextLong(), shared);
    }

    /// The same with chance in the hands of the caller.
    Pool(List<Member> members, MemberSource byName, ConnectPolicy policy, StickyMembers sticky, LongSupplier lots) {
        this(members, byName, policy, sticky, lots, Optional.empty());
    }

    Pool(
            List<Member> members,
            MemberSource byName,
            ConnectPolicy policy,
            StickyMembers sticky,
            LongSupplier lots,
            Optional<SharedPool> shared) {
        this.members = List.copyOf(members);
        this.byName = byName;
        this.policy = policy;
        this.sticky = sticky;
        this.lots = lots;
        this.shared = shared;
        var local = new LocalLedger(members.size());
        this.ledger = shared.filter(_ -> policy.remembers())
                .<Ledger>map(place -> new SharedLedger(place, policy, members, local))
                .orElse(local);
    }

    /// The default list.
    public List<Member> members() {
        return members;
    }

    public ConnectPolicy policy() {
        return policy;
    }

    /// Whether a choice may have to wait for somebody else.
    boolean mayWait() {
        return policy.looksUp() || shared.isPresent();
    }

    /// What is known of the members of the default list.
    List<Standing> standings() {
        return ledger.standings();
    }

    /// The way of one session into the pool.
    Route route(Client client, int attempts, ChoiceLog log) {
        return new PoolRoute(this, client, attempts, log);
    }

    /// The members a client's session may be connected to; none if there are none, and then the log says so.
    Candidates candidates(Client client, ChoiceLog log, Deadline deadline) {
        if (policy.looksUp()) {
            return lookedUp(policy.stickyName(client), log);
        }
        if (members.isEmpty()) {
            log.notice("missing required default/global ProxyReverseServers");
        }
        if (!policy.isSticky()) {
            return new Candidates.Shared(members);
        }
        var kept = kept(policy.stickyName(client), deadline);
        return new Candidates.Own(members, kept, kept.isEmpty() && members.size() > 1);
    }

    /// The member that is kept for a name: what gateways share goes before what this one remembers, and is remembered
    /// for when the store is lost.
    private OptionalInt kept(String name, Deadline deadline) {
        var own = sticky.find(this, name);
        if (shared.isEmpty()) {
            return position(url -> Optional.of(url).equals(own.map(Member::url)));
        }
        var remembered = own.map(member -> member.url().masked());
        var url = shared.get().kept(policy, name, remembered, deadline);
        var kept = position(each -> Optional.of(each.masked()).equals(url));
        if (kept.isPresent() && !url.equals(remembered)) {
            sticky.keep(this, name, members.get(kept.getAsInt()));
        }
        return kept;
    }

    private OptionalInt position(Predicate<BackendUrl> which) {
        return IntStream.range(0, members.size())
                .filter(index -> which.test(members.get(index).url()))
                .findFirst();
    }

    private Candidates lookedUp(String name, ChoiceLog log) {
        var found = name.isEmpty() ? new Found.NoEntry() : byName.find(name);
        return switch (found) {
            case Found.Members(var theirs) -> new Candidates.Own(theirs, OptionalInt.empty(), true);
            case Found.NoEntry _ -> {
                sticky.drop(this, name);
                if (members.isEmpty()) {
                    log.notice("no " + policy.word() + " servers found for " + named(name)
                            + ", and no global ProxyReverseServers configured");
                }
                yield new Candidates.Own(members, OptionalInt.empty(), false);
            }
            case Found.Failed(var why) -> notLookedUp(name, why, log);
        };
    }

    /// Where a name goes that cannot be looked up: to the member it went to last, and else to the default list.
    private Candidates notLookedUp(String name, String why, ChoiceLog log) {
        var failed = "looking up the " + policy.word() + " servers of " + named(name) + " failed: " + why;
        var last = sticky.find(this, name);
        if (last.isPresent()) {
            log.notice(failed + "; using the server of the latest login");
            var others = members.stream()
                    .filter(member -> !member.url().equals(last.get().url()));
            return new Candidates.Own(Stream.concat(last.stream(), others).toList(), OptionalInt.of(0), false);
        }
        log.notice(
                members.isEmpty()
                        ? failed + ", and no global ProxyReverseServers configured"
                        : failed + "; using the default servers");
        return new Candidates.Own(members, OptionalInt.empty(), false);
    }

    private String named(String name) {
        return (policy == ConnectPolicy.PER_GROUP ? "group '" : "user '") + WireText.display(name) + "'";
    }

    /// Chooses among candidates for a session that has tried those members in vain. With a single candidate there is
    /// nothing to choose and nothing to count.
    Ledger.Chosen choose(Candidates candidates, Client client, List<Integer> tried, Deadline deadline) {
        return switch (candidates) {
            case Candidates.Shared(var shared)
            when shared.size() > 1 -> ledger.choose(policy, client, tried, lots.getAsLong(), deadline);
            case Candidates.Shared(var single) -> alone(single, OptionalInt.empty(), client, tried);
            case Candidates.Own(var own, var kept, var keeps) -> {
                var chosen = alone(own, kept, client, tried);
                if (keeps && tried.isEmpty()) {
                    keep(policy.stickyName(client), own.get(chosen.choice().index()), deadline);
                }
                yield chosen;
            }
        };
    }

    private void keep(String name, Member member, Deadline deadline) {
        sticky.keep(this, name, member);
        if (!policy.looksUp()) {
            var url = member.url().masked();
            shared.ifPresent(place -> place.keep(policy, name, url, deadline));
        }
    }

    /// Chooses by the client alone.
    private Ledger.Chosen alone(List<Member> from, OptionalInt kept, Client client, List<Integer> tried) {
        var unknown = Collections.nCopies(from.size(), Standing.NEW);
        var pool = new PoolSnapshot(unknown, from.size() - 1, kept, tried, lots.getAsLong());
        return new Ledger.Chosen(policy.choose(pool, client), Route.Hold.NONE);
    }

    /// Notes how long it took to connect to a candidate.
    void connected(Candidates candidates, int index, Duration took) {
        if (candidates instanceof Candidates.Shared(var shared) && shared.size() > 1 && policy.countsConnections()) {
            ledger.measured(index, took);
        }
    }

    /// Takes what this gateway has in the shared ledger out of it.
    @Override
    public void close() {
        ledger.close();
    }
}
