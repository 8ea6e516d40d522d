package io.sluice.tls.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheSettings.Use;
import io.sluice.cache.CacheStore;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Problem;
import io.sluice.module.peers.BareCore;
import io.sluice.module.peers.MapStore;
import io.sluice.peers.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsCachesTest {
    private static final Duration LIFETIME = Duration.ofSeconds(1800);
    private static final byte[] SESSION = {0x30, 1, 0};

    @TempDir
    private Path directory;

    private final Core core = new Core();
    private final List<String> tlsLog = new ArrayList<>();

    /// A core that lends the stores of a test.
    private static final class Core implements BareCore {
        final Map<String, MapStore> stores = new HashMap<>();
        final List<String> asked = new ArrayList<>();

        @Override
        public CacheStore store(String type, Use use, String info, DirectiveSet server) throws CacheException {
            asked.add(type + " " + use + " " + info);
            if (info.equals("/bad")) {
                throw new CacheException(Kind.ARGUMENT, "badly formatted info");
            }
            return Optional.ofNullable(stores.get(type))
                    .orElseThrow(() -> new CacheException(Kind.UNSUPPORTED, "no loaded module has it"));
        }
    }

    private TlsCaches open(SessionCacheChoice sessions, StaplingCacheChoice responses) {
        return TlsCaches.open(
                new DirectiveSet.Builder()
                        .put(CacheDirectives.SESSION_CACHE, sessions)
                        .put(CacheDirectives.STAPLING_CACHE, responses)
                        .build(),
                core,
                tlsLog::add);
    }

    private static SessionCacheChoice in(String type, String info) {
        return new SessionCacheChoice.Stored(type, info, LIFETIME);
    }

    private static StaplingCacheChoice off() {
        return new StaplingCacheChoice.Off();
    }

    private static void isProblem(TlsCaches caches, Problem.Severity severity, String text) {
        assertThat(caches.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(severity);
            assertThat(problem.text()).isEqualTo(text);
        });
    }

    @Test
    @DisplayName("CACHE-61 without directives sessions are kept in this process, and nothing is opened")
    void nothingSaid() {
        try (var caches = TlsCaches.open(DirectiveSet.EMPTY, core, tlsLog::add)) {
            assertThat(caches.keepsSessions()).isTrue();
            assertThat(caches.sessions().type()).isEqualTo("internal");
            assertThat(caches.sessions().lifetime()).isEqualTo(Duration.ofSeconds(15_840));
            assertThat(caches.ticketKeys()).isEmpty();
            assertThat(caches.problems()).isEmpty();
            assertThat(core.asked).isEmpty();
            assertThat(caches.controls().handle(List.of("sesscache", "info")).lines())
                    .containsExactly("No TLSSessionCache configured");
        }
    }

    @Test
    @DisplayName("CACHE-61 TLS-DAT-07 off keeps none")
    void none() {
        try (var caches = open(new SessionCacheChoice.Off(), off())) {
            assertThat(caches.keepsSessions()).isFalse();
        }
    }

    @Test
    @DisplayName("CACHE-60 CACHE-85 TLS-CACHE-06 a type that no module has stops the start")
    void unknownTypes() {
        try (var caches = open(in("Redis", ""), off())) {
            isProblem(
                    caches,
                    Problem.Severity.ERROR,
                    "fatal: TLSSessionCache: session cache type 'Redis' not available; no loaded module has it on"
                            + " <code>");
        }
        try (var caches = open(SessionCacheChoice.DEFAULT, new StaplingCacheChoice.Stored("acme", ""))) {
            isProblem(
                    caches,
                    Problem.Severity.ERROR,
                    "fatal: TLSStaplingCache: OCSP stapling cache type 'acme' not available; no loaded module has it on"
                            + " <code>");
        }
    }

    @Test
    @DisplayName("CACHE-62 TLS-CACHE-04 a store that cannot be opened is a warning; sessions are kept in this process")
    void cannotBeOpened() {
        try (var caches = open(in("shm", "/bad"), off())) {
            isProblem(
                    caches,
                    Problem.Severity.WARNING,
                    "warning: TLSSessionCache: error opening 'shm' TLSSessionCache: badly formatted info; what it would"
                            + " keep is kept inside this process on <code>");
            var sessions = caches.sessions();
            sessions.store(new byte[] {1}, SESSION, Instant.now().plusSeconds(60));
            assertThat(sessions.find(new byte[] {1})).contains(SESSION);
            assertThat(sessions.lifetime()).isEqualTo(LIFETIME);
        }
    }

    @Test
    @DisplayName("CACHE-86 a directory that cannot be used is a warning; responses are kept in this process")
    void badDirectory() {
        try (var caches = open(SessionCacheChoice.DEFAULT, new StaplingCacheChoice.Files("/path=x"))) {
            isProblem(
                    caches,
                    Problem.Severity.WARNING,
                    "warning: TLSStaplingCache: error opening 'fs' TLSStaplingCache: mod_tls_fscache/0.0: path 'x' not an"
                            + " absolute path; what it would keep is kept inside this process on <code>");
        }
    }

    @Test
    @DisplayName("CACHE-89 files are what ocspcache speaks of")
    void files() throws Exception {
        Files.writeString(directory.resolve("9c1185a5c5e9fc54612808977ee8f548b2258d31.der"), "0");
        try (var caches = open(SessionCacheChoice.DEFAULT, new StaplingCacheChoice.Files("/path=" + directory))) {
            assertThat(caches.problems()).isEmpty();
            assertThat(caches.controls().handle(List.of("ocspcache", "info")).lines())
                    .endsWith("Current OCSP responses cached: 1");
            assertThat(caches.controls().handle(List.of("ocspcache", "clear")).lines())
                    .containsExactly("tls ocspcache: cleared 1 response from 'fs' OCSP cache");
        }
    }

    @Test
    @DisplayName("CACHE-72 shared memory of one file for both caches stops the start")
    void oneFile() {
        core.stores.put("shm", MapStore.complete());
        try (var caches = open(in("shm", "/file=/a"), new StaplingCacheChoice.Stored("shm", "/file=/a&size=9000"))) {
            isProblem(
                    caches,
                    Problem.Severity.ERROR,
                    "fatal: TLSStaplingCache: '/file=/a' is the file of TLSSessionCache; expected one of its own on"
                            + " <code>");
        }
    }

    @Test
    @DisplayName("CACHE-95 CACHE-99 each kind of store has its own prefix and format")
    void formats() {
        isKeptAs("redis", "", "mod_tls_redis.sessions.{\"id\":\"01\"}\0");
        isKeptAs("memcache", "/JSON", "mod_tls_memcache.sessions.{\"id\":\"01\"}\0");
        isKeptAs("memcache", "", "mod_tls_memcache.sessions.tpl\2\20\0\0\0s\0\3\0\0\0" + "01");
        isKeptAs("shm", "/file=/a", "sluice.tls.sessions.e:01");
        isKeptAs("acme", "x", "sluice.tls.sessions.e:01");
    }

    private void isKeptAs(String type, String info, String name) {
        var store = MapStore.complete();
        core.stores.put(type, store);
        try (var caches = open(in(type, info), off())) {
            caches.sessions().store(new byte[] {1}, SESSION, Instant.now().plusSeconds(60));
            Await.until(name + " is stored", () -> store.value(name).isPresent());
            assertThat(caches.sessions().type()).isEqualTo(type);
            assertThat(caches.ticketKeys()).isPresent();
        }
    }

    @Test
    @DisplayName("CACHE-82 TLS-SHM-11 TLS-SHM-10 a reload ends sessions in shared memory, the last configuration"
            + " removes it")
    void sharedMemory() {
        var store = MapStore.local();
        core.stores.put("shm", store);
        var responses = new StaplingCacheChoice.Off();
        var first = open(in("shm", "/file=/a"), responses);
        first.sessions().store(new byte[] {1}, SESSION, Instant.now().plusSeconds(60));
        Await.until("it is stored", () -> !store.names().isEmpty());

        var second = open(in("shm", "/file=/a"), responses);
        assertThat(second.sessions().find(new byte[] {1})).isEmpty();
        first.close();
        assertThat(store.state()).isEqualTo(CacheStore.State.UP);
        second.close();
        assertThat(store.isDestroyed()).isTrue();
    }

    @Test
    @DisplayName("CACHE-82 a reload keeps sessions in Redis, and responses in shared memory")
    void keptByAReload() {
        for (var type : List.of("redis", "shm")) {
            var store = MapStore.complete();
            core.stores.put(type, store);
            var first = open(
                    type.equals("redis") ? in("redis", "") : SessionCacheChoice.DEFAULT,
                    new StaplingCacheChoice.Stored(type, "/file=/b"));
            first.sessions().store(new byte[] {1}, SESSION, Instant.now().plusSeconds(60));
            first.stapler()
                    .cache()
                    .keep("9c1185a5c5e9fc54612808977ee8f548b2258d31", OcspResponse.tryLater(Instant.now()));
            Await.until("both are stored", () -> store.names().size() >= (type.equals("redis") ? 2 : 1));
            var second = open(
                    type.equals("redis") ? in("redis", "") : SessionCacheChoice.DEFAULT,
                    new StaplingCacheChoice.Stored(type, "/file=/b"));
            first.close();

            assertThat(second.stapler().cache().find("9c1185a5c5e9fc54612808977ee8f548b2258d31"))
                    .isPresent();
            if (type.equals("redis")) {
                assertThat(second.sessions().find(new byte[] {1})).isPresent();
            }
            second.close();
        }
    }
}
