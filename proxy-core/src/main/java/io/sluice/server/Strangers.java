package io.sluice.server;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// The clients that are here and have not logged in: how many in all, and how many at each address
/// (`MaxConnectionsBeforeLogin`, `MaxConnectionsBeforeLoginPerHost`). Asking costs next to nothing.
final class Strangers {
    private final Map<InetAddress, Integer> byAddress = new HashMap<>();
    private int all;

    /// Lets one more in, if there are not too many.
    synchronized Optional<Stranger> enter(OptionalInt most) {
        if (most.isPresent() && all >= most.getAsInt()) {
            return Optional.empty();
        }
        all++;
        return Optional.of(new Stranger());
    }

    synchronized int count() {
        return all;
    }

    /// One of them, until he leaves: by logging in or by going away.
    final class Stranger {
        private Optional<InetAddress> address = Optional.empty();
        private boolean gone;

        /// Notes where he comes from; false if too many are there already.
        boolean comesFrom(InetAddress from, OptionalInt most) {
            synchronized (Strangers.this) {
                int there = byAddress.getOrDefault(from, 0);
                if (gone || address.isPresent() || (most.isPresent() && there >= most.getAsInt())) {
                    return false;
                }
                address = Optional.of(from);
                byAddress.put(from, there + 1);
                return true;
            }
        }

        void leaves() {
            synchronized (Strangers.this) {
                if (gone) {
                    return;
                }
                gone = true;
                all--;
                address.ifPresent(
                        from -> byAddress.computeIfPresent(from, (_, there) -> there == 1 ? null : there - 1));
            }
        }
    }
}
