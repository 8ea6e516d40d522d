package io.sluice.proxy.lookup;

import io.sluice.net.HostNames;
import io.sluice.proxy.lookup.BackendUrl.Discovery;
import io.sluice.proxy.lookup.Discovered.At;
import io.sluice.proxy.lookup.Discovered.Nothing;
import io.sluice.proxy.lookup.Discovered.Unavailable;
import io.sluice.proxy.lookup.Member.Place;
import io.sluice.proxy.lookup.Member.Whereabouts;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Makes members out of URLs: resolves their names and follows their records in the DNS.
///
/// A URL that asks for records is followed from the first time it is seen. When the time to live of the answer is over
/// the DNS is asked again, by a thread of its own: sessions take what is known and never wait for it. An answer stays
/// in use while no newer one can be had. A URL that came from a look-up is let go of when nobody has asked for it
/// between two answers. Safe for use from any thread.
public final class MemberFinder implements AutoCloseable {
    private static final Duration LEAST_LIFETIME = Duration.ofSeconds(1);
    private static final Duration LONGEST_LIFETIME = Duration.ofHours(1);
    private static final Duration UNTIL_NEXT_TRY = Duration.ofSeconds(10);
    private static final int MOST_FOLLOWED = 1000;

    private final HostNames names;
    private final Consumer<String> log;
    private final Map<BackendUrl, Followed> followed = new ConcurrentHashMap<>();
    private Optional<ScheduledThreadPoolExecutor> clock = Optional.empty();
    private boolean closed;

    /// A finder that follows nothing yet.
    ///
    /// @param log gets what the DNS says about backends, or does not say
    public MemberFinder(HostNames names, Consumer<String> log) {
        this.names = names;
        this.log = log;
    }

    /// What came of a URL.
    public sealed interface Outcome {
        record Found(Member member) implements Outcome {}

        /// It leads nowhere at the moment.
        ///
        /// @param error the word of the reference for it
        record NotFound(String error, String why) implements Outcome {}
    }

    /// Makes a member of a URL of the configuration, which is followed until the finder is closed.
    public Outcome forGood(BackendUrl url) {
        return find(url, true);
    }

    /// Makes a member of a URL that a look-up for one session has given.
    public Outcome forNow(BackendUrl url) {
        return find(url, false);
    }

    private Outcome find(BackendUrl url, boolean kept) {
        if (url.discovery() == Discovery.NONE) {
            return switch (Discovered.ask(url, names, false)) {
                case At(Place place, var _) -> new Outcome.Found(new Member(url, place.addresses()));
                case Unavailable _ -> unavailable(url);
                case Nothing(String error, String why) -> new Outcome.NotFound(error, why);
            };
        }
        if (!kept && followed.size() >= MOST_FOLLOWED && !followed.containsKey(url)) {
            return new Outcome.NotFound("Resource temporarily unavailable", "too many URLs are followed in the DNS");
        }
        return followed.computeIfAbsent(url, Followed::new).outcome(kept);
    }

    private static Outcome unavailable(BackendUrl url) {
        return new Outcome.NotFound("No such file or directory", unavailableText(url));
    }

    private static String unavailableText(BackendUrl url) {
        return "SRV records for '" + url.host() + "' indicate that the service is explicitly not available";
    }

    private synchronized void after(Duration delay, Runnable task) {
        if (closed) {
            return;
        }
        if (clock.isEmpty()) {
            var threads = new ScheduledThreadPoolExecutor(
                    1, work -> Thread.ofPlatform().daemon().name("dns-records").unstarted(work));
            threads.setRemoveOnCancelPolicy(true);
            clock = Optional.of(threads);
        }
        var _ = clock.get().schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Stops asking the DNS; members stay where they are.
    @Override
    public synchronized void close() {
        closed = true;
        clock.ifPresent(ScheduledThreadPoolExecutor::shutdownNow);
    }

    /// One URL that is followed. The first to ask waits for the DNS, and everybody else who comes meanwhile with it.
    private final class Followed implements Whereabouts {
        private final BackendUrl url;
        private volatile Optional<Place> place = Optional.empty();
        private volatile boolean used;
        private volatile boolean kept;

        Followed(BackendUrl url) {
            this.url = url;
        }

        synchronized Outcome outcome(boolean forGood) {
            used = true;
            kept |= forGood;
            if (place.isEmpty()) {
                var discovered = Discovered.ask(url, names, false);
                take(discovered);
                if (place.isEmpty()) {
                    followed.remove(url, this);
                }
                if (discovered instanceof Nothing(String error, String why)) {
                    return new Outcome.NotFound(error, why);
                }
            }
            return place.filter(known -> !known.addresses().isEmpty()).isPresent()
                    ? new Outcome.Found(new Member(url, this))
                    : unavailable(url);
        }

        private void take(Discovered discovered) {
            switch (discovered) {
                case At(Place found, Duration timeToLive) -> {
                    place = Optional.of(found);
                    after(bounded(timeToLive), this::askAgain);
                }
                case Unavailable(Duration timeToLive) -> {
                    log.accept(unavailableText(url));
                    place = Optional.of(new Place(url, List.<InetSocketAddress>of()));
                    after(bounded(timeToLive), this::askAgain);
                }
                case Nothing _ when place.isEmpty() -> {}
                case Nothing(var _, String why) -> {
                    log.accept("backend '" + url + "' stays where it was found before: " + why);
                    after(UNTIL_NEXT_TRY, this::askAgain);
                }
            }
        }

        private void askAgain() {
            if (!kept && !used) {
                followed.remove(url, this);
                return;
            }
            used = false;
            take(Discovered.ask(url, names, true));
        }

        private static Duration bounded(Duration timeToLive) {
            if (timeToLive.compareTo(LEAST_LIFETIME) < 0) {
                return LEAST_LIFETIME;
            }
            return timeToLive.compareTo(LONGEST_LIFETIME) > 0 ? LONGEST_LIFETIME : timeToLive;
        }

        @Override
        public Place get() {
            used = true;
            return place.orElseThrow();
        }
    }
}
