package io.sluice.tls.cache;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cache.CacheException;
import io.sluice.cache.Expiry;
import io.sluice.module.ControlReply;
import io.sluice.module.ControlReply.Status;
import io.sluice.module.peers.MapStore;
import io.sluice.peers.Await;
import io.sluice.tls.cache.TlsControls.Library;
import io.sluice.tls.session.Reach;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsControlsTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_795_228_936);
    private static final byte[] TRY_LATER = {0x30, 0x03, 0x0a, 0x01, 0x03};

    /// As OpenSSL writes one: TLS 1.2, a key of 48 bytes of 0x4b, begun at 1795229186, for 1544 seconds.
    private static final byte[] SESSION = HexFormat.of()
            .parseHex("3057" + "020101" + "02020303" + "0402c02f" + "04030a1b2c" + "0430" + "4b".repeat(48)
                    + "a10602046b010602" + "a2040202" + "0608" + "a4050403534944");

    private final Caches caches = new Caches(MapStore.complete(), "redis");
    private final MapStore store = caches.store;
    private final List<String> log = caches.log;
    private final SessionCache sessions = caches.sessions;
    private final ResponseCache responses = caches.responses;

    /// Both caches in a store.
    private static final class Caches {
        final MapStore store;
        final List<String> log = new ArrayList<>();
        final SessionCache sessions;
        final ResponseCache responses;
        private final TlsControls controls;

        Caches(MapStore store, String type) {
            this.store = store;
            var lines = new CacheLog(log::add, (_, _) -> {});
            this.sessions = new SessionCache(
                    type,
                    Duration.ofMinutes(30),
                    Optional.of(entries(Subject.SESSIONS, type, lines)),
                    lines,
                    () -> NOW);
            this.responses = new ResponseCache(
                    type,
                    Optional.of(new StoredResponses(type, entries(Subject.RESPONSES, type, lines), lines)),
                    lines,
                    () -> NOW);
            this.controls = new TlsControls(sessions, responses, true, () -> NOW);
        }

        private SharedEntries entries(Subject subject, String type, CacheLog lines) {
            var prefix = "mod_tls_" + type + "." + (subject == Subject.SESSIONS ? "sessions." : "ocsp.");
            try {
                return new SharedEntries(
                        subject, store, new SharedEntries.Layout(prefix, new JsonFormat(subject)), lines, () -> NOW);
            } catch (CacheException e) {
                throw new AssertionError(e);
            }
        }

        ControlReply answer(String words) {
            return controls.handle(List.of(words.split(" ")));
        }

        void keep(int... ids) {
            for (int id : ids) {
                sessions.store(new byte[] {(byte) id}, SESSION, NOW.plusSeconds(1794));
                var name = "{\"id\":\"" + HexFormat.of().toHexDigits((byte) id) + "\"}\0";
                Await.until("it is on its way no more", () -> !sessions.isSending());
                assertThat(store.names()).anyMatch(each -> each.endsWith(name));
            }
        }
    }

    private static ControlReply none(String... lines) {
        return new ControlReply(Status.SUBJECT_NOT_FOUND, List.of(lines));
    }

    private static TlsControls without(boolean named) {
        var lines = new CacheLog(_ -> {}, (_, _) -> {});
        return new TlsControls(
                new SessionCache("internal", Duration.ofMinutes(30), Optional.empty(), lines, () -> NOW),
                new ResponseCache("internal", Optional.empty(), lines, () -> NOW),
                named,
                () -> NOW);
    }

    private ControlReply answer(String words) {
        return caches.answer(words);
    }

    private void keep(int... ids) {
        caches.keep(ids);
    }

    @Test
    @DisplayName("TLS-CTL-01 no parameter, an unknown first word, an unknown second word")
    void words() {
        assertThat(caches.controls.handle(List.of()))
                .isEqualTo(ControlReply.wrongParameters("missing required parameters"));
        assertThat(answer("x")).isEqualTo(ControlReply.wrongParameters("unknown tls action: 'x'"));
        assertThat(answer("sesscache"))
                .isEqualTo(ControlReply.wrongParameters("tls sesscache: missing required parameters"));
        assertThat(answer("sesscache x"))
                .isEqualTo(ControlReply.wrongParameters("tls sesscache: unknown sesscache action: 'x'"));
        assertThat(answer("ocspcache x"))
                .isEqualTo(ControlReply.wrongParameters("tls ocspcache: unknown ocspcache action: 'x'"));
    }

    @Test
    @DisplayName("TLS-CTL-02 CACHE-105 the right to the cache is needed, and that to what is to be done")
    void rights() {
        assertThat(needed()).isEmpty();
        assertThat(needed("x", "info")).isEmpty();
        assertThat(needed("sesscache")).containsExactly("sesscache");
        assertThat(needed("sesscache", "x")).containsExactly("sesscache");
        assertThat(needed("sesscache", "info", "-v")).containsExactlyInAnyOrder("sesscache", "info");
        assertThat(needed("ocspcache", "remove")).containsExactlyInAnyOrder("ocspcache", "remove");
        assertThat(caches.controls
                        .action()
                        .handler()
                        .handle(List.of("ocspcache", "clear"))
                        .lines())
                .containsExactly("tls ocspcache: cleared 0 responses from 'redis' OCSP cache");
    }

    private Set<String> needed(String... words) {
        return caches.controls.action().rights().needed(List.of(words));
    }

    @Test
    @DisplayName("TLS-CTL-08 unsupported options")
    void options() {
        assertThat(answer("sesscache info -x"))
                .isEqualTo(ControlReply.wrongParameters("tls sesscache: unsupported parameter: '-x'"));
        assertThat(answer("ocspcache info -v"))
                .isEqualTo(ControlReply.wrongParameters("tls ocspcache: unsupported parameter: '-v'"));
    }

    @Nested
    class WithoutACache {
        @Test
        @DisplayName("TLS-CTL-03 CACHE-66 info says that there is none, and which sessions are in this process")
        void info() {
            assertThat(without(false).handle(List.of("sesscache", "info")))
                    .isEqualTo(ControlReply.ok("No TLSSessionCache configured"));
            assertThat(without(true).handle(List.of("sesscache", "info", "-v")))
                    .isEqualTo(ControlReply.ok(
                            "No TLSSessionCache configured",
                            "TLS sessions in this process: 0, at most 20480, for 1800 s"));
            assertThat(without(false).handle(List.of("ocspcache", "info")))
                    .isEqualTo(ControlReply.ok("No TLSStaplingCache configured"));
        }

        @Test
        @DisplayName("CACHE-66 info names the libraries that keep sessions in themselves, each once, and their limits")
        void holders() {
            var controls = without(true);
            controls.servedBy(List.of(
                    new Library("OpenSSL 3.0.17", Reach.STORE),
                    new Library("Conscrypt 2.9.0", Reach.CONNECTION),
                    new Library("Conscrypt 2.9.0", Reach.CONNECTION)));

            assertThat(controls.handle(List.of("sesscache", "info")).lines())
                    .containsExactly(
                            "No TLSSessionCache configured",
                            "TLS sessions in this process: 0, at most 20480, for 1800 s",
                            "TLS sessions of Conscrypt 2.9.0: in itself, apart for each control connection, at most"
                                    + " 20480, for 1800 s");
        }

        @Test
        @DisplayName("TLS-CTL-05 CACHE-105 clear and remove do not work")
        void clear() {
            assertThat(without(true).handle(List.of("sesscache", "clear")))
                    .isEqualTo(none(
                            "tls sesscache: error clearing session cache: Function not implemented",
                            "No TLSSessionCache configured"));
            assertThat(without(true).handle(List.of("sesscache", "remove")).status())
                    .isEqualTo(Status.SUBJECT_NOT_FOUND);
            assertThat(without(true).handle(List.of("ocspcache", "clear")).status())
                    .isEqualTo(Status.SUBJECT_NOT_FOUND);
            assertThat(without(true).handle(List.of("ocspcache", "remove")).lines())
                    .contains("No TLSStaplingCache configured");
        }
    }

    @Nested
    class InRedis {
        @Test
        @DisplayName("CACHE-102 TLS-REDIS-05 info of sessions: server with state, and the counters that exist")
        void info() {
            keep(1, 2);
            sessions.find(new byte[] {1});
            sessions.find(new byte[] {9});

            assertThat(answer("sesscache info"))
                    .isEqualTo(ControlReply.ok(
                            "Redis SSL session cache provided by mod_tls_redis/0.1",
                            "",
                            "Redis server: 192.0.2.7:6379 (up)",
                            "Cache lifetime hits: 1",
                            "Cache lifetime misses: 1",
                            "Cache lifetime sessions stored: 2"));
        }

        @Test
        @DisplayName("CACHE-66 info names a library whose sessions are not in the store")
        void otherHolders() {
            caches.controls.servedBy(List.of(new Library("OpenSSL 3.0.17", Reach.STORE)));
            assertThat(answer("sesscache info").lines()).last().asString().startsWith("Redis server: ");

            caches.controls.servedBy(List.of(new Library("SunJSSE 25", Reach.PROCESS)));
            assertThat(answer("sesscache info").lines())
                    .last()
                    .isEqualTo(
                            "TLS sessions of SunJSSE 25: in itself, for all control connections of this process, at most"
                                    + " 20480, for 1800 s");
        }

        @Test
        @DisplayName("CACHE-102 the counters of failures, too")
        void failures() {
            for (var counter : List.of("cache_deletes", "cache_errors", "cache_exceeds", "cache_max_sess_len")) {
                store.put("mod_tls_redis.sessions." + counter, "12".getBytes(ISO_8859_1));
            }
            store.put("mod_tls_redis.ocsp.cache_max_resp_len", "13".getBytes(ISO_8859_1));

            assertThat(answer("sesscache info").lines().subList(3, 7))
                    .containsExactly(
                            "Cache lifetime sessions deleted: 12",
                            "Cache lifetime errors handling sessions in cache: 12",
                            "Cache lifetime sessions exceeding max entry size: 12",
                            "Largest session exceeding max entry size: 12");
            assertThat(answer("ocspcache info"))
                    .isEqualTo(ControlReply.ok(
                            "Redis OCSP response cache provided by mod_tls_redis/0.1",
                            "",
                            "Redis server: 192.0.2.7:6379 (up)",
                            "Largest response exceeding max entry size: 13"));
        }

        @Test
        @DisplayName("CACHE-102 while the server is down: its state, and no counters")
        void down() {
            store.lose();

            assertThat(answer("sesscache info"))
                    .isEqualTo(ControlReply.ok(
                            "Redis SSL session cache provided by mod_tls_redis/0.1",
                            "",
                            "Redis server: 192.0.2.7:6379 (down: connection refused)"));
            assertThat(answer("sesscache clear"))
                    .isEqualTo(ControlReply.of(
                            Status.ERROR, "tls sesscache: error clearing session cache: connection refused"));
        }

        @Test
        @DisplayName("CACHE-80 CACHE-102 TLS-SHM-04 -v shows the sessions, and no key")
        void verbose() {
            assertThat(answer("sesscache info -v").lines()).endsWith("", "Cached sessions:", "  (none)");
            keep(0x1a);

            var lines = answer("sesscache info -v").lines();
            var begin = lines.indexOf("Cached sessions:");
            assertThat(lines.subList(begin + 1, lines.size()))
                    .containsExactly(
                            "  -----BEGIN SSL SESSION PARAMETERS-----",
                            "    Session ID: 1A",
                            "    Session ID Context: 534944",
                            "    Protocol: TLSv1.2",
                            "    Started: " + SessionBlock.time(1_795_229_186),
                            "    Expires: " + SessionBlock.time(1_795_230_730) + " (1794 secs)",
                            "  -----END SSL SESSION PARAMETERS-----",
                            "");
            assertThat(String.join("\n", lines))
                    .doesNotContainIgnoringCase("4b4b")
                    .doesNotContain("KK");
        }

        @Test
        @DisplayName("CACHE-80 times are as ctime writes them")
        void times() {
            assertThat(SessionBlock.time(1_795_228_936)).matches("[A-Z][a-z]{2} Nov 2[01] \\d\\d:\\d\\d:\\d\\d 2026");
            assertThat(SessionBlock.time(1_772_452_800)).matches("[A-Z][a-z]{2} Mar  [123] \\d\\d:\\d\\d:\\d\\d 2026");
        }

        @Test
        @DisplayName(
                "CACHE-103 TLS-CTL-04 TLS-REDIS-06 clear removes the sessions, one or many, and leaves the counters")
        void clear() {
            keep(1);
            store.put("mod_tls_redis.sessions", new byte[0]);
            assertThat(answer("sesscache clear"))
                    .isEqualTo(ControlReply.ok("tls sesscache: cleared 1 session from 'redis' session cache"));
            keep(1, 2);
            assertThat(answer("sesscache clear"))
                    .isEqualTo(ControlReply.ok("tls sesscache: cleared 2 sessions from 'redis' session cache"));
            assertThat(answer("sesscache clear"))
                    .isEqualTo(ControlReply.ok("tls sesscache: cleared 0 sessions from 'redis' session cache"));

            assertThat(sessions.find(new byte[] {1})).isEmpty();
            assertThat(answer("sesscache info").lines()).contains("Cache lifetime sessions stored: 3");
            assertThat(store.value("mod_tls_redis.sessions")).isPresent();
        }

        @Test
        @DisplayName("TLS-CTL-07 clear of responses")
        void clearResponses() {
            responses.keep("9c1185a5c5e9fc54612808977ee8f548b2258d31", OcspResponse.tryLater(NOW));
            Await.until("it is stored", () -> store.names().stream().anyMatch(name -> name.contains("fingerprint")));

            assertThat(answer("ocspcache clear"))
                    .isEqualTo(ControlReply.ok("tls ocspcache: cleared 1 response from 'redis' OCSP cache"));
            assertThat(responses.find("9c1185a5c5e9fc54612808977ee8f548b2258d31"))
                    .isEmpty();
        }

        @Test
        @DisplayName("CACHE-81 CACHE-105 TLS-CTL-06 after remove sessions are kept in this process, and nothing fails")
        void remove() {
            keep(1);
            assertThat(answer("sesscache remove"))
                    .isEqualTo(ControlReply.ok("tls sesscache: removed 'redis' session cache"));

            assertThat(store.isDestroyed() || store.names().isEmpty()).isTrue();
            assertThat(answer("sesscache info").lines()).startsWith("No TLSSessionCache configured");
            assertThat(answer("sesscache clear").status()).isEqualTo(Status.SUBJECT_NOT_FOUND);
            assertThat(answer("sesscache remove").status()).isEqualTo(Status.SUBJECT_NOT_FOUND);
            sessions.store(new byte[] {2}, TRY_LATER, NOW.plusSeconds(9));
            assertThat(sessions.find(new byte[] {2})).contains(TRY_LATER);
            assertThat(answer("ocspcache remove").lines()).containsExactly("tls ocspcache: removed 'redis' OCSP cache");
            assertThat(answer("ocspcache info").lines()).containsExactly("No TLSStaplingCache configured");
        }
    }

    @ParameterizedTest
    @DisplayName("CACHE-102 heading and server with its state, for both caches in both stores, up and down")
    @CsvSource({
        "redis, sesscache, Redis SSL session cache provided by mod_tls_redis/0.1, Redis server",
        "redis, ocspcache, Redis OCSP response cache provided by mod_tls_redis/0.1, Redis server",
        "memcache, sesscache, Memcache SSL session cache provided by mod_tls_memcache/0.2, Memcache servers",
        "memcache, ocspcache, Memcache OCSP response cache provided by mod_tls_memcache/0.2, Memcache servers"
    })
    void headings(String type, String cache, String heading, String servers) {
        var place = MapStore.complete();
        var there = new Caches(place, type);

        assertThat(there.answer(cache + " info"))
                .isEqualTo(ControlReply.ok(heading, "", servers + ": 192.0.2.7:6379 (up)"));
        place.lose();
        assertThat(there.answer(cache + " info"))
                .isEqualTo(ControlReply.ok(heading, "", servers + ": 192.0.2.7:6379 (down: connection refused)"));
    }

    @Test
    @DisplayName("CACHE-104 TLS-MC-02 memcached cannot be enumerated: clear tells what was stored since the last one")
    void inMemcached() throws Exception {
        var there = new Caches(MapStore.notEnumerable(), "memcache");
        there.keep(1, 2, 3);

        assertThat(there.answer("sesscache info -v").lines())
                .startsWith(
                        "Memcache SSL session cache provided by mod_tls_memcache/0.2",
                        "",
                        "Memcache servers: 192.0.2.7:6379 (up)")
                .endsWith("Cached sessions:", "  (not enumerable)");
        assertThat(there.answer("sesscache clear"))
                .isEqualTo(ControlReply.ok(
                        "tls sesscache: cleared 3 sessions from 'memcache' session cache",
                        "tls sesscache: shared entries cannot be enumerated"));
        there.keep(1);
        assertThat(there.answer("sesscache clear").lines().getFirst())
                .isEqualTo("tls sesscache: cleared 1 session from 'memcache' session cache");
        assertThat(there.answer("sesscache info").lines()).contains("Cache lifetime sessions stored: 4");
    }

    @Test
    @DisplayName("CACHE-65 ticket keys are put once, and replaced by who knows the present ones")
    void ticketKeys() throws Exception {
        var keys = new SharedTicketKeys(store, new CacheLog(log::add, (_, _) -> {}));
        byte[] first = {1};
        byte[] second = {2};

        assertThat(keys.read()).isEmpty();
        assertThat(keys.replace(first, second)).isFalse();
        assertThat(keys.create(first)).isTrue();
        assertThat(keys.create(second)).isFalse();
        assertThat(keys.replace(second, first)).isFalse();
        assertThat(keys.replace(first, second)).isTrue();
        assertThat(keys.read()).contains(second);
        assertThat(store.expiry("sluice.tls.tickets.ring")).contains(Expiry.after(Duration.ofDays(30)));

        store.lose();
        assertThat(keys.read()).isEmpty();
        assertThat(keys.create(first)).isFalse();
        assertThat(keys.replace(second, first)).isFalse();
        assertThat(log).hasSize(3);
    }
}
