package io.sluice.net;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Names to addresses and addresses to names, with a bound on every wait.
///
/// A look-up runs on a thread of its own pool, because the system's resolver cannot be interrupted; whoever asked waits
/// until the bound has passed since the look-up began and then goes on without an answer. The same question asked
/// meanwhile joins the look-up under way. Answers are kept for a while, empty ones too; a late answer still enters the
/// cache. Safe for use from any thread.
public final class HostNames implements AutoCloseable {
    public static final Duration DEFAULT_BOUND = Duration.ofSeconds(5);
    public static final Duration DEFAULT_LIFETIME = Duration.ofSeconds(60);
    private static final int MOST_ENTRIES = 10_000;
    private static final int MOST_THREADS = 64;

    private final Resolver resolver;
    private final Duration bound;
    private final Duration lifetime;
    private final InstantSource clock;
    private final ExecutorService executor = pool();
    private final Map<String, Asked<List<InetAddress>>> byName = new ConcurrentHashMap<>();
    private final Map<InetAddress, Asked<Optional<String>>> byAddress = new ConcurrentHashMap<>();
    private volatile boolean reverse = true;
    private volatile Families families = new Families(true, true);

    public HostNames() {
        this(Resolver.SYSTEM, DEFAULT_BOUND, DEFAULT_LIFETIME, InstantSource.system());
    }

    public HostNames(Resolver resolver, Duration bound, Duration lifetime, InstantSource clock) {
        this.resolver = resolver;
        this.bound = bound;
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /// The addresses of a host name or of an address in numbers; none if there are none or nobody answered in time.
    public List<InetAddress> addresses(String name) {
        var literal = Addresses.literal(name);
        if (literal.isPresent()) {
            return usable(List.of(literal.get()));
        }
        var key = name.toLowerCase(Locale.ROOT);
        return usable(ask(byName, key, () -> forward(key), List.of()));
    }

    /// The addresses meant by an address in numbers, the name of a network device of this machine, or a host name, as
    /// `MasqueradeAddress`, `DefaultAddress`, `ProxySourceAddress` and `<VirtualHost>` take them.
    public List<InetAddress> addressesOrDevice(String text) {
        if (Addresses.literal(text).isEmpty()) {
            var device = Addresses.ofDevice(text);
            if (!device.isEmpty()) {
                return usable(device);
            }
        }
        return addresses(text);
    }

    /// The name of an address, if it has one that resolves back to the same address; never one while reverse look-ups
    /// are off.
    public Optional<String> name(InetAddress address) {
        if (!reverse) {
            return Optional.empty();
        }
        var plain = Addresses.plain(address);
        return ask(byAddress, plain, () -> confirmed(plain), Optional.empty());
    }

    /// Whether it may take a while to find the name of an address.
    public boolean asksForNames() {
        return reverse;
    }

    /// The confirmed name of an address, else the address itself.
    public String nameOrAddress(InetAddress address) {
        return name(address).orElseGet(() -> Addresses.text(address));
    }

    /// The SRV records under a name exactly as given, asked for anew each time.
    public Records<ServiceRecord> services(String name) throws IOException {
        return within(() -> resolver.services(name));
    }

    /// The A records under a name exactly as given, asked for anew each time.
    public Records<InetAddress> hostRecords(String name) throws IOException {
        return within(() -> resolver.hostRecords(name));
    }

    /// The name recorded for an address, whether or not it resolves back; asked for anew each time, and never one while
    /// reverse look-ups are off.
    public Optional<String> recordedName(InetAddress address) {
        if (!reverse) {
            return Optional.empty();
        }
        try {
            return Optional.of(within(() -> resolver.name(Addresses.plain(address))));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// The TXT records under a name exactly as given, asked for anew each time.
    public Records<String> texts(String name) throws IOException {
        return within(() -> resolver.texts(name));
    }

    private <T> T within(Callable<T> question) throws IOException {
        var answer = executor.submit(question);
        try {
            return answer.get(bound.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            answer.cancel(true);
            throw new SocketTimeoutException("no name server answered in " + bound.toSeconds() + " seconds");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("given up");
        }
    }

    /// Switches reverse look-ups on or off (`UseReverseDNS`); they start on.
    public void useReverse(boolean on) {
        reverse = on;
    }

    /// The families of addresses that are given out; others are as if they did not exist.
    public record Families(boolean ipv4, boolean ipv6) {}

    /// Restricts answers to those families (`UseIPv6`, `-4`); both are used at first.
    public void use(Families wanted) {
        families = wanted;
    }

    public Families families() {
        return families;
    }

    /// Those of the addresses whose family is used.
    public List<InetAddress> usable(List<InetAddress> addresses) {
        var wanted = families;
        return addresses.stream()
                .filter(address -> address instanceof Inet6Address ? wanted.ipv6() : wanted.ipv4())
                .toList();
    }

    /// Forgets every answer.
    public void clear() {
        byName.clear();
        byAddress.clear();
    }

    /// A question and its answer, perhaps still to come.
    private record Asked<T>(Instant began, CompletableFuture<T> answer) {}

    private <K, T> T ask(Map<K, Asked<T>> cache, K key, Supplier<T> lookUp, T otherwise) {
        var now = clock.instant();
        if (cache.size() >= MOST_ENTRIES) {
            cache.values().removeIf(asked -> isOld(asked, now));
            if (cache.size() >= MOST_ENTRIES) {
                cache.clear();
            }
        }
        var asked = cache.compute(
                key,
                (_, known) -> known != null && !isOld(known, now)
                        ? known
                        : new Asked<>(now, CompletableFuture.supplyAsync(lookUp, executor)));
        var left = bound.minus(Duration.between(asked.began(), now));
        try {
            return asked.answer().get(Math.max(0, left.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException _) {
            return otherwise;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return otherwise;
        }
    }

    private boolean isOld(Asked<?> asked, Instant now) {
        return asked.answer().isDone() && !now.isBefore(asked.began().plus(lifetime));
    }

    private List<InetAddress> forward(String name) {
        try {
            return resolver.addresses(name).stream()
                    .map(Addresses::plain)
                    .distinct()
                    .toList();
        } catch (UnknownHostException _) {
            return List.of();
        }
    }

    private Optional<String> confirmed(InetAddress address) {
        try {
            return Optional.of(resolver.name(address))
                    .filter(name -> forward(name).contains(address));
        } catch (UnknownHostException _) {
            return Optional.empty();
        }
    }

    /// Gives up on the look-ups under way; no more are made.
    @Override
    public void close() {
        executor.shutdownNow();
    }

    private static ExecutorService pool() {
        var threads = new ThreadPoolExecutor(
                MOST_THREADS,
                MOST_THREADS,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> Thread.ofPlatform().daemon().name("host-names-", 0).unstarted(task));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
