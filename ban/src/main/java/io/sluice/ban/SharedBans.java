package io.sluice.ban;

import java.net.InetSocketAddress;
import java.util.Optional;

/// Where bans are shared with other instances. Every call is bounded in time, and none throws: what is out of reach
/// has no bans. Usable from any thread.
public interface SharedBans {

    /// Shared with nobody.
    SharedBans NONE = new SharedBans() {
        @Override
        public Optional<Ban> find(BanType type, String name, InetSocketAddress local) {
            return Optional.empty();
        }

        @Override
        public void add(Ban ban, InetSocketAddress local) {}

        @Override
        public void remove(BanType type, String name) {}
    };

    /// The ban of that name, if there is one.
    ///
    /// @param local where the client of the session has connected to
    Optional<Ban> find(BanType type, String name, InetSocketAddress local);

    /// Makes a ban known to the others, in place of one of the same type and name.
    ///
    /// @param local where the client of the session has connected to
    void add(Ban ban, InetSocketAddress local);

    void remove(BanType type, String name);
}
