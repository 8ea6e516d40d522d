package io.sluice.net;

import java.time.Duration;
import java.util.List;

/// What the DNS has under a name, and for how long it may be kept. No records means that there are none; that nobody
/// could tell is an exception.
public record Records<T>(List<T> all, Duration timeToLive) {
    public Records {
        all = List.copyOf(all);
    }

    /// The same for no records, whose time is nobody's to tell.
    static <T> Records<T> none() {
        return new Records<>(List.of(), HostNames.DEFAULT_LIFETIME);
    }
}
