package io.sluice.acl.adapter;

import io.sluice.acl.DnsLists;
import io.sluice.module.CoreServices;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Asks lists in the DNS about addresses, all at once and within a bound, and keeps the answers for as long as they may
/// be kept.
final class DnsListings {
    static final Duration BOUND = Duration.ofSeconds(3);
    private static final Duration SHORTEST = Duration.ofSeconds(60);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int MOST_KEPT = 100_000;

    private final CoreServices core;
    private final Duration bound;
    private final InstantSource clock;
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    DnsListings(CoreServices core, Duration bound, InstantSource clock) {
        this.core = core;
        this.bound = bound;
        this.clock = clock;
    }

    /// An address on a list, and why if the list tells.
    record Listed(String domain, Optional<String> reason) {}

    private record Kept(Optional<Listed> answer, Instant until) {}

    /// The first of the lists, in their order, that has the address. A list that does not answer in time has it not.
    ///
    /// @param log gets what lists say that is no answer
    Optional<Listed> first(InetAddress address, List<String> domains, Consumer<String> log) {
        long end = System.nanoTime() + bound.toNanos();
        var asked = domains.stream()
                .map(domain -> asking(() -> ask(address, domain, log)))
                .toList();
        for (int i = 0; i < asked.size(); i++) {
            try {
                var answer = asked.get(i).get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (answer.isPresent()) {
                    return answer;
                }
            } catch (TimeoutException | ExecutionException _) {
                log.accept("no answer from '" + domains.get(i) + "' in " + bound.toMillis() + " ms");
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static <T> CompletableFuture<T> asking(Supplier<T> question) {
        var answer = new CompletableFuture<T>();
        Thread.ofVirtual().name("dnsbl").start(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private Optional<Listed> ask(InetAddress address, String domain, Consumer<String> log) {
        var name = DnsLists.question(address, domain);
        var now = clock.instant();
        var known = Optional.ofNullable(kept.get(name)).filter(each -> now.isBefore(each.until));
        if (known.isPresent()) {
            return known.get().answer;
        }
        try {
            var answers = core.hostRecords(name);
            boolean listed = answers.all().stream().anyMatch(DnsLists::means);
            if (!listed && !answers.all().isEmpty()) {
                log.accept("'" + domain + "' answers with addresses outside of 127.0.0.0/8 and is no list");
            }
            var answer = listed ? Optional.of(new Listed(domain, reason(name))) : Optional.<Listed>empty();
            if (kept.size() >= MOST_KEPT) {
                kept.clear();
            }
            kept.put(name, new Kept(answer, now.plus(lifetime(answers.timeToLive()))));
            return answer;
        } catch (IOException e) {
            log.accept("no answer from '" + domain + "': " + e.getMessage());
            return Optional.empty();
        }
    }

    /// Within half of the bound: a list that is slow to give reasons has the address all the same.
    private Optional<String> reason(String name) {
        try {
            return asking(() -> texts(name)).get(bound.toNanos() / 2, TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Optional<String> texts(String name) {
        try {
            return core.texts(name).all().stream().findFirst();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static Duration lifetime(Duration timeToLive) {
        return timeToLive.compareTo(SHORTEST) < 0 ? SHORTEST : timeToLive.compareTo(LONGEST) > 0 ? LONGEST : timeToLive;
    }
}
