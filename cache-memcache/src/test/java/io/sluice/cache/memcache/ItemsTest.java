package io.sluice.cache.memcache;

import static io.sluice.cache.memcache.Opened.bytes;
import static io.sluice.cache.memcache.Opened.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheStore.State;
import io.sluice.cache.Capabilities;
import io.sluice.cache.Expiry;
import io.sluice.cache.memcache.End.Dates;
import io.sluice.peers.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What stands in memcached, as another client sees it.
@Timeout(60)
class ItemsTest {
    private static MemcachedProcess server;

    @BeforeAll
    static void startServer() throws Exception {
        server = MemcachedProcess.started();
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    private static Opened opened(String... more) throws CacheException {
        var lines = new ArrayList<>(List.of("MemcacheServers " + server.place()));
        lines.addAll(List.of(more));
        return Opened.by(lines.toArray(String[]::new));
    }

    @Test
    @DisplayName("CACHE-95 an item is the prefix and the key, the value as it was put, flags 0")
    void anItemIsThePrefixTheKeyAndTheValue() throws Exception {
        try (var opened = opened()) {
            opened.put("{\"id\":\"00\"}", "{\"expires\":1}\0");

            assertThat(server.item("test.{\"id\":\"00\"}")).contains("0 {\"expires\":1}\0");
            server.item("test.reference", 0, "theirs\0");
            assertThat(opened.get("reference")).contains("theirs\0");
        }
    }

    @Test
    @DisplayName("CACHE-52 NUL at the end of a key is sent in binary; a key of 250 bytes with its prefix is taken")
    void keysWithNulAndLongKeysAreTaken() throws Exception {
        try (var opened = opened();
                var text = opened("MemcacheOptions NoBinaryProtocol")) {
            opened.put("key\0", "binary");
            assertThat(opened.get("key\0")).contains("binary");
            assertThat(opened.get("key")).isEmpty();
            text.put("key\0", "text");
            assertThat(text.get("key\0")).contains("text");
            assertThat(opened.get("key\0")).contains("binary");

            var cache = opened.store.namespace(new byte[50]);
            byte[] longest = new byte[Capabilities.LEAST_KEY];
            cache.put(longest, bytes("value"), Expiry.NEVER, soon());
            assertThat(cache.get(longest, soon())).isPresent();
        }
    }

    @Test
    @DisplayName("CACHE-52 the reference's client and the store find what the other has put, under keys of any bytes")
    void theReferenceSharesKeysOfAnyBytes() throws Throwable {
        try (var reference = Libmemcached.of(Place.parseAll(List.of(server.place())), "test.");
                var opened = opened()) {
            for (int first = 0; first < 256; first++) {
                String key = (char) first + "\u00ff\u0080\0k\u00e9" + (char) first;
                reference.set(key, "theirs");
                assertThat(opened.get(key)).contains("theirs");
                opened.put(key, "ours");
                assertThat(reference.get(key)).contains("ours");
                assertThat(opened.cache.remove(bytes(key), soon())).isTrue();
                assertThat(reference.get(key)).isEmpty();
                assertThat(opened.cache.putIfAbsent(bytes(key), bytes("new"), Expiry.NEVER, soon()))
                        .isTrue();
                assertThat(reference.get(key)).contains("new");
            }
        }
    }

    @Test
    @DisplayName("CACHE-53 times up to 30 days are sent as such, longer ones as a date")
    void longTimesAreDates() throws Exception {
        var now = Instant.ofEpochSecond(1_800_000_000);
        var later = Instant.ofEpochSecond(2_200_000_000L);
        var month = Duration.ofDays(30);
        var age = Duration.ofDays(36_000);

        assertThat(End.NEVER.onWire(now, Dates.BINARY)).isZero();
        assertThat(end(Duration.ofSeconds(1)).onWire(now, Dates.BINARY)).isEqualTo(1);
        assertThat(end(month).onWire(now, Dates.BINARY)).isEqualTo(2_592_000);
        assertThat(end(month.plusSeconds(1)).onWire(now, Dates.BINARY)).isEqualTo(1_802_592_001);
        assertThat(end(month.plusSeconds(1)).onWire(now, Dates.NONE)).isEqualTo(2_592_000);
        assertThat(End.at(1_800_000_005).onWire(now, Dates.BINARY)).isEqualTo(5);
        assertThat(end(age).onWire(now, Dates.TEXT)).isEqualTo(Integer.MAX_VALUE);
        assertThat(end(age).onWire(later, Dates.TEXT)).isEqualTo(2_592_000);
        assertThat(Integer.toUnsignedLong(end(age).onWire(now, Dates.BINARY))).isEqualTo(0xffff_ffffL);
        assertThat(Integer.toUnsignedLong(end(month.plusSeconds(1)).onWire(later, Dates.BINARY)))
                .isEqualTo(2_202_592_001L);
        try (var opened = opened()) {
            for (Duration time :
                    List.of(Duration.ofDays(30), Duration.ofDays(30).plusSeconds(1))) {
                opened.cache.put(bytes("long"), bytes("value"), Expiry.after(time), soon());
                assertThat(opened.get("long")).contains("value");
            }
            var beyond2038 = Duration.ofDays(20_000);
            opened.cache.put(bytes("long"), bytes("value"), Expiry.after(beyond2038), soon());
            assertThat(opened.get("long")).contains("value");
            assertThat(server.secondsLeft("test.long"))
                    .isBetween(beyond2038.toSeconds() - 60, beyond2038.toSeconds() + 1);
        }
    }

    private static End end(Duration time) throws CacheException {
        return End.of(Expiry.after(time));
    }

    @Test
    @DisplayName("CACHE-54 counters are digits, and go on from the four and eight bytes that the reference leaves")
    void countersGoOnFromImages() throws Exception {
        try (var opened = opened()) {
            for (String image : List.of("\7\1\0\0", "\7\1\0\0\0\0\0\0", "263", "263  ")) {
                server.item("test.counter", 0, image);
                assertThat(opened.cache.add(bytes("counter"), 1, soon())).isEqualTo(264);
                assertThat(server.item("test.counter")).contains("0 264");
                assertThat(opened.cache.add(bytes("counter"), -300, soon())).isEqualTo(-36);
            }
            server.item("test.counter", 0, "1234");
            assertThat(opened.cache.add(bytes("counter"), 1, soon())).isEqualTo(1235);
        }
    }

    @Test
    @DisplayName("CACHE-104 clearing hides older items from every node, and leaves those of others")
    void clearingHidesOlderItems() throws Exception {
        byte[] prefix = bytes("cleared.");
        try (var one = opened();
                var other = opened();
                var text = opened("MemcacheOptions NoBinaryProtocol")) {
            for (var each : List.of(one, other, text)) {
                assertThat(each.store.namespace(prefix).get(bytes("key"), soon()))
                        .isEmpty();
            }
            one.store.namespace(prefix).put(bytes("key"), bytes("old"), Expiry.NEVER, soon());
            one.store.namespace(prefix).add(bytes("counter"), 5, soon());
            one.put("stranger", "stays");
            server.item("cleared.reference", 0, "older");

            var cleared = one.store.namespace(prefix).clear(soon());

            assertThat(cleared.complete()).isTrue();
            assertThat(cleared.removed()).isEmpty();
            assertThat(server.item("cleared.generation").orElseThrow()).matches("0 [0-9]{10}");
            for (var each : List.of(one, other, text)) {
                var cache = each.store.namespace(prefix);
                awaitAbsent(each, prefix, "key");
                assertThat(cache.get(bytes("reference"), soon())).isEmpty();
                assertThat(cache.remove(bytes("reference"), soon())).isFalse();
                assertThat(each.get("stranger")).contains("stays");
                assertThat(cache.add(bytes("counter"), 1, soon())).isPositive().isLessThan(5);
                assertThat(cache.putIfAbsent(bytes("key"), bytes("new"), Expiry.NEVER, soon()))
                        .isEqualTo(each == one);
                assertThat(cache.get(bytes("key"), soon()).orElseThrow().value())
                        .isEqualTo(bytes("new"));
            }
            assertThat(server.statistic("cmd_flush"))
                    .as("CACHE-106 flush_all is never sent")
                    .isZero();
        }
    }

    @Test
    @DisplayName("CACHE-104 clearing leaves a namespace of a longer prefix as it is")
    void clearingLeavesLongerPrefixes() throws Exception {
        try (var opened = opened()) {
            var shorter = opened.store.namespace(bytes("nested."));
            var longer = opened.store.namespace(bytes("nested.part."));
            longer.put(bytes("key"), bytes("value"), Expiry.NEVER, soon());
            assertThat(shorter.get(bytes("part.key"), soon())).isPresent();

            shorter.clear(soon());

            assertThat(shorter.get(bytes("part.key"), soon())).isEmpty();
            assertThat(longer.get(bytes("key"), soon())).isPresent();
        }
    }

    @Test
    @DisplayName("CACHE-104 a namespace that is cleared many times in a minute is used at once after each of them")
    void clearingOftenHidesNothingNew() throws Exception {
        byte[] prefix = bytes("often.");
        try (var one = opened();
                var other = opened()) {
            var cache = one.store.namespace(prefix);
            for (int i = 1; i <= 6; i++) {
                cache.put(bytes("key"), bytes("old"), Expiry.NEVER, soon());
                cache.clear(soon());

                assertThat(cache.get(bytes("key"), soon())).as("clearing %d", i).isEmpty();
                assertThat(cache.putIfAbsent(bytes("key"), bytes("new"), Expiry.NEVER, soon()))
                        .isTrue();
                assertThat(cache.get(bytes("key"), soon())).as("clearing %d", i).isPresent();
                assertThat(cache.putIfAbsent(bytes("key"), bytes("again"), Expiry.NEVER, soon()))
                        .isFalse();
                cache.add(bytes("counter"), 1, soon());
                assertThat(cache.add(bytes("counter"), 1, soon())).isEqualTo(2);
                assertThat(other.store.namespace(prefix).get(bytes("key"), soon()))
                        .as("clearing %d, elsewhere", i)
                        .isPresent();
            }
        }
    }

    @Test
    @DisplayName("CACHE-104 in text an item of a cleared namespace may be large and end late")
    void aClearedNamespaceTakesLargeItemsInText() throws Exception {
        try (var text = opened("MemcacheOptions NoBinaryProtocol")) {
            var cache = text.store.namespace(bytes("large."));
            cache.clear(soon());
            byte[] large = new byte[text.store.capabilities().largestValue()];

            cache.put(bytes("key"), large, Expiry.after(Duration.ofDays(400)), soon());
            cache.put(bytes("number"), bytes("12345"), Expiry.after(Duration.ofDays(400)), soon());

            assertThat(cache.get(bytes("key"), soon()).orElseThrow().value()).isEqualTo(large);
            assertThat(cache.add(bytes("number"), 1, soon())).isEqualTo(12_346);
        }
    }

    @Test
    @DisplayName("values over the server's limit are refused clearly, by the store or by the server")
    void largeValuesAreRefused() throws Exception {
        try (var small = MemcachedProcess.started("-I", "512k");
                var opened = Opened.by("MemcacheServers " + small.place());
                var usual = opened()) {
            var failure = catchThrowableOfType(
                    CacheException.class, () -> usual.cache.put(bytes("key"), new byte[1 << 20], Expiry.NEVER, soon()));
            assertThat(failure.kind()).isEqualTo(Kind.TOO_LARGE);
            assertThat(failure).hasMessage("a value of 1048576 bytes; expected at most 1047552");

            opened.put("key", "before");
            failure = catchThrowableOfType(
                    CacheException.class,
                    () -> opened.cache.put(bytes("key"), new byte[600_000], Expiry.NEVER, soon()));
            assertThat(failure.kind()).isEqualTo(Kind.TOO_LARGE);
            assertThat(failure).hasMessageContaining("see the server's item limit (memcached -I)");
            assertThat(opened.get("key")).isEmpty();
            opened.put("key", "fits");
            assertThat(opened.get("key")).contains("fits");
        }
    }

    @Test
    @DisplayName("CACHE-26 a store that is not asked opens no connection")
    void anUnusedStoreOpensNoConnection() throws Exception {
        try (var own = MemcachedProcess.counting()) {
            long before = own.connections();
            Opened.by("MemcacheServers " + own.place(), "MemcacheEngine on").close();

            assertThat(own.connections()).isEqualTo(before + 1);
        }
    }

    @Test
    @DisplayName("CACHE-56 MemcacheEngine off: down for ever, without a connection; absent: used")
    void aBlockedStoreOpensNoConnection() throws Exception {
        try (var own = MemcachedProcess.counting();
                var absent = Opened.by("MemcacheServers " + own.place());
                var off = Opened.by("MemcacheServers " + own.place(), "MemcacheEngine off")) {
            long before = own.connections();
            assertThat(off.store.state()).isEqualTo(State.DOWN);
            for (var call : List.<Opened.Call>of(
                    () -> off.get("key"), () -> off.put("key", "value"), () -> off.cache.clear(soon()))) {
                assertThat(catchThrowableOfType(CacheException.class, call::run))
                        .hasMessage("MemcacheEngine is off")
                        .satisfies(failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE));
            }
            assertThat(own.connections()).isEqualTo(before + 1);

            absent.put("key", "value");
            assertThat(absent.get("key")).contains("value");
        }
        try (var nowhere = Opened.by("MemcacheEngine off")) {
            assertThat(catchThrowableOfType(CacheException.class, () -> nowhere.get("key")))
                    .hasMessage("MemcacheEngine is off");
        }
    }

    private static void awaitAbsent(Opened opened, byte[] prefix, String key) throws Exception {
        var cache = opened.store.namespace(prefix);
        Await.until(
                "another node no longer sees what was cleared",
                () -> cache.get(bytes(key), soon())
                        .filter(entry -> Arrays.equals(entry.value(), bytes("old")))
                        .isEmpty());
    }
}
