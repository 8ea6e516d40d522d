package io.sluice.proxy;

import io.sluice.ftp.Features;
import io.sluice.ftp.Reply;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.LongSupplier;

/// What backends can do, as the last sessions of a virtual host have heard, so that the next one need not ask and its
/// client is greeted one round trip earlier. A backend is the one that is remembered if it greets with the same words
/// at the same address. What it said is believed for a while, and asked for anew after that or after a reload.
final class KnownFeatures {
    static final Duration LIFETIME = Duration.ofSeconds(10);
    private static final int MOST_KNOWN = 1000;

    private final LongSupplier nanoTime;
    private final SequencedMap<Greeter, Known> known = new LinkedHashMap<>();

    KnownFeatures() {
        this(System::nanoTime);
    }

    KnownFeatures(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private record Greeter(InetSocketAddress address, List<String> greeting) {}

    /// @param refusesTls whether it has refused `AUTH TLS` for good
    record Known(Features features, boolean refusesTls, long since) {}

    /// Notes what a backend has answered to `FEAT`. One that lists nothing may do so after a login, and is asked again.
    synchronized void learn(InetSocketAddress address, Reply greeting, Features features) {
        if (!features.isEmpty()) {
            known.putLast(new Greeter(address, greeting.lines()), new Known(features, false, nanoTime.getAsLong()));
            if (known.size() > MOST_KNOWN) {
                known.pollFirstEntry();
            }
        }
    }

    /// Notes that a backend whose features are known has answered that to `AUTH TLS`. Nobody who only offers it TLS
    /// needs to ask again; who demands TLS does.
    synchronized void learnAuth(InetSocketAddress address, Reply greeting, Reply answer) {
        if (answer.code() >= 500) {
            known.computeIfPresent(
                    new Greeter(address, greeting.lines()),
                    (_, each) -> new Known(each.features(), true, each.since()));
        }
    }

    /// What a backend can do, if it has said so not long ago.
    synchronized Optional<Known> find(InetSocketAddress address, Reply greeting) {
        return Optional.ofNullable(known.get(new Greeter(address, greeting.lines())))
                .filter(each -> nanoTime.getAsLong() - each.since() < LIFETIME.toNanos());
    }
}
