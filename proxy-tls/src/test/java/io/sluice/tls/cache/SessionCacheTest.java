package io.sluice.tls.cache;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cache.CacheException;
import io.sluice.cache.Deadline;
import io.sluice.cache.Expiry;
import io.sluice.module.peers.MapStore;
import io.sluice.peers.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SessionCacheTest {
    private static final byte[] ID = HexFormat.of().parseHex("0a1b2c");
    private static final String NAME = "mod_tls_redis.sessions.{\"id\":\"0a1b2c\"}\0";
    private static final byte[] SESSION = HexFormat.of().parseHex("3003020100");

    private final MapStore store = MapStore.complete();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final List<SessionCache> caches = new ArrayList<>();
    private Instant now = Instant.ofEpochSecond(1_795_228_936);

    private SessionCache cache(Optional<MapStore> in) throws CacheException {
        var lines = new CacheLog(log::add, (_, _) -> {});
        Optional<SharedEntries> shared = in.isEmpty()
                ? Optional.empty()
                : Optional.of(new SharedEntries(
                        Subject.SESSIONS,
                        in.get(),
                        new SharedEntries.Layout("mod_tls_redis.sessions.", new JsonFormat(Subject.SESSIONS)),
                        lines,
                        () -> now));
        var cache = new SessionCache("redis", Duration.ofMinutes(30), shared, lines, () -> now);
        caches.add(cache);
        return cache;
    }

    private SessionCache cache() throws CacheException {
        return cache(Optional.of(store));
    }

    @AfterEach
    void close() {
        store.comeBack();
        caches.forEach(SessionCache::close);
    }

    private Instant inSeconds(long seconds) {
        return now.plusSeconds(seconds);
    }

    /// A cache whose session is in the store.
    private SessionCache stored() throws CacheException {
        var cache = cache();
        cache.store(ID, SESSION, inSeconds(1800));
        Await.until("the session is in the store", () -> store.value(NAME).isPresent());
        return cache;
    }

    /// Takes a session away that is on its way to the store, which answers once the session is forgotten here.
    private void onItsWay(ThrowingConsumer<SessionCache> takesAway) throws Exception {
        var cache = cache();
        store.silence();
        cache.store(ID, SESSION, inSeconds(1800));
        var taking = new FutureTask<>(() -> takesAway.accept(cache), true);
        Thread.ofVirtual().start(taking);
        Await.until("it is forgotten here", () -> cache.copies().size() == 0);
        store.comeBack();
        taking.get();
        isQuiet(cache);
    }

    private static void isQuiet(SessionCache cache) {
        Await.until("nothing is on its way", () -> !cache.isSending());
    }

    private static byte[] ofLength(int length) {
        byte[] session = new byte[length];
        session[0] = 0x30;
        return session;
    }

    @Nested
    class InAStore {
        @Test
        @DisplayName(
                "CACHE-95 TLS-REDIS-03 a session goes to the store as the reference writes it, for the time it has left")
        void isWritten() throws Exception {
            stored();

            assertThat(store.text(NAME)).contains("{\"expires\":1795230736,\"data\":\"MAMCAQA=\",\"data_len\":5}\0");
            assertThat(store.expiry(NAME)).contains(Expiry.after(Duration.ofSeconds(1800)));
        }

        @Test
        @DisplayName("CACHE-64 TLS-CACHE-02 a session of one process is found by another")
        void isFoundElsewhere() throws Exception {
            stored();

            assertThat(cache().find(ID)).contains(SESSION);
        }

        @Test
        @DisplayName("CACHE-96 TLS-CACHE-03 a session that has expired is a miss, and removed")
        void expired() throws Exception {
            store.put(NAME, new JsonFormat(Subject.SESSIONS).value(new Stamped(SESSION, now.getEpochSecond())));

            assertThat(cache().find(ID)).isEmpty();
            assertThat(store.names()).isEmpty();
        }

        @Test
        @DisplayName("CACHE-97 CACHE-117 what cannot be decoded is a miss and an error, is removed, and not told")
        void undecodable() throws Exception {
            store.put(NAME, "{\"expires\":1,\"data\":\"c2VjcmV0\",\"data_len\":9}\0".getBytes(ISO_8859_1));
            var cache = cache();

            assertThat(cache.find(ID)).isEmpty();
            assertThat(store.names()).isEmpty();
            assertThat(log)
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .startsWith("'data_len' JSON field says 9 bytes, but there are 6 in entry ")
                            .doesNotContain("c2VjcmV0", "secret", "0a1b2c"));
            assertThat(counts(cache)).containsExactly("misses 1", "deletes 1", "errors 1");
        }

        @Test
        @DisplayName("CACHE-63 a session that is removed is found nowhere any more")
        void removed() throws Exception {
            var cache = stored();

            cache.remove(ID);

            assertThat(cache.find(ID)).isEmpty();
            assertThat(store.value(NAME)).isEmpty();
        }

        @Test
        void aSessionThatIsRemovedOnItsWayDoesNotArrive() throws Exception {
            onItsWay(cache -> cache.remove(ID));

            assertThat(store.value(NAME)).isEmpty();
        }

        @Test
        @DisplayName("CACHE-63 of a session that is stored and removed in turn, what came last holds in the store")
        void lastHolds() throws Exception {
            var cache = cache();
            for (int round = 0; round < 200; round++) {
                store.silence();
                cache.store(ID, SESSION, inSeconds(1800));
                Thread.yield();
                cache.store(ID, ofLength(40), inSeconds(1800));
                store.comeBack();
                cache.remove(ID);
                cache.store(ID, ofLength(41), inSeconds(1800));
                cache.store(ID, ofLength(42), inSeconds(1800));
                isQuiet(cache);

                assertThat(store.value(NAME)).isPresent();
                assertThat(cache.find(ID)).contains(ofLength(42));
                cache.remove(ID);
                assertThat(store.value(NAME)).isEmpty();
            }
        }

        @Test
        @DisplayName("CACHE-103 what is on its way to the store when it is cleared does not arrive")
        void clearedOnItsWay() throws Exception {
            onItsWay(cache -> cache.clear(Deadline.after(Await.USUAL)));

            assertThat(store.value(NAME)).isEmpty();
            assertThat(log).isEmpty();
        }

        @Test
        @DisplayName("CACHE-76 TLS-SHM-07 a session of more than 10,240 bytes stays in this process, and is counted")
        void large() throws Exception {
            var cache = cache();
            cache.store(ID, ofLength(10_241), inSeconds(1800));
            Await.until("it is told", () -> !log.isEmpty());

            assertThat(cache.find(ID)).contains(ofLength(10_241));
            assertThat(cache().find(ID)).isEmpty();
            assertThat(log)
                    .containsExactly("redis cache: length of serialized SSL session data (10241) exceeds maximum size"
                            + " (10240), unable to add to shared redis cache, adding to list");
            assertThat(counts(cache)).contains("exceeds 1", "max_sess_len 10241");
        }

        @Test
        @DisplayName("CACHE-62 what was put by the caller is not kept, and what is found is the caller's")
        void arraysAreCopied() throws Exception {
            for (var cache : List.of(cache(), cache(Optional.empty()))) {
                byte[] mine = SESSION.clone();
                cache.store(ID, mine, inSeconds(1800));
                mine[0] = 0;
                cache.find(ID).orElseThrow()[1] = 0;

                assertThat(cache.find(ID)).contains(SESSION);
            }
        }
    }

    @Nested
    class WithoutTheStore {
        @Test
        @DisplayName("CACHE-63 TLS-CACHE-05 each failure is told, and no session is lost to this process")
        void failures() throws Exception {
            var cache = cache();
            store.lose();
            cache.store(ID, SESSION, inSeconds(1800));
            Await.until("it is told", () -> log.size() == 1);
            byte[] other = {1};

            assertThat(cache.find(ID)).contains(SESSION);
            assertThat(cache.find(other)).isEmpty();
            cache.remove(ID);
            assertThat(log)
                    .containsExactly(
                            "error adding session to 'redis' cache: connection refused",
                            "error retrieving session from 'redis' cache: connection refused",
                            "error removing session from 'redis' cache: connection refused");
        }

        @Test
        @DisplayName("CACHE-63 a session that is not there is no failure")
        void unknown() throws Exception {
            assertThat(cache().find(ID)).isEmpty();
            assertThat(log).isEmpty();
        }

        @Test
        @DisplayName("CACHE-67 CACHE-118 a store that is lost later: this process finds its sessions, and again in the"
                + " store when it is back")
        void lostLater() throws Exception {
            var living = stored();

            store.lose();
            assertThat(living.find(ID)).contains(SESSION);

            store.comeBack();
            assertThat(living.find(ID)).contains(SESSION);
        }

        @Test
        @DisplayName(
                "CACHE-114 a store that does not answer holds nobody up who stores, and half a second who looks up")
        void silent() throws Exception {
            var cache = cache();
            store.silence();

            long begin = System.nanoTime();
            cache.store(ID, SESSION, inSeconds(1800));
            assertThat(System.nanoTime() - begin)
                    .isLessThan(Duration.ofMillis(200).toNanos());
            assertThat(cache.find(ID)).contains(SESSION);
            begin = System.nanoTime();
            assertThat(cache.find(new byte[] {1})).isEmpty();
            assertThat(System.nanoTime() - begin)
                    .isLessThan(Duration.ofMillis(1500).toNanos());
        }

        @Test
        @DisplayName("CACHE-61 without a store sessions end when they expire")
        void internal() throws Exception {
            var cache = cache(Optional.empty());
            cache.store(ID, SESSION, inSeconds(1800));

            assertThat(cache.find(ID)).contains(SESSION);
            now = inSeconds(1800);
            assertThat(cache.find(ID)).isEmpty();
        }

        @Test
        @DisplayName(
                "CACHE-66 20,480 sessions are kept; where there is no room the one goes that was not used for longest")
        void capacity() throws Exception {
            var cache = cache(Optional.empty());
            assertThat(cache.capacity()).isEqualTo(20_480);
            IntStream.range(0, 20_480).forEach(i -> cache.store(id(i), SESSION, inSeconds(1800)));
            cache.find(id(0));
            cache.store(ID, SESSION, inSeconds(1800));

            assertThat(cache.find(id(0))).isPresent();
            assertThat(cache.find(id(1))).isEmpty();
            assertThat(cache.find(id(2))).isPresent();
        }

        private static byte[] id(int number) {
            return new byte[] {(byte) (number >> 8), (byte) number, 7, 7};
        }

        @Test
        @DisplayName("CACHE-76 the large list has 1 MiB")
        void largeList() throws Exception {
            var cache = cache();
            for (int i = 0; i < 60; i++) {
                cache.store(new byte[] {(byte) i}, ofLength(20_000), inSeconds(1800));
                int number = i + 1;
                Await.until("it is told", () -> log.size() == number);
            }

            assertThat(cache.find(new byte[] {59})).isPresent();
            assertThat(cache.find(new byte[] {8})).isPresent();
            assertThat(cache.find(new byte[] {7})).isEmpty();
        }
    }

    @Test
    @DisplayName("CACHE-101 TLS-REDIS-05 counters are decimal digits, and right after 1, 9, 10 and 100")
    void counters() throws Exception {
        var cache = stored();
        int done = 0;
        for (int hits : new int[] {1, 9, 10, 100}) {
            while (done < hits) {
                cache.find(ID);
                done++;
            }
            cache.shared().orElseThrow().counts().flush(Deadline.after(Duration.ofSeconds(1)));

            assertThat(store.text("mod_tls_redis.sessions.cache_hits")).contains(Integer.toString(hits));
        }
        assertThat(store.text("mod_tls_redis.sessions.cache_stores")).contains("1");
    }

    @Test
    @DisplayName("CACHE-101 counters go to the store by themselves, and wait while it is lost")
    void countersAreBatched() throws Exception {
        var cache = cache();
        store.lose();
        cache.find(ID);
        cache.shared().orElseThrow().counts().flush(Deadline.after(Duration.ofSeconds(1)));
        store.comeBack();
        cache.find(ID);

        for (var counter : List.of("cache_misses", "cache_errors")) {
            Await.until(
                    counter + " is there",
                    () -> store.text("mod_tls_redis.sessions." + counter).equals(Optional.of("1")));
        }
    }

    @Test
    @DisplayName("CACHE-101 the reference's images of 4 and 8 bytes are numbers, too")
    void images() throws Exception {
        store.put("mod_tls_redis.sessions.cache_hits", new byte[] {7, 1, 0, 0});
        store.put("mod_tls_redis.sessions.cache_max_sess_len", new byte[] {1, 0, 1, 0, 0, 0, 0, 0});

        assertThat(counts(cache())).containsExactly("hits 263", "max_sess_len 65537");
    }

    @Test
    @DisplayName("CACHE-120 no text shows a session")
    void secrets() {
        assertThat(new Stamped(SESSION, 7)).hasToString("Stamped[5 bytes, moment 7]");
    }

    @Test
    void manyAtOnceFindWhatTheyStored() throws Exception {
        var cache = cache();
        var begin = new CountDownLatch(1);
        var wrong = Collections.synchronizedList(new ArrayList<Integer>());
        var threads = IntStream.range(0, 500)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    try {
                        begin.await();
                        byte[] id = {(byte) (i >> 8), (byte) i};
                        byte[] session = {0x30, 2, (byte) (i >> 8), (byte) i};
                        cache.store(id, session, inSeconds(1800));
                        if (!cache.find(id)
                                .map(HexFormat.of()::formatHex)
                                .equals(Optional.of(HexFormat.of().formatHex(session)))) {
                            wrong.add(i);
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .toList();
        begin.countDown();
        for (var thread : threads) {
            thread.join();
        }

        assertThat(wrong).isEmpty();
        Await.until(
                "all are in the store",
                () -> store.names().stream().filter(name -> name.contains("{")).count() == 500);
    }

    private static List<String> counts(SessionCache cache) throws CacheException {
        var counts = new ArrayList<String>();
        cache.shared()
                .orElseThrow()
                .counts()
                .read(Deadline.after(Duration.ofSeconds(1)))
                .forEach((counter, count) ->
                        counts.add(counter.key(Subject.SESSIONS).substring("cache_".length()) + " " + count));
        return counts;
    }
}
