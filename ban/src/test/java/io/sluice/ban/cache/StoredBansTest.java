package io.sluice.ban.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.ban.Ban;
import io.sluice.ban.BanType;
import io.sluice.cache.CacheCaller;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Expiry;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredBansTest {
    private static final InetSocketAddress LOCAL = new InetSocketAddress("127.0.0.1", 47_210);
    private static final Instant WRITTEN = Instant.ofEpochSecond(1_795_914_125);
    private static final Duration USUAL = Duration.ofSeconds(10);

    private final CircuitStore store = new CircuitStore();
    private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> traced = new ConcurrentLinkedQueue<>();
    private volatile Instant now = WRITTEN;
    private final InstantSource clock = () -> now;
    private StoredBans bans = in(store, Driver.REDIS, false, true);

    private StoredBans in(CacheStore place, Driver driver, boolean matchesServer, boolean usesJson) {
        try {
            return StoredBans.in(
                    place,
                    new StoredBans.Options(driver, matchesServer, usesJson),
                    new BanCacheLog(lines::add, (level, text) -> traced.add(level + " " + text.get())),
                    clock);
        } catch (CacheException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() {
        bans.close();
        store.close();
    }

    private static Ban ban(String name, Optional<Instant> expires) {
        return new Ban(BanType.HOST, name, "why", "", expires, 1);
    }

    private static Ban ban(String name) {
        return ban(name, Optional.of(WRITTEN.plusSeconds(300)));
    }

    private static byte[] key(String host) {
        return EntryFormat.JSON.key(BanType.HOST, host);
    }

    private Optional<byte[]> value(String host) {
        return store.value(key(host));
    }

    private Optional<Ban> found(String host) {
        return bans.find(BanType.HOST, host, LOCAL);
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + USUAL.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as(what).isNegative();
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Nested
    class Entries {
        @Test
        @DisplayName("BAN-39 A ban is the entry that mod_ban writes for it")
        void aBanIsWrittenAsTheReferenceDoes() {
            bans.add(
                    new Ban(
                            BanType.HOST,
                            "127.0.0.1",
                            "MaxLoginAttempts autoban at Sun Nov 29 01:02:05 2026",
                            "Too many from %a",
                            Optional.of(WRITTEN.plusSeconds(300)),
                            1),
                    LOCAL);

            assertThat(store.value(Observed.HOST_KEY)).contains(Observed.HOST_VALUE);
            assertThat(lines).containsExactly("cache entry added for name 127.0.0.1, type 2, sid 1");
        }

        @Test
        @DisplayName("BAN-41 An entry ends after the seconds that the ban has left, at least one, or never")
        void entriesEndWithTheirBans() throws Exception {
            now = WRITTEN.plusMillis(999);
            bans.add(ban("a"), LOCAL);
            bans.add(ban("b", Optional.of(now.plusMillis(1))), LOCAL);
            bans.add(ban("c", Optional.empty()), LOCAL);
            bans.add(ban("d", Optional.of(now.plus(Duration.ofDays(100_000)))), LOCAL);

            assertThat(store.expiry(key("a"))).contains(Expiry.after(Duration.ofSeconds(300)));
            assertThat(store.expiry(key("b"))).contains(Expiry.after(Duration.ofSeconds(1)));
            assertThat(store.expiry(key("c"))).contains(Expiry.NEVER);
            assertThat(store.expiry(key("d"))).contains(Expiry.NEVER);
        }

        @Test
        @DisplayName("BAN-40 BAN-52 An entry of mod_ban is a ban of every server, its message unexpanded, and logged")
        void anEntryOfTheReferenceIsABan() {
            store.put(Observed.HOST_KEY, Observed.HOST_VALUE);

            assertThat(found("127.0.0.1"))
                    .contains(new Ban(
                            BanType.HOST,
                            "127.0.0.1",
                            "MaxLoginAttempts autoban at Sun Nov 29 01:02:05 2026",
                            "Too many from %a",
                            Optional.of(WRITTEN.plusSeconds(300)),
                            Ban.EVERY_SERVER));
            assertThat(lines)
                    .singleElement()
                    .asString()
                    .matches(
                            "found cache entry for name 127\\.0\\.0\\.1, type 2: version 2, update_ts \\w{3} Nov \\d\\d [\\d:]{8} 2026,"
                                    + " ip_addr 127\\.0\\.0\\.1, port 27320, be_type 2, be_name 127\\.0\\.0\\.1, be_reason"
                                    + " MaxLoginAttempts autoban at Sun Nov 29 01:02:05 2026, be_message Too many from %a,"
                                    + " be_expires \\w{3} Nov \\d\\d [\\d:]{8} 2026, be_sid 1");
        }

        @Test
        @DisplayName("BAN-40 BAN-44 The images of memcached without UseJSON are written and read, of server 0 too")
        void imagesAreWrittenAndRead() {
            try (var images = in(store, Driver.MEMCACHE, false, false)) {
                images.add(new Ban(BanType.USER, "joe", "why", "", Optional.empty(), Ban.EVERY_SERVER), LOCAL);

                assertThat(store.value(Observed.JOE_TPL_KEY)).isPresent();
                assertThat(images.find(BanType.USER, "joe", LOCAL))
                        .contains(new Ban(BanType.USER, "joe", "why", "", Optional.empty(), Ban.EVERY_SERVER));
                assertThat(images.find(BanType.USER, "Joe", LOCAL)).isEmpty();
            }
        }

        @Test
        @DisplayName("BAN-51 Entries of memcached are JSON under a key with NUL where UseJSON says so")
        void entriesOfMemcachedMayBeJson() {
            try (var json = in(store, Driver.MEMCACHE, false, true)) {
                json.add(ban("127.0.0.1"), LOCAL);

                assertThat(store.value(Observed.HOST_KEY)).isPresent();
            }
        }

        @Test
        void thatRedisHasJsonIsLoggedWhereTheOptionIsMissing() {
            in(store, Driver.REDIS, false, false).close();

            assertThat(lines).containsExactly("using JSON for Redis caching");
        }

        @Test
        @DisplayName("BAN-42 An expired entry is no ban, and deleted when it is read")
        void anExpiredEntryIsDeleted() {
            store.put(Observed.HOST_KEY, Observed.HOST_VALUE);
            now = WRITTEN.plusSeconds(300);

            assertThat(found("127.0.0.1")).isEmpty();
            assertThat(value("127.0.0.1")).isEmpty();
            assertThat(traced).containsExactly("3 purging expired entry from cache: 1795914425 <= now 1795914425");
            assertThat(lines).isEmpty();
        }

        @Test
        @DisplayName("BAN-42 It is deleted too where the store compares nothing")
        void anExpiredEntryIsDeletedWithoutComparing() {
            var plain = new CircuitStore(Set.of());
            plain.put(Observed.HOST_KEY, Observed.HOST_VALUE);
            now = WRITTEN.plusSeconds(300);
            try (plain;
                    var others = in(plain, Driver.REDIS, false, true)) {
                assertThat(others.find(BanType.HOST, "127.0.0.1", LOCAL)).isEmpty();
                assertThat(plain.value(Observed.HOST_KEY)).isEmpty();
            }
        }

        @Test
        @DisplayName("BAN-43 With MatchServer only entries of the session's address and port count")
        void entriesOfOthersCanBeIgnored() {
            store.put(Observed.HOST_KEY, Observed.HOST_VALUE);
            try (var matching = in(store, Driver.REDIS, true, true)) {
                assertThat(matching.find(BanType.HOST, "127.0.0.1", LOCAL)).isPresent();
                assertThat(matching.find(BanType.HOST, "127.0.0.1", new InetSocketAddress("127.0.0.2", 47_210)))
                        .isEmpty();
                assertThat(matching.find(BanType.HOST, "127.0.0.1", new InetSocketAddress("127.0.0.1", 2721)))
                        .isEmpty();
            }

            assertThat(lines)
                    .filteredOn(line -> line.startsWith("BanCacheOption"))
                    .containsExactly(
                            "BanCacheOption MatchServer: cache entry IP address '127.0.0.1' does not match vhost IP"
                                    + " address '127.0.0.2', ignoring entry",
                            "BanCacheOption MatchServer: cache entry port 27320 does not match vhost port 41226,"
                                    + " ignoring entry");
            assertThat(found("127.0.0.1")).isPresent();
        }

        @Test
        @DisplayName("BAN-43 An entry with a plain port is of the same server")
        void aPlainPortMatches() {
            var plain = new String(Observed.HOST_VALUE, StandardCharsets.ISO_8859_1).replace("27320", "47210");
            store.put(Observed.HOST_KEY, Observed.wire(plain));
            try (var matching = in(store, Driver.REDIS, true, true)) {
                assertThat(matching.find(BanType.HOST, "127.0.0.1", LOCAL)).isPresent();
            }
        }

        @Test
        @DisplayName("BAN-46 An entry that cannot be used is no ban, logged, and stays for those who can use it")
        void anUnusableEntryIsNoBan() {
            store.put(key("a"), Observed.wire("{nope\0"));
            store.put(key("b"), Observed.wire("{\"version\":\"2\"}\0"));

            assertThat(found("a")).isEmpty();
            assertThat(found("b")).isEmpty();
            assertThat(lines).containsExactly("unable to decode invalid JSON cache entry: '{nope'");
            assertThat(traced).containsExactly("3 ignoring non-number 'version' JSON field in '{\"version\":\"2\"}'");
            assertThat(value("a")).isPresent();
            assertThat(store.state()).isEqualTo(CacheStore.State.UP);
        }

        @Test
        @DisplayName("BAN-45 What one instance adds another finds, and no longer when either removes it")
        void instancesShareBans() {
            try (var other = in(store, Driver.REDIS, false, true)) {
                bans.add(ban("a"), LOCAL);
                assertThat(other.find(BanType.HOST, "a", LOCAL)).isPresent();

                other.remove(BanType.HOST, "a");
                assertThat(found("a")).isEmpty();
            }
        }

        @Test
        void entriesAreTheSameInOneFormOfOneStore() {
            try (var same = in(store, Driver.MEMCACHE, true, true);
                    var otherForm = in(store, Driver.MEMCACHE, false, false);
                    var place = new CircuitStore();
                    var otherPlace = in(place, Driver.REDIS, false, true)) {
                assertThat(bans.hasEntriesOf(same)).isTrue();
                assertThat(bans.hasEntriesOf(otherForm)).isFalse();
                assertThat(bans.hasEntriesOf(otherPlace)).isFalse();
            }
        }

        @Test
        void aNameThatTheStoreDoesNotTakeIsNoOutage() {
            var long200 = "x".repeat(200);
            bans.add(ban(long200), LOCAL);

            assertThat(lines).singleElement().asString().startsWith("unable to add Redis entry for name xxx");
            assertThat(found(long200)).isEmpty();
            bans.add(ban("a"), LOCAL);
            assertThat(found("a")).isPresent();
        }
    }

    @Nested
    class Outages {
        private List<String> outages() {
            return lines.stream()
                    .filter(line -> line.startsWith("error connecting"))
                    .toList();
        }

        @Test
        @DisplayName("BAN-47 CACHE-118 A store that refuses bans nobody, is asked once, and logged once by everybody")
        void aStoreThatRefusesIsLeftAlone() {
            bans.add(ban("a"), LOCAL);
            store.lose();
            int before = store.questions.get();

            assertThat(IntStream.range(0, 100).mapToObj(_ -> found("a"))).allMatch(Optional::isEmpty);
            bans.remove(BanType.HOST, "b");

            await("the store is down", () -> store.state() == CacheStore.State.DOWN);
            assertThat(store.questions.get()).isEqualTo(before + 1);
            assertThat(outages()).containsExactly("error connecting to Redis: connection refused");
            assertThat(store.changes).hasSize(1);
        }

        @Test
        @DisplayName("BAN-48 A silent store costs one session half a second, and the others nothing until it answers")
        void aSilentStoreIsWaitedForOnce() {
            store.silence();
            long begin = System.nanoTime();
            boolean isBanned =
                    Waits.inOnePhase(() -> found("a").isPresent() || found("b").isPresent());
            var waited = Duration.ofNanos(System.nanoTime() - begin);
            long then = System.nanoTime();
            for (int i = 0; i < 50; i++) {
                assertThat(found("c")).isEmpty();
            }

            assertThat(isBanned).isFalse();
            assertThat(waited).isBetween(Duration.ofMillis(400), Duration.ofMillis(1500));
            assertThat(Duration.ofNanos(System.nanoTime() - then)).isLessThan(Duration.ofMillis(400));
            assertThat(outages()).containsExactly("error connecting to Redis: no answer");
            await("the circuit has opened in the background", () -> store.state() == CacheStore.State.DOWN);
        }

        @Test
        @DisplayName("CACHE-118 One phase has one deadline, whatever it asks")
        void aPhaseWithoutTimeAsksNothing() {
            bans.add(ban("a"), LOCAL);
            int before = store.questions.get();

            boolean isFound = Waits.inOnePhase(() -> {
                LockSupport.parkNanos(Waits.PHASE.plusMillis(20).toNanos());
                return found("a").isPresent();
            });

            assertThat(isFound).isFalse();
            assertThat(store.questions.get()).isEqualTo(before);
            assertThat(found("a")).as("no outage").isPresent();
        }

        @Test
        @DisplayName("BAN-48 A session loses two seconds at most, however often the store fails")
        void aSessionIsPatientOnce() {
            var waits = new Waits();
            var session = new Object();

            ScopedValue.where(CacheCaller.CURRENT, session).run(() -> {
                assertThat(waits.deadline().left()).isGreaterThan(Duration.ofMillis(300));
                waits.waitedInVain(Waits.SESSION);
                assertThat(waits.deadline().left()).isZero();
            });
            ScopedValue.where(CacheCaller.CURRENT, new Object())
                    .run(() -> assertThat(waits.deadline().left()).isPositive());
        }

        @Test
        @DisplayName("BAN-49 A ban of a session that has no time left is written all the same")
        void aBanWithoutTimeIsWrittenInTheBackground() {
            Waits.inOnePhase(() -> {
                LockSupport.parkNanos(Waits.PHASE.plusMillis(20).toNanos());
                bans.add(ban("late"), LOCAL);
                return true;
            });

            await("the ban is there", () -> value("late").isPresent());
            assertThat(outages()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        @DisplayName("BAN-49 CACHE-118 When the store is back it gets the bans and removals that it missed")
        void whatWasMissedIsToldLater(boolean isSilent) {
            bans.add(ban("lifted"), LOCAL);
            if (isSilent) {
                store.silence();
            } else {
                store.lose();
            }
            bans.add(ban("late"), LOCAL);
            bans.add(ban("over", Optional.of(WRITTEN.plusSeconds(1))), LOCAL);
            bans.remove(BanType.HOST, "lifted");
            assertThat(value("late")).isEmpty();
            now = WRITTEN.plusSeconds(2);

            store.comeBack();

            await("the ban is there", () -> value("late").isPresent());
            await("the removal is done", () -> value("lifted").isEmpty());
            assertThat(value("over")).isEmpty();
            await("it is asked again", () -> found("late").isPresent());
            assertThat(outages()).hasSize(1);
        }

        @Test
        @DisplayName(
                "CACHE-118 A store that comes back empty gets the live bans of this instance again, not the others'")
        void anEmptiedStoreIsFilledAgain() {
            bans.add(ban("live"), LOCAL);
            bans.add(ban("ended", Optional.of(WRITTEN.plusSeconds(1))), LOCAL);
            bans.add(ban("lifted"), LOCAL);
            bans.add(ban("known"), LOCAL);
            bans.remove(BanType.HOST, "lifted");
            store.lose();
            assertThat(found("live")).isEmpty();
            store.empty();
            store.put(key("known"), Observed.HOST_VALUE);
            now = WRITTEN.plusSeconds(2);

            store.comeBack();

            await("the live ban is there", () -> value("live").isPresent());
            await("it is asked again", () -> found("live").isPresent());
            assertThat(value("ended")).isEmpty();
            assertThat(value("lifted")).isEmpty();
            assertThat(value("known")).as("what another has written meanwhile").contains(Observed.HOST_VALUE);
        }

        @Test
        @DisplayName("CACHE-118 A full store is still asked who is banned, and gets what it missed when it has room")
        void aFullStoreIsRead() {
            bans.add(ban("known"), LOCAL);
            bans.add(ban("lifted"), LOCAL);
            store.fill();
            bans.add(ban("late"), LOCAL);

            await("it is asked again", () -> found("known").isPresent());
            bans.add(ban("later"), LOCAL);
            bans.remove(BanType.HOST, "lifted");
            await("the removal is done", () -> value("lifted").isEmpty());
            assertThat(found("known")).isPresent();
            assertThat(value("late")).isEmpty();

            store.comeBack();
            await(
                    "the bans are there",
                    () -> value("late").isPresent() && value("later").isPresent());
            assertThat(outages()).containsExactly("error connecting to Redis: out of memory");
        }

        @Test
        @DisplayName("CACHE-118 A reload forgets nothing that a lost store is to be told")
        void aNewConfigurationGoesOn() {
            store.lose();
            bans.add(ban("late"), LOCAL);

            var next = in(store, Driver.REDIS, false, true);
            bans.close();
            bans = next;
            store.comeBack();

            await("the ban is there", () -> value("late").isPresent());
        }

        @Test
        void nothingGoesOnWhenTheLastUserHasGone() {
            store.lose();
            bans.add(ban("late"), LOCAL);

            bans.close();
            bans.close();
            store.comeBack();
            await("the store is back", () -> store.state() == CacheStore.State.UP);
            bans = in(store, Driver.REDIS, false, true);

            assertThat(found("late")).isEmpty();
            assertThat(value("late")).isEmpty();
        }
    }
}
