package io.sluice.proxy.policy;

import io.sluice.proxy.policy.Choice.Reason;
import java.util.BitSet;
import java.util.Comparator;
import java.util.function.IntPredicate;
import java.util.function.ToLongFunction;

/// How a backend is chosen for a session (`ProxyReverseConnectPolicy`): a pure function of the pool as it stands and
/// the client as far as it is known. It reads no clock, takes no lock, and does no I/O; chance is a number of the
/// snapshot.
///
/// Whatever the policy, a member that this session has tried in vain is not chosen while there is one it has not tried.
public enum ConnectPolicy {
    /// Any member, each as likely as another.
    RANDOM("Random") {
        @Override
        Choice pick(PoolSnapshot pool, Client client) {
            return new Choice(draw(pool.candidates(), pool.lot()), Reason.DRAWN);
        }
    },

    /// The member behind the one used last.
    ROUND_ROBIN("RoundRobin") {
        @Override
        Choice pick(PoolSnapshot pool, Client client) {
            var candidates = pool.candidates();
            int behind = candidates.nextSetBit(pool.lastUsed() + 1);
            return new Choice(behind < 0 ? candidates.nextSetBit(0) : behind, Reason.NEXT_IN_TURN);
        }
    },

    /// In each round every member once, in an order of chance. Where the session has tried all that are due, the choice
    /// falls outside the round and leaves it as it is.
    SHUFFLE("Shuffle") {
        @Override
        Choice pick(PoolSnapshot pool, Client client) {
            var due =
                    those(pool.candidates(), index -> pool.members().get(index).due());
            return due.isEmpty()
                    ? new Choice(draw(pool.candidates(), pool.lot()), Reason.DRAWN)
                    : new Choice(draw(due, pool.lot()), Reason.DRAWN_FOR_THE_ROUND);
        }
    },

    /// The member with the fewest sessions; the first of several.
    LEAST_CONNS("LeastConns") {
        @Override
        Choice pick(PoolSnapshot pool, Client client) {
            return new Choice(
                    least(pool, pool.candidates(), PoolSnapshot.Standing::connections), Reason.FEWEST_CONNECTIONS);
        }
    },

    /// The member with the lowest product of sessions and the time its latest connection took; one that has not been
    /// connected to comes before all others, the one with fewest sessions under way first.
    LEAST_RESPONSE_TIME("LeastResponseTime") {
        @Override
        Choice pick(PoolSnapshot pool, Client client) {
            var unmeasured = those(
                    pool.candidates(),
                    index -> pool.members().get(index).connectMillis().isEmpty());
            return unmeasured.isEmpty()
                    ? new Choice(
                            least(
                                    pool,
                                    pool.candidates(),
                                    member -> (long) member.connections()
                                            * member.connectMillis().orElseThrow()),
                            Reason.SHORTEST_RESPONSE)
                    : new Choice(least(pool, unmeasured, PoolSnapshot.Standing::connections), Reason.NOT_YET_MEASURED);
        }
    },

    /// The member a user's name stands for among those found for that name.
    PER_USER("PerUser") {
        @Override
        Choice pick(PoolSnapshot pool, Client client) {
            return sticky(pool, client);
        }

        @Override
        public String stickyName(Client client) {
            return client.user().orElse("");
        }
    },

    /// The member a user's primary group stands for among those found for that group.
    PER_GROUP("PerGroup") {
        @Override
        Choice pick(PoolSnapshot pool, Client client) {
            return sticky(pool, client);
        }

        @Override
        public String stickyName(Client client) {
            return client.group().orElse("");
        }
    },

    /// The member kept for the client's address; for a new address, the one the address stands for.
    PER_HOST("PerHost") {
        @Override
        Choice pick(PoolSnapshot pool, Client client) {
            return sticky(pool, client);
        }

        @Override
        public String stickyName(Client client) {
            return client.address();
        }
    };

    private final String word;

    ConnectPolicy(String word) {
        this.word = word;
    }

    /// The word of the configuration.
    public String word() {
        return word;
    }

    public final Choice choose(PoolSnapshot pool, Client client) {
        if (pool.size() == 1) {
            return new Choice(0, Reason.ONLY_MEMBER);
        }
        var choice = pick(pool, client);
        return pool.allTried() ? new Choice(choice.index(), Reason.ALL_TRIED) : choice;
    }

    /// Chooses from a pool of two members or more.
    abstract Choice pick(PoolSnapshot pool, Client client);

    /// Whether the policy asks for the number of sessions each member has.
    public boolean countsConnections() {
        return this == LEAST_CONNS || this == LEAST_RESPONSE_TIME;
    }

    /// Whether the policy goes by what earlier sessions have left behind in the pool.
    public boolean remembers() {
        return this != RANDOM && !isSticky();
    }

    /// Whether the members are looked up by the name of the client, and only then fall back on the default list.
    public boolean looksUp() {
        return this == PER_USER || this == PER_GROUP;
    }

    /// Whether the client, and not the state of the pool, decides.
    public boolean isSticky() {
        return looksUp() || this == PER_HOST;
    }

    /// What a sticky policy knows the client by.
    public String stickyName(Client client) {
        throw new IllegalStateException(word + " is not sticky");
    }

    Choice sticky(PoolSnapshot pool, Client client) {
        int own = pool.kept().orElseGet(() -> NameHash.index(stickyName(client), pool.size()));
        if (!pool.tried().isEmpty()) {
            return new Choice((own + pool.tried().size()) % pool.size(), Reason.STANDS_IN);
        }
        return new Choice(own, pool.kept().isPresent() ? Reason.STICKY : Reason.BY_HASH);
    }

    private static BitSet those(BitSet candidates, IntPredicate which) {
        return candidates.stream().filter(which).collect(BitSet::new, BitSet::set, BitSet::or);
    }

    private static int draw(BitSet candidates, long lot) {
        return candidates.stream()
                .skip(Long.remainderUnsigned(lot, candidates.cardinality()))
                .findFirst()
                .orElseThrow();
    }

    private static int least(PoolSnapshot pool, BitSet candidates, ToLongFunction<PoolSnapshot.Standing> what) {
        return candidates.stream()
                .boxed()
                .min(Comparator.comparingLong(
                        index -> what.applyAsLong(pool.members().get(index))))
                .orElseThrow();
    }
}
