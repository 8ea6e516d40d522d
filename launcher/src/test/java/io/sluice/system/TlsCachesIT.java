package io.sluice.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cache.memcache.MemcacheProvider;
import io.sluice.cache.redis.RedisProvider;
import io.sluice.cache.shm.ShmProvider;
import io.sluice.config.DirectiveSet;
import io.sluice.peers.Await;
import io.sluice.peers.Ports;
import io.sluice.peers.Program;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.peer.Memcached;
import io.sluice.system.peer.OcspResponder;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.peer.Redis;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import io.sluice.tls.cache.CacheDirectives;
import io.sluice.tls.cache.SessionCacheChoice;
import io.sluice.tls.cache.StaplingCacheChoice;
import io.sluice.tls.cache.StaplingDirectives;
import io.sluice.tls.cache.TlsCaches;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The caches of TLS in real stores, beside the reference.
class TlsCachesIT {
    private static final byte[] ID = HexFormat.of().parseHex("0a1b2c");
    private static final byte[] SESSION = HexFormat.of().parseHex("3003020100");
    private static final Duration LIFETIME = Duration.ofSeconds(1800);

    @RegisterExtension
    final Scene scene = new Scene();

    private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    private Path folder;

    @BeforeEach
    void certificates() throws IOException {
        folder = scene.folder("certificates");
        openssl("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=ftp.example.com -keyout key.pem -out cert.pem");
        Files.setPosixFilePermissions(folder.resolve("key.pem"), PosixFilePermissions.fromString("rw-------"));
    }

    private String openssl(String words) {
        return ChildProcess.run(
                folder,
                "openssl",
                Await.USUAL,
                List.of("sh", "-c", Program.of("openssl") + " " + words + " </dev/null 2>&1"));
    }

    private FtpServer reference(String cache, String... directives) {
        var lines = String.join("\n", directives);
        return Proftpd.start(scene, """
                LoadModule mod_tls.c
                LoadModule mod_redis.c
                LoadModule mod_memcache.c
                LoadModule mod_tls_redis.c
                LoadModule mod_tls_memcache.c
                %2$s
                TLSEngine on
                TLSProtocol TLSv1.2
                TLSRSACertificateFile %1$s/cert.pem
                TLSRSACertificateKeyFile %1$s/key.pem
                TLSSessionCache %3$s
                """.formatted(folder, lines, cache));
    }

    private String handshake(FtpServer server, String options) {
        return openssl("s_client -starttls ftp -connect 127.0.0.1:"
                + server.address().getPort() + " -tls1_2 -no_ticket " + options);
    }

    private TlsCaches caches(LentStores stores, String type, String info) {
        scene.owns(stores);
        return scene.owns(TlsCaches.open(
                new DirectiveSet.Builder()
                        .put(CacheDirectives.SESSION_CACHE, new SessionCacheChoice.Stored(type, info, LIFETIME))
                        .put(CacheDirectives.STAPLING_CACHE, new StaplingCacheChoice.Stored(type, ""))
                        .build(),
                stores,
                log::add));
    }

    private TlsCaches inRedis(Redis redis) {
        return caches(new LentStores(new RedisProvider()).with("RedisServer", redis.place()), "redis", "");
    }

    private TlsCaches inMemcached(Memcached server, String info) {
        return caches(new LentStores(new MemcacheProvider()).with("MemcacheServers", server.place()), "memcache", info);
    }

    private static List<String> answer(TlsCaches caches, String words) {
        return caches.controls().handle(List.of(words.split(" "))).lines();
    }

    /// Waits until a session has been counted, which is a moment after it is in the store.
    private static void isCounted(TlsCaches caches) {
        Await.until(
                "a session is counted",
                () -> answer(caches, "sesscache info").contains("Cache lifetime sessions stored: 1"));
    }

    private static byte[] id(String handshake) {
        var id = Pattern.compile("Session-ID: ([0-9A-F]{64})").matcher(handshake);
        assertThat(id.find()).as(handshake).isTrue();
        return HexFormat.of().parseHex(id.group(1));
    }

    /// The first look-up loads classes, and may take longer for that than a handshake waits.
    private void forLoading(TlsCaches caches) {
        caches.sessions().find(ID);
        log.clear();
    }

    /// A session that the reference has put into the store is found here; put back by us it is resumed there.
    private void isSharedWith(FtpServer reference, TlsCaches caches, Runnable forget) {
        var first = handshake(reference, "-sess_out session.pem");
        assertThat(first).contains("New, TLSv1.2");
        byte[] id = id(first);
        forLoading(caches);

        var session = caches.sessions().find(id).orElseThrow();
        assertThat(answer(caches, "sesscache info")).contains("Cache lifetime hits: 1");
        forget.run();
        assertThat(caches.sessions().find(id)).isEmpty();
        assertThat(handshake(reference, "-sess_in session.pem")).contains("New, TLSv1.2");

        caches.sessions().store(id, session, Instant.now().plus(LIFETIME));
        Await.until(
                "ProFTPD resumes the session",
                () -> handshake(reference, "-sess_in session.pem").contains("Reused, TLSv1.2"));
        assertThat(log).isEmpty();
    }

    @Test
    @DisplayName("CACHE-64 TLS-REDIS-04 TLS-CACHE-02 sessions in Redis are the reference's and ours")
    void redisBesideTheReference() {
        var redis = Redis.start(scene);
        var reference = reference("redis:", "RedisEngine on", "RedisServer " + redis.place());

        isSharedWith(reference, inRedis(redis), () -> redis.says("FLUSHALL"));
        assertThat(redis.says("EVAL", "return string.byte(redis.call('keys', '*sessions.{*')[1], -1)", "0"))
                .as("the last byte of a key")
                .endsWith("0");
    }

    @Test
    @DisplayName("CACHE-64 CACHE-99 TLS-MC-01 sessions in memcached are the reference's and ours, in binary form")
    void memcachedBesideTheReference() {
        var memcached = Memcached.start(scene);
        var reference = reference("memcache:", "MemcacheEngine on", "MemcacheServers " + memcached.place());

        isSharedWith(reference, inMemcached(memcached, ""), () -> restart(memcached));
    }

    @Test
    @DisplayName("CACHE-64 TLS-MC-01 sessions in memcached are the reference's and ours, as JSON")
    void memcachedJsonBesideTheReference() {
        var memcached = Memcached.start(scene);
        var reference = reference("memcache:/json", "MemcacheEngine on", "MemcacheServers " + memcached.place());

        isSharedWith(reference, inMemcached(memcached, "/json"), () -> restart(memcached));
    }

    private static void restart(Memcached memcached) {
        memcached.stop();
        memcached.starts();
    }

    @Test
    @DisplayName("CACHE-95 CACHE-101 CACHE-102 what is in Redis: key, time left, counters, status")
    void inRedis() {
        var redis = Redis.start(scene);
        var caches = inRedis(redis);
        caches.sessions().store(ID, SESSION, Instant.now().plus(LIFETIME));
        Await.until("it is stored", () -> redis.says("KEYS", "*{*").contains("0a1b2c"));
        for (int i = 0; i < 12; i++) {
            assertThat(inRedis(redis).sessions().find(ID)).contains(SESSION);
        }

        var key = redis.says("--raw", "EVAL", "return redis.call('ttl', redis.call('keys', '*{*')[1])", "0");
        assertThat(Integer.parseInt(key)).isBetween(1790, 1800);
        isCounted(caches);
        Await.until(
                "the hits are counted",
                () -> redis.says("--raw", "GET", "mod_tls_redis.sessions.cache_hits")
                        .equals("12"));
        assertThat(answer(caches, "sesscache info"))
                .containsExactly(
                        "Redis SSL session cache provided by mod_tls_redis/0.1",
                        "",
                        "Redis server: " + redis.place() + " (up)",
                        "Cache lifetime hits: 12",
                        "Cache lifetime sessions stored: 1");
        assertThat(answer(caches, "sesscache info -v")).contains("Cached sessions:", "    Session ID: 0A1B2C");
    }

    @Test
    @DisplayName("CACHE-103 CACHE-106 TLS-REDIS-06 clear removes 10,000 sessions from Redis, and none of 10,000 others")
    void clearsRedis() {
        var redis = Redis.start(scene);
        var caches = inRedis(redis);
        redis.says("EVAL", """
                for i = 1, 10000 do
                  redis.call('set', 'mod_tls_redis.sessions.{"id":"' .. i .. '"}\\0', 'x')
                  redis.call('set', 'mod_tls_redis.sessionsX{"id":"' .. i .. '"}', 'x')
                end""", "0");

        assertThat(answer(caches, "sesscache clear"))
                .containsExactly("tls sesscache: cleared 10000 sessions from 'redis' session cache");
        assertThat(redis.says("DBSIZE")).contains("10000");
        assertThat(answer(caches, "sesscache remove")).containsExactly("tls sesscache: removed 'redis' session cache");
        assertThat(redis.says("DBSIZE")).contains("10000");
        assertThat(redis.says("INFO", "commandstats"))
                .contains("cmdstat_scan")
                .doesNotContain("cmdstat_keys", "cmdstat_flush");
    }

    @Test
    @DisplayName("CACHE-104 TLS-MC-02 clear on memcached: what is older is absent on every node, foreign keys stay")
    void clearsMemcached() {
        var memcached = Memcached.start(scene);
        var caches = inMemcached(memcached, "");
        var other = inMemcached(memcached, "");
        caches.sessions().store(ID, SESSION, Instant.now().plus(LIFETIME));
        Await.until("another node has it", () -> other.sessions().find(ID).isPresent());
        isCounted(caches);

        assertThat(answer(caches, "sesscache clear"))
                .containsExactly(
                        "tls sesscache: cleared 1 session from 'memcache' session cache",
                        "tls sesscache: shared entries cannot be enumerated");
        assertThat(caches.sessions().find(ID)).isEmpty();
        Await.until("another node knows", () -> other.sessions().find(ID).isEmpty());
        assertThat(answer(caches, "sesscache info")).contains("Cache lifetime sessions stored: 1");
    }

    @Test
    @DisplayName("CACHE-67 CACHE-118 TLS-CACHE-05 Redis is lost and comes back")
    void redisIsLost() {
        var redis = Redis.start(scene);
        var caches = inRedis(redis);
        caches.sessions().store(ID, SESSION, Instant.now().plus(LIFETIME));
        Await.until("it is stored", () -> redis.says("KEYS", "*{*").contains("0a1b2c"));

        redis.stop();
        assertThat(caches.sessions().find(ID)).contains(SESSION);
        Await.until(
                "the store is known to be down",
                () -> answer(caches, "sesscache info").stream()
                        .anyMatch(line -> line.startsWith("Redis server: " + redis.place() + " (down")));
        long quickest = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            long begin = System.nanoTime();
            assertThat(caches.sessions().find(ID)).contains(SESSION);
            quickest = Math.min(quickest, System.nanoTime() - begin);
        }
        assertThat(Duration.ofNanos(quickest)).isLessThan(Duration.ofMillis(50));
        assertThat(answer(caches, "sesscache clear").getFirst())
                .startsWith("tls sesscache: error clearing session cache: ");

        redis.starts();
        byte[] second = {7};
        Await.until("it is used again", () -> {
            caches.sessions().store(second, SESSION, Instant.now().plus(LIFETIME));
            return redis.says("KEYS", "*{*").contains("07");
        });
    }

    @Test
    @DisplayName("TLS-CACHE-04 CACHE-119 Redis is down at the start, and used when it is up")
    void redisIsLate() {
        var redis = Redis.start(scene);
        redis.stop();
        var caches = inRedis(redis);
        assertThat(caches.problems()).isEmpty();
        caches.sessions().store(ID, SESSION, Instant.now().plus(LIFETIME));
        assertThat(caches.sessions().find(ID)).contains(SESSION);

        redis.starts();
        byte[] second = {7};
        Await.until("it is used", () -> {
            caches.sessions().store(second, SESSION, Instant.now().plus(LIFETIME));
            return redis.says("KEYS", "*{*").contains("07");
        });
    }

    @Test
    @DisplayName("CACHE-11 TLS-REDIS-07 RedisEngine off: sessions are kept in this process, Redis gets none")
    void redisEngineOff() {
        var redis = Redis.start(scene);
        var caches = caches(
                new LentStores(new RedisProvider())
                        .with("RedisServer", redis.place())
                        .with("RedisEngine", "off"),
                "redis",
                "");
        caches.sessions().store(ID, SESSION, Instant.now().plus(LIFETIME));

        assertThat(caches.sessions().find(ID)).contains(SESSION);
        assertThat(redis.says("DBSIZE")).endsWith("0");
    }

    @Test
    @DisplayName("CACHE-65 ticket keys are shared by gateways")
    void ticketKeys() {
        var redis = Redis.start(scene);
        var one = inRedis(redis).ticketKeys().orElseThrow();
        var other = inRedis(redis).ticketKeys().orElseThrow();

        assertThat(one.create(new byte[] {1, 0})).isTrue();
        assertThat(other.create(new byte[] {2})).isFalse();
        assertThat(other.read()).contains(new byte[] {1, 0});
        assertThat(other.replace(new byte[] {1, 0}, new byte[] {3})).isTrue();
        assertThat(one.replace(new byte[] {1, 0}, new byte[] {4})).isFalse();
        assertThat(one.read()).contains(new byte[] {3});
    }

    @Test
    @DisplayName("CACHE-80 CACHE-71 TLS-SHM-01 TLS-SHM-03 TLS-SHM-05 TLS-CACHE-01 the status of shared memory, line for"
            + " line")
    void sharedMemory() {
        var file = scene.folder("shm").resolve("sessions");
        var stores = new LentStores(new ShmProvider());
        var caches = caches(stores, "shm", "/file=" + file);
        assertThat(caches.sessions().capacity()).isEqualTo(153);
        caches.sessions().store(ID, SESSION, Instant.now().plus(LIFETIME));
        isCounted(caches);
        caches.sessions().find(ID);
        caches.sessions().find(new byte[] {9});
        caches.sessions().store(new byte[] {8}, ofLength(10_241), Instant.now().plus(LIFETIME));
        Await.until("it is told", () -> !log.isEmpty());

        var lines = answer(caches, "sesscache info");
        assertThat(lines).hasSize(20);
        assertThat(lines.get(0)).isEqualTo("Shared memory (shm) SSL session cache provided by mod_tls_shmcache/0.2");
        assertThat(lines.get(2)).matches("Shared memory segment ID: [0-9]+");
        assertThat(lines.get(4)).matches("Shared memory cache created on: [A-Z][a-z]{2} [A-Z][a-z]{2} .* 20\\d\\d");
        assertThat(lines.subList(5, lines.size()))
                .containsExactly(
                        "Shared memory attach count: 1",
                        "",
                        "Max session cache size: 153",
                        "Current session cache size: 1",
                        "",
                        "Cache lifetime hits: 1",
                        "Cache lifetime misses: 1",
                        "",
                        "Cache lifetime sessions stored: 1",
                        "Cache lifetime sessions deleted: 0",
                        "Cache lifetime sessions expired: 0",
                        "",
                        "Cache lifetime errors handling sessions in cache: 0",
                        "Cache lifetime sessions exceeding max entry size: 1",
                        "  Largest session exceeding max entry size: 10241");
        assertThat(lines.get(3)).isEqualTo("Shared memory segment size: 1576960 bytes");
        assertThat(answer(caches, "sesscache info -v")).contains("    Session ID: 0A1B2C");
        assertThat(log)
                .containsExactly("shmcache: length of serialized SSL session data (10241) exceeds maximum size (10240),"
                        + " unable to add to shared shmcache, adding to list");
    }

    private static byte[] ofLength(int length) {
        byte[] text = new byte[length];
        text[0] = 0x30;
        return text;
    }

    @Test
    @DisplayName(
            "CACHE-74 CACHE-81 CACHE-82 TLS-SHM-08 TLS-SHM-10 TLS-CTL-06 shared memory: another size, remove, reload,"
                    + " stop")
    void sharedMemoryComesAndGoes() {
        var file = scene.folder("shm").resolve("sessions");
        var stores = new LentStores(new ShmProvider());
        var caches = caches(stores, "shm", "/file=" + file);
        var larger = caches(stores, "shm", "/file=" + file + "&size=2097152");
        assertThat(larger.problems()).hasSize(2);
        assertThat(larger.problems().getFirst().text())
                .startsWith("warning: TLSSessionCache: error opening 'shm' TLSSessionCache: ")
                .contains("remove existing shmcache using 'ftpdctl tls sesscache remove'");
        assertThat(larger.sessions().isShared()).isFalse();

        assertThat(answer(caches, "sesscache remove")).containsExactly("tls sesscache: removed 'shm' session cache");
        assertThat(file).doesNotExist();
        assertThat(answer(caches, "sesscache info")).startsWith("No TLSSessionCache configured");
        assertThat(answer(caches, "sesscache clear")).contains("No TLSSessionCache configured");
        caches.sessions().store(ID, SESSION, Instant.now().plus(LIFETIME));
        assertThat(caches.sessions().find(ID)).contains(SESSION);

        var reloaded = caches(stores, "shm", "/file=" + file + "&size=2097152");
        assertThat(reloaded.sessions().capacity()).isEqualTo(203);
        reloaded.close();
        assertThat(file).doesNotExist();
    }

    @Test
    @DisplayName("CACHE-75 CACHE-77 TLS-SHM-06 full shared memory takes every session")
    void sharedMemoryIsFull() {
        var file = scene.folder("shm").resolve("sessions");
        var caches = caches(new LentStores(new ShmProvider()), "shm", "/file=" + file + "&size=512000");
        IntStream.range(0, 200)
                .forEach(i -> caches.sessions()
                        .store(
                                new byte[] {(byte) i, 1},
                                SESSION,
                                Instant.now().plus(LIFETIME).plusSeconds(i)));
        Await.until(
                "all are stored",
                () -> answer(caches, "sesscache info").contains("Cache lifetime sessions stored: 200"));

        assertThat(answer(caches, "sesscache info"))
                .contains(
                        "Max session cache size: 49",
                        "Current session cache size: 49",
                        "Cache lifetime sessions deleted: 0");
        assertThat(caches.sessions().find(new byte[] {(byte) 199, 1})).isPresent();
        assertThat(log).isEmpty();
    }

    @Test
    @DisplayName("TLS-OCSP-01 TLS-OCSP-02 CACHE-100 the responder of openssl is asked, and its response is in Redis")
    void opensslResponder() throws Exception {
        authority();
        int port = Ports.free();
        OcspResponder.start(scene, folder, "index.txt", port);
        var redis = Redis.start(scene);
        var stores = scene.owns(new LentStores(new RedisProvider()).with("RedisServer", redis.place()));
        var main = new DirectiveSet.Builder()
                .put(CacheDirectives.STAPLING_CACHE, new StaplingCacheChoice.Stored("redis", ""))
                .put(StaplingDirectives.RESPONDER, URI.create("http://127.0.0.1:" + port))
                .build();
        var caches = scene.owns(TlsCaches.open(main, stores, log::add));
        var chain = List.of(read("server.pem"), read("ca.pem"));

        byte[] response =
                caches.stapler().response(chain, caches.stapling(main)).orElseThrow();

        Files.write(folder.resolve("response.der"), response);
        assertThat(openssl("ocsp -respin response.der -issuer ca.pem -cert server.pem -CAfile ca.pem -no_nonce"))
                .contains("server.pem: good", "Response verify OK");
        Await.until(
                "it is stored",
                () -> redis.says("KEYS", "mod_tls_redis.ocsp.{*").contains("fingerprint"));
        var other = scene.owns(TlsCaches.open(main, stores, log::add));
        assertThat(other.stapler().response(chain, other.stapling(main)))
                .map(Arrays::hashCode)
                .contains(Arrays.hashCode(response));
        assertThat(answer(other, "ocspcache clear"))
                .containsExactly("tls ocspcache: cleared 1 response from 'redis' OCSP cache");
        assertThat(log).isEmpty();
    }

    private void authority() throws IOException {
        openssl("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=authority -keyout ca.key -out ca.pem");
        openssl("req -newkey rsa:2048 -nodes -subj /CN=server -keyout server.key -out server.csr");
        openssl("x509 -req -in server.csr -CA ca.pem -CAkey ca.key -set_serial 4660 -days 2 -out server.pem");
        Files.writeString(folder.resolve("index.txt"), "V\t491231235959Z\t\t1234\tunknown\t/CN=server\n", UTF_8);
    }

    private X509Certificate read(String file) throws Exception {
        try (var in = Files.newInputStream(folder.resolve(file))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
