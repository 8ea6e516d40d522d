package io.sluice.proxy.policy;

/// How a backend is chosen for a session (`ProxyReverseConnectPolicy`): a pure function of the pool as it stands. It
/// reads no clock, takes no lock, and does no I/O.
public enum ConnectPolicy {
    /// Each session gets the member behind the one used last; members this session has tried in vain are passed over
    /// while another is left.
    ROUND_ROBIN("RoundRobin") {
        @Override
        public Choice choose(PoolSnapshot pool) {
            if (pool.size() == 1) {
                return new Choice(0, Choice.Reason.ONLY_MEMBER);
            }
            for (int step = 1; step <= pool.size(); step++) {
                int index = (pool.lastUsed() + step) % pool.size();
                if (!pool.tried().contains(index)) {
                    return new Choice(index, Choice.Reason.NEXT_IN_TURN);
                }
            }
            return new Choice((pool.lastUsed() + 1) % pool.size(), Choice.Reason.ALL_TRIED);
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

    public abstract Choice choose(PoolSnapshot pool);
}
