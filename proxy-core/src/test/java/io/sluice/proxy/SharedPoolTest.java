package io.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheSettings.Use;
import io.sluice.config.BadValue;
import io.sluice.datastore.MemoryPlace;
import io.sluice.datastore.SharedSpace;
import io.sluice.proxy.lookup.BackendUrl;
import io.sluice.proxy.lookup.Member;
import io.sluice.proxy.lookup.MemberSource;
import io.sluice.proxy.policy.Choice;
import io.sluice.proxy.policy.Client;
import io.sluice.proxy.policy.ConnectPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Pools that two gateways share through a store, without a single connection.
@Execution(ExecutionMode.CONCURRENT)
class SharedPoolTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final MemoryPlace place = new MemoryPlace();
    private final List<Pool> pools = new ArrayList<>();

    /// A pool of one gateway.
    private Pool gateway(ConnectPolicy policy, String prefix, int host, String... urls) {
        return gateway("", policy, prefix, host, urls);
    }

    private Pool gateway(String kind, ConnectPolicy policy, String prefix, int host, String... urls) {
        try {
            var members = new ArrayList<Member>();
            for (String url : urls) {
                members.add(new Member(BackendUrl.parse(url), List.of()));
            }
            var space = new SharedSpace(place.open(CacheSettings.of(Use.STATE).info(kind)), prefix);
            var pool = new Pool(
                    members, MemberSource.NONE, policy, new StickyMembers(), Optional.of(new SharedPool(space, host)));
            pools.add(pool);
            return pool;
        } catch (BadValue | CacheException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private Pool gateway(ConnectPolicy policy, String... hosts) {
        var urls = new ArrayList<String>();
        for (String host : hosts) {
            urls.add("ftp://" + host);
        }
        return gateway(policy, "test.", 1, urls.toArray(String[]::new));
    }

    @AfterEach
    void closed() {
        place.goOn();
        pools.forEach(Pool::close);
    }

    private static Route route(Pool pool) {
        return pool.route(new Client(Optional.empty(), Optional.empty(), "192.0.2.1"), 5, new ChoiceLog() {
            @Override
            public void chosen(ConnectPolicy policy, Choice choice, int members, Member member) {}

            @Override
            public void notice(String text) {
                throw new AssertionError(text);
            }
        });
    }

    private static String next(Route route) {
        return route.next().orElseThrow().url().host();
    }

    private static String next(Pool pool) {
        return next(route(pool));
    }

    private static void await(String what, java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waiting for " + what).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    @DisplayName("PROXY-RC-32 two gateways with one prefix take turns together")
    void turnsAreShared() {
        var one = gateway(ConnectPolicy.ROUND_ROBIN, "a", "b", "c");
        var other = gateway(ConnectPolicy.ROUND_ROBIN, "a", "b", "c");

        assertThat(List.of(next(one), next(other), next(other), next(one), next(one)))
                .containsExactly("a", "b", "c", "a", "b");
    }

    @Test
    @DisplayName("PROXY-RC-32 prefixes, virtual hosts and lists of backends have turns of their own")
    void othersHaveTheirOwn() {
        var pool = gateway(ConnectPolicy.ROUND_ROBIN, "a", "b");
        var otherPrefix = gateway(ConnectPolicy.ROUND_ROBIN, "other.", 1, "ftp://a", "ftp://b");
        var otherHost = gateway(ConnectPolicy.ROUND_ROBIN, "test.", 2, "ftp://a", "ftp://b");
        var otherList = gateway(ConnectPolicy.ROUND_ROBIN, "a", "b", "c");

        assertThat(List.of(next(pool), next(otherPrefix), next(otherHost), next(otherList)))
                .containsOnly("a");
        assertThat(place.keys()).allMatch(key -> key.startsWith("test.") || key.startsWith("other."));
    }

    @Test
    @DisplayName("PROXY-RC-32 a round of Shuffle is one for all gateways")
    void roundsAreShared() {
        var one = gateway(ConnectPolicy.SHUFFLE, "a", "b", "c", "d");
        var other = gateway(ConnectPolicy.SHUFFLE, "a", "b", "c", "d");

        for (int round = 0; round < 5; round++) {
            assertThat(List.of(next(one), next(other), next(other), next(one)))
                    .containsExactlyInAnyOrder("a", "b", "c", "d");
        }
    }

    @Test
    @DisplayName("PROXY-RC-32 LeastConns counts the sessions of all gateways")
    void countsAreShared() {
        var one = gateway(ConnectPolicy.LEAST_CONNS, "a", "b", "c");
        var other = gateway(ConnectPolicy.LEAST_CONNS, "a", "b", "c");
        var first = route(one);

        assertThat(next(first)).isEqualTo("a");
        assertThat(next(other)).isEqualTo("b");
        assertThat(next(other)).isEqualTo("c");

        first.hold().release();
        await("the other to hear of it", () -> {
            var probe = route(other);
            var host = next(probe);
            probe.hold().release();
            return host.equals("a");
        });
    }

    @Test
    @DisplayName("PROXY-RC-32 many sessions at two gateways at once are spread evenly")
    void sessionsAtOnceAreSpreadEvenly() throws Exception {
        var one = gateway(ConnectPolicy.LEAST_CONNS, "a", "b", "c", "d");
        var other = gateway(ConnectPolicy.LEAST_CONNS, "a", "b", "c", "d");
        Map<String, Integer> counts = new HashMap<>();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var chosen = new ArrayList<Future<String>>();
            for (int i = 0; i < 40; i++) {
                var pool = i % 2 == 0 ? one : other;
                chosen.add(threads.submit(() -> next(pool)));
            }
            for (var each : chosen) {
                counts.merge(each.get(), 1, Integer::sum);
            }
        }

        assertThat(counts.values()).allMatch(count -> count == 10);
    }

    @Test
    @DisplayName("PROXY-RC-32 PROXY-RC-37 what a gateway counted is gone with its lease")
    void aDeadGatewayIsForgotten() {
        var dead = gateway(ConnectPolicy.LEAST_CONNS, "a", "b");
        assertThat(next(dead)).isEqualTo("a");
        var living = gateway(ConnectPolicy.LEAST_CONNS, "a", "b");
        assertThat(next(living)).isEqualTo("b");

        place.expire(":gateway#");

        assertThat(next(living)).isEqualTo("a");
    }

    @Test
    void aGatewayThatIsClosedTakesItsCountsWithIt() {
        var pool = gateway(ConnectPolicy.LEAST_CONNS, "a", "b");
        next(pool);
        assertThat(place.keys()).anyMatch(key -> key.contains(":gateway#"));

        pool.close();

        assertThat(place.keys()).noneMatch(key -> key.contains(":gateway#"));
    }

    @Test
    @DisplayName(
            "PROXY-RC-32 PerHost: the backend that one gateway has kept for a client is that of all, and no password is kept")
    void keptBackendsAreShared() {
        var one = gateway(ConnectPolicy.PER_HOST, "test.", 1, "ftp://u:secret@a", "ftp://u:secret@b");
        var kept = next(one);
        var swapped = gateway(ConnectPolicy.PER_HOST, "test.", 1, "ftp://u:secret@b", "ftp://u:secret@a");

        assertThat(next(swapped)).isEqualTo(kept);
        assertThat(place.values()).isNotEmpty().noneMatch(value -> value.contains("secret"));
    }

    /// The backend of a client, which the store knows.
    private String keptOf(Pool gateway) {
        var kept = next(gateway);
        await(
                "the store to know it",
                () -> next(gateway).equals(kept) && !place.keys().isEmpty());
        return kept;
    }

    @Test
    @DisplayName("CACHE-118 PerHost: what the store has said of a client holds while the store is lost")
    void keptBackendsAreRemembered() {
        var one = gateway(ConnectPolicy.PER_HOST, "test.", 1, "ftp://a", "ftp://b");
        var swapped = gateway(ConnectPolicy.PER_HOST, "test.", 1, "ftp://b", "ftp://a");
        var kept = keptOf(one);
        await("the other to hear of it", () -> next(swapped).equals(kept));

        place.lose();

        assertThat(next(swapped)).isEqualTo(kept);
    }

    @Test
    @DisplayName(
            "CACHE-118 PerHost: what was kept while the store was lost is not gone back to once the store knew better")
    void whatTheStoreSaidReplacesWhatWasRemembered() {
        var one = gateway(ConnectPolicy.PER_HOST, "test.", 1, "ftp://a", "ftp://b");
        var swapped = gateway(ConnectPolicy.PER_HOST, "test.", 1, "ftp://b", "ftp://a");
        var kept = keptOf(one);
        place.lose();
        assertThat(next(swapped)).isNotEqualTo(kept);
        place.comeBack();
        await("the other to hear of it", () -> next(swapped).equals(kept));

        place.lose();

        assertThat(next(swapped)).isEqualTo(kept);
    }

    @Test
    @DisplayName(
            "CACHE-118 while the store is lost, choices go by what a gateway knows; when it is back, they are shared again")
    void aLostStoreStopsNobody() {
        var one = gateway(ConnectPolicy.ROUND_ROBIN, "a", "b", "c");
        var other = gateway(ConnectPolicy.ROUND_ROBIN, "a", "b", "c");
        assertThat(next(one)).isEqualTo("a");

        place.lose();
        assertThat(List.of(next(one), next(one))).containsExactly("b", "c");
        assertThat(next(other)).isEqualTo("a");

        place.comeBack();
        assertThat(List.of(next(other), next(one))).containsExactly("b", "c");
    }

    @Test
    @DisplayName("CACHE-118 sessions that began while the store was lost count when it is back")
    void sessionsBegunMeanwhileCountLater() {
        var one = gateway(ConnectPolicy.LEAST_CONNS, "a", "b");
        var other = gateway(ConnectPolicy.LEAST_CONNS, "a", "b");
        place.lose();
        assertThat(next(one)).isEqualTo("a");

        place.comeBack();

        assertThat(next(one)).isEqualTo("b");
        assertThat(next(other)).isEqualTo("a");
    }

    @Test
    @DisplayName(
            "CACHE-113 CACHE-118 a store that hangs whatever the deadline says holds a session no longer than its bound")
    void aStoreThatHangsHoldsNobody() {
        var pool = gateway(ConnectPolicy.LEAST_CONNS, "a", "b");
        place.hang();

        for (int i = 0; i < 4; i++) {
            long begun = System.nanoTime();
            assertThat(next(pool)).isEqualTo(i % 2 == 0 ? "a" : "b");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
        }

        place.goOn();
        await("what was left behind to end", () -> {
            var route = route(pool);
            next(route);
            route.hold().release();
            return place.keys().stream().anyMatch(key -> key.contains(":gateway#"));
        });
    }

    @Test
    @DisplayName("CACHE-112 gateways share a store that cannot compare: they put instead")
    void aStoreThatCannotCompareIsSharedToo() {
        for (var policy : List.of(ConnectPolicy.ROUND_ROBIN, ConnectPolicy.LEAST_CONNS)) {
            var one = gateway("plain", policy, policy.word(), 1, "ftp://a", "ftp://b", "ftp://c");
            var other = gateway("plain", policy, policy.word(), 1, "ftp://a", "ftp://b", "ftp://c");

            assertThat(List.of(next(one), next(other), next(other))).containsExactly("a", "b", "c");
        }
    }

    @Test
    @DisplayName("CACHE-114 all that a login asks of a slow store, for each server it tries, together has one limit")
    void aSlowStoreHasOneLimitForAll() {
        var pool = gateway(ConnectPolicy.LEAST_CONNS, "a", "b", "c");
        place.slow(SharedPool.LONGEST_WAIT.multipliedBy(4).dividedBy(5));
        var route = route(pool);
        long begun = System.nanoTime();

        for (int attempt = 0; attempt < 3; attempt++) {
            route.failed(route.next().orElseThrow());
        }

        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(
                        SharedPool.LONGEST_WAIT,
                        SharedPool.LONGEST_WAIT.multipliedBy(5).dividedBy(2));
    }

    @Test
    @DisplayName("CACHE-118 a store with little room, which drops whose turn it is, does not begin each round anew")
    void droppedTurnsGoOn() {
        for (var policy : List.of(ConnectPolicy.ROUND_ROBIN, ConnectPolicy.SHUFFLE)) {
            var pool = gateway(policy, "a", "b", "c", "d");
            var chosen = new ArrayList<String>();

            for (int session = 0; session < 4; session++) {
                chosen.add(next(pool));
                place.expire(policy.word());
            }

            assertThat(chosen).as(policy.word()).containsExactlyInAnyOrder("a", "b", "c", "d");
        }
    }

    @Test
    @DisplayName("CACHE-117 what cannot be read is as nothing, and is written anew")
    void whatCannotBeReadIsAsNothing() {
        var pool = gateway(ConnectPolicy.ROUND_ROBIN, "a", "b");
        next(pool);

        place.spoil();

        assertThat(List.of(next(pool), next(pool))).containsExactly("b", "a");
    }

    @Test
    @DisplayName("CACHE-117 what is of another sort is as nothing, and turns are shared again")
    void whatIsOfAnotherSortIsAsNothing() {
        for (var policy : List.of(ConnectPolicy.ROUND_ROBIN, ConnectPolicy.LEAST_CONNS)) {
            var one = gateway(policy, "a", "b", "c");
            await("turns to be told", () -> isTold(one, policy));

            place.replaceByHashes();

            await("turns to be told anew", () -> isTold(one, policy));
        }
    }

    private boolean isTold(Pool pool, ConnectPolicy policy) {
        next(pool);
        return place.keys().stream().anyMatch(key -> key.contains(policy.word()));
    }
}
