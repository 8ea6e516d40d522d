package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.peers.Program;
import io.sluice.system.client.Curl;
import io.sluice.system.client.DataMode;
import io.sluice.system.client.Ftpdctl;
import io.sluice.system.peer.Certificates;
import io.sluice.system.peer.Certificates.Issued;
import io.sluice.system.peer.EmbeddedFtpServer;
import io.sluice.system.peer.Memcached;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.peer.Redis;
import io.sluice.system.peer.StoreServer;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// TLS sessions, their tickets and stapled responses in real stores, with the command `openssl` as the client.
class SharedTlsSessionsIT {
    private static final String BY_ID = "-tls1_2 -no_ticket";
    private static final Duration MOMENT = Duration.ofSeconds(2);

    @RegisterExtension
    final Scene scene = new Scene();

    private Certificates authority;
    private Issued server;
    private EmbeddedFtpServer backend;
    private Path folder;

    /// A store that gateways share.
    private enum Store {
        REDIS,
        MEMCACHE,
        MEMCACHE_JSON,
        SHM;

        List<String> directives(Scene scene) {
            return switch (this) {
                case REDIS -> redis(Redis.start(scene));
                case MEMCACHE -> memcached(scene, "memcache:");
                case MEMCACHE_JSON -> memcached(scene, "memcache:/json");
                case SHM ->
                    List.of("TLSSessionCache shm:/file=" + scene.folder("shm").resolve("sessions"));
            };
        }

        private static List<String> memcached(Scene scene, String cache) {
            return List.of(
                    "MemcacheEngine on",
                    "MemcacheServers " + Memcached.start(scene).place(),
                    "TLSSessionCache " + cache);
        }
    }

    private static List<String> redis(Redis redis) {
        return List.of("RedisEngine on", "RedisServer " + redis.place(), "TLSSessionCache redis:");
    }

    @BeforeEach
    void aCertificate() {
        authority = Certificates.by(scene, "Servers");
        server = authority.issue("localhost");
        backend = EmbeddedFtpServer.start(scene);
        folder = scene.folder("client");
    }

    private SluiceConfiguration configuration(List<String> directives, String... more) {
        return SluiceConfiguration.reverse(scene, backend)
                .with("TLSEngine", "on")
                .with("TLSECCertificateFile", server.both().toString())
                .with("TLSLog", folder.resolve("tls.log").toString())
                .lines(String.join("\n", directives))
                .lines(String.join("\n", more));
    }

    private SluiceProcess gateway(List<String> directives, String... more) {
        return SluiceProcess.start(scene, configuration(directives, more));
    }

    /// What the client prints of a handshake and a farewell.
    private String handshake(int port, String options) {
        return ChildProcess.run(
                folder,
                "openssl",
                Await.USUAL,
                List.of(
                        "sh",
                        "-c",
                        "printf 'QUIT\\r\\n' | " + Program.of("openssl")
                                + " s_client -ign_eof -starttls ftp -connect 127.0.0.1:" + port + " " + options
                                + " 2>&1"));
    }

    private void isResumed(String version, int port, String options) {
        assertThat(handshake(port, options + " -sess_in session.pem")).contains("Reused, " + version);
    }

    private void isNew(String version, int port, String options) {
        assertThat(handshake(port, options + " -sess_out session.pem")).contains("New, " + version);
    }

    /// A session in the store may be a moment later there than the end of its handshake, and is none that a loaded
    /// machine did not store in time: another one follows.
    private void isShared(String version, int from, int to, String options) {
        Await.until(() -> "a session is resumed, TLSLog: " + tlsLog(), () -> {
            isNew(version, from, options);
            return Await.within(
                    MOMENT,
                    () -> handshake(to, options + " -sess_in session.pem").contains("Reused, " + version));
        });
    }

    private String tlsLog() {
        try {
            return Files.readString(folder.resolve("tls.log"));
        } catch (IOException none) {
            return none.toString();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("CACHE-65 TLS-CACHE-01 TLS-CACHE-02 a gateway resumes what another has begun")
    void betweenGateways(Store store) {
        var directives = store.directives(scene);
        var one = gateway(directives);
        var other = gateway(directives);

        isShared("TLSv1.2", one.port(), other.port(), BY_ID);
        isShared("TLSv1.3", one.port(), other.port(), "-tls1_3");

        var tickets = "TLSSessionTickets on";
        var third = gateway(directives, tickets);
        var fourth = gateway(directives, tickets);
        isNew("TLSv1.2", third.port(), "-tls1_2");
        isResumed("TLSv1.2", fourth.port(), "-tls1_2");
        isNew("TLSv1.3", third.port(), "-tls1_3");
        isResumed("TLSv1.3", fourth.port(), "-tls1_3");
    }

    @ParameterizedTest
    @EnumSource(names = {"REDIS", "MEMCACHE", "MEMCACHE_JSON"})
    @DisplayName("CACHE-64 sessions of ProFTPD are resumed here, and ours there")
    void besideTheReference(Store store) {
        var directives = store.directives(scene);
        var gateway = gateway(directives);
        var reference =
                Proftpd.start(scene, """
                LoadModule mod_tls.c
                LoadModule mod_redis.c
                LoadModule mod_memcache.c
                LoadModule mod_tls_redis.c
                LoadModule mod_tls_memcache.c
                TLSEngine on
                TLSProtocol TLSv1.2
                TLSECCertificateFile %s
                TLSECCertificateKeyFile %s
                %s
                """.formatted(server.certificate(), server.key(), String.join("\n", directives)));
        int port = reference.address().getPort();

        isShared("TLSv1.2", port, gateway.port(), BY_ID);
        isShared("TLSv1.2", gateway.port(), port, BY_ID);
    }

    @Test
    @DisplayName(
            "CACHE-67 CACHE-118 CACHE-119 TLS-CACHE-04 TLS-CACHE-05 files are listed and fetched while the store is"
                    + " down, and sessions are shared when it is back")
    void storeIsDown() throws IOException {
        var redis = Redis.start(scene);
        redis.stop();
        var gateway = gateway(redis(redis), "TLSRequired on");
        Files.writeString(backend.home().resolve("hello"), "hello");

        fetches(gateway);
        redis.starts();
        Await.until("sessions are in the store", () -> {
            fetches(gateway);
            return redis.says("KEYS", "mod_tls_redis.sessions.{*").contains("id");
        });
        redis.stop();
        fetches(gateway);
    }

    private void fetches(SluiceProcess gateway) {
        for (var version : List.of("1.2", "1.3")) {
            assertThat(Curl.in(scene, DataMode.EPSV)
                            .run(gateway.endpoint(backend), "hello", "--ssl-reqd", "-k", "--tls-max", version))
                    .isEqualTo("hello");
        }
    }

    @Test
    @DisplayName("CACHE-61 off: no session is resumed, and data connections need none")
    void off() throws IOException {
        var gateway = gateway(List.of("TLSSessionCache off"), "TLSProtocol TLSv1.1 TLSv1.2 TLSv1.3");
        Files.writeString(backend.home().resolve("hello"), "hello");

        assertThat(handshake(gateway.port(), BY_ID)).contains("New, TLSv1.2").containsPattern("Session-ID: *\n");
        fetches(gateway);
        assertThat(Curl.in(scene, DataMode.EPSV)
                        .run(gateway.endpoint(backend), "hello", "--ssl-reqd", "-k", "--no-sessionid"))
                .isEqualTo("hello");
    }

    @Test
    @DisplayName("TLS-CFG-08 TLSv1.1 is agreed on where TLSProtocol names it")
    void oldVersions() {
        var gateway = gateway(List.of("TLSProtocol TLSv1.1 TLSv1.3"));

        assertThat(handshake(gateway.port(), "-tls1_1 -cipher DEFAULT@SECLEVEL=0"))
                .contains("Protocol  : TLSv1.1", "221 ");
        assertThat(handshake(gateway.port(), "-tls1_3")).contains("New, TLSv1.3", "221 ");
    }

    @Test
    @DisplayName("CACHE-82 shared memory: a reload ends its sessions, and the end removes its file")
    void sharedMemory() {
        var directives = Store.SHM.directives(scene);
        var gateway = gateway(directives);
        isNew("TLSv1.2", gateway.port(), BY_ID);
        isResumed("TLSv1.2", gateway.port(), BY_ID);

        gateway.signal("HUP");
        Await.until(
                "the session is gone",
                () -> handshake(gateway.port(), BY_ID + " -sess_in session.pem").contains("New, TLSv1.2"));
        var file = Path.of(directives.getFirst().substring(directives.getFirst().indexOf('=') + 1));
        assertThat(file).exists();
        gateway.terminates();
        assertThat(file).doesNotExist();
    }

    /// A gateway whose session cache this user may ask for what these actions tell and do.
    private SluiceProcess controlled(SluiceConfiguration configuration, String actions) {
        var user = "allow user " + Controlled.ME;
        var gateway = SluiceProcess.start(
                scene,
                configuration
                        .with("ControlsSocket", socket(configuration).toString())
                        .with("ControlsSocketACL", user)
                        .with("TLSControlsACLs", "sesscache," + actions + " " + user));
        gateway.logs("STARTUP");
        return gateway;
    }

    private static Path socket(SluiceConfiguration configuration) {
        return configuration.folder().resolve("proftpd.sock");
    }

    private Ftpdctl ftpdctl(SluiceConfiguration configuration) {
        return Ftpdctl.on(scene, socket(configuration));
    }

    private static void awaitOneStored(Ftpdctl ftpdctl) {
        Await.until(
                "it is counted",
                () -> ftpdctl.asks("tls", "sesscache", "info").contains("Cache lifetime sessions stored: 1"));
    }

    @Test
    @DisplayName(
            "CACHE-81 TLS-CTL-02 TLS-CTL-04 TLS-CTL-06 ftpdctl asks, clears and removes the cache, and handshakes go"
                    + " on")
    void controls() {
        var configuration = configuration(redis(Redis.start(scene)));
        var gateway = controlled(configuration, "info,clear,remove");
        var ftpdctl = ftpdctl(configuration);

        isNew("TLSv1.2", gateway.port(), BY_ID);
        awaitOneStored(ftpdctl);
        assertThat(ftpdctl.asks("tls", "sesscache", "clear"))
                .containsExactly("tls sesscache: cleared 1 session from 'redis' session cache");
        assertThat(handshake(gateway.port(), BY_ID + " -sess_in session.pem")).contains("New, TLSv1.2");
        assertThat(ftpdctl.asks("tls", "sesscache", "remove"))
                .containsExactly("tls sesscache: removed 'redis' session cache");
        isNew("TLSv1.2", gateway.port(), BY_ID);
        isResumed("TLSv1.2", gateway.port(), BY_ID);
        assertThat(ftpdctl.runs("tls", "ocspcache", "info").lines()).contains("access denied");
    }

    @Test
    @DisplayName(
            "CACHE-55 CACHE-113 no handshake waits for a store that is frozen, and this process resumes its sessions")
    void storeIsFrozen() {
        var redis = Redis.start(scene);
        var memcached = Memcached.start(scene);
        isNotWaitedFor(redis, redis(redis));
        isNotWaitedFor(memcached, List.of("MemcacheServers " + memcached.place(), "TLSSessionCache memcache:"));
    }

    private void isNotWaitedFor(StoreServer store, List<String> directives) {
        var gateway = gateway(directives);
        isShared("TLSv1.2", gateway.port(), gateway.port(), BY_ID);

        store.freezes();
        long quickest = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            long begin = System.nanoTime();
            isResumed("TLSv1.2", gateway.port(), BY_ID);
            quickest = Math.min(quickest, System.nanoTime() - begin);
        }
        assertThat(handshake(gateway.port(), "-tls1_3")).contains("New, TLSv1.3", "221 ");
        gateway.logs("cache down: TIMEOUT");
        store.thaws();
        assertThat(Duration.ofNanos(quickest)).isLessThan(Duration.ofSeconds(2));
        gateway.logs("cache up again");
        isResumed("TLSv1.2", gateway.port(), BY_ID);
    }

    @Test
    @DisplayName("CACHE-83 no handshake waits for a process that was stopped with the lock of shared memory")
    void lockHolderIsFrozen() throws Exception {
        var directives = Store.SHM.directives(scene);
        var file = directives.getFirst().substring(directives.getFirst().indexOf('=') + 1);
        var gateway = gateway(directives);
        var resuming = FtpsHandshakes.with(gateway.port());
        resuming.once();
        long free = FtpsHandshakes.with(gateway.port()).quickestOf(20);

        try (var _ = ShmWriter.stoppedWithTheLock(scene, file)) {
            long begun = FtpsHandshakes.with(gateway.port()).quickestOf(20);
            long resumed = resuming.quickestOf(20);

            assertThat(resuming.isResumed()).isTrue();
            assertThat(Duration.ofNanos(begun - free)).isLessThan(Duration.ofMillis(50));
            assertThat(Duration.ofNanos(resumed - free)).isLessThan(Duration.ofMillis(50));
            Await.until(
                    "the store was missed",
                    () -> Files.readString(folder.resolve("tls.log"))
                            .contains("error adding session to 'shm' cache: "));
        }
        isShared("TLSv1.2", gateway.port(), gateway.port(), BY_ID);
    }

    @Test
    @DisplayName("CACHE-66 without OpenSSL TLS sessions are resumed inside this process: a warning and the controls"
            + " say so")
    void withoutOpenSsl() throws IOException {
        var nothing = scene.folder("nothing");
        for (var name : List.of("libssl.so.3", "libssl.so", "libssl.so.1.1")) {
            Files.createFile(nothing.resolve(name));
        }
        var configuration = configuration(
                List.of("TLSSessionCache shm:/file=" + scene.folder("shm").resolve("sessions") + "&size=512000 600"));
        var socket = configuration.folder().resolve("proftpd.sock");
        configuration
                .with("ControlsSocket", socket.toString())
                .with("ControlsSocketACL", "allow user " + Controlled.ME)
                .with("TLSControlsACLs", "all allow user " + Controlled.ME);
        var gateway = SluiceProcess.start(scene, configuration, Map.of("LD_LIBRARY_PATH", nothing.toString()));
        Files.writeString(backend.home().resolve("hello"), "hello");

        for (var each : Map.of("TLSv1.2", "-tls1_2", "TLSv1.3", "-tls1_3").entrySet()) {
            var version = each.getKey();
            var option = each.getValue();
            isNew(version, gateway.port(), option);
            isResumed(version, gateway.port(), option);
            isResumed(version, gateway.port(), option);
        }
        fetches(gateway);
        assertThat(gateway.toString().lines().filter(line -> line.contains("TLS sessions are resumed")))
                .singleElement()
                .asString()
                .contains("TLSSessionCache shm:", "inside this process only, as SunJSSE", "install OpenSSL 3");
        assertThat(Ftpdctl.on(scene, socket).asks("tls", "sesscache", "info"))
                .last()
                .asString()
                .startsWith("TLS sessions of SunJSSE")
                .endsWith(": in itself, for all control connections of this process, at most 49, for 600 s");
    }

    @Test
    @DisplayName(
            "CACHE-62 a cache that cannot be opened is a warning; this process keeps sessions, and files are fetched")
    void cannotBeOpened() throws IOException {
        var gateway = gateway(List.of("TLSSessionCache shm:/file=relative"));
        gateway.logs("TLSSessionCache: error opening 'shm' TLSSessionCache: ");
        Files.writeString(backend.home().resolve("hello"), "hello");

        isNew("TLSv1.2", gateway.port(), BY_ID);
        isResumed("TLSv1.2", gateway.port(), BY_ID);
        fetches(gateway);
    }

    @Test
    @DisplayName("CACHE-120 at the highest level of tracing no log has a password or a byte of a session")
    void secrets() throws IOException {
        var redis = Redis.start(scene);
        redis.says("ACL", "SETUSER", "ftp", "on", ">c0nfidential", "~*", "+@all");
        var trace = folder.resolve("trace.log");
        var gateway = gateway(
                List.of("RedisServer " + redis.place() + " ftp c0nfidential", "TLSSessionCache redis:"),
                "TraceLog " + trace,
                "Trace DEFAULT:20",
                "DebugLevel 10");
        isShared("TLSv1.2", gateway.port(), gateway.port(), BY_ID);
        var entry = redis.says(
                "--raw", "EVAL", "return redis.call('get', redis.call('keys', 'mod_tls_redis.sessions.{*')[1])", "0");
        var session = entry.replaceAll("(?s).*\"data\":\"([^\"]*)\".*", "$1");
        var shown = ChildProcess.run(
                folder,
                "openssl",
                Await.USUAL,
                List.of(Program.of("openssl").toString(), "sess_id", "-in", "session.pem", "-noout", "-text"));
        var master = shown.replaceAll("(?s).*Master-Key: ([0-9A-F]*).*", "$1");
        redis.stop();
        isResumed("TLSv1.2", gateway.port(), BY_ID);
        gateway.logs("cache down");

        var logs = gateway.process().output()
                + gateway.process().errors()
                + Files.readString(folder.resolve("tls.log"))
                + Files.readString(trace);
        assertThat(session).hasSizeGreaterThan(100);
        assertThat(master).hasSize(96);
        assertThat(logs)
                .contains("cache down")
                .doesNotContain("c0nfidential", session, session.substring(0, 40))
                .doesNotContainIgnoringCase(master.substring(0, 32));
    }

    @Test
    @DisplayName("CACHE-12 a RedisServer that stands in <Global> alone serves the TLS cache and its controls")
    void globalOnly() {
        var redis = Redis.start(scene);
        var configuration = configuration(
                List.of("<Global>", "RedisServer " + redis.place(), "</Global>", "TLSSessionCache redis:"));
        var gateway = controlled(configuration, "info,clear");
        var ftpdctl = ftpdctl(configuration);

        isNew("TLSv1.2", gateway.port(), BY_ID);
        awaitOneStored(ftpdctl);
        assertThat(ftpdctl.asks("tls", "sesscache", "info")).contains("Redis server: " + redis.place() + " (up)");
        assertThat(ftpdctl.asks("tls", "sesscache", "clear"))
                .containsExactly("tls sesscache: cleared 1 session from 'redis' session cache");
    }

    @Test
    @DisplayName("TLS-OCSP-01 TLS-OCSP-02 TLS-OCSP-07 the response of a responder is stapled, but not to a resumed"
            + " session")
    void stapled() {
        int port = authority.responder(scene, server);
        var gateway = gateway(
                redis(Redis.start(scene)),
                "TLSStapling on",
                "TLSStaplingCache redis:",
                "TLSCertificateChainFile " + authority.certificate(),
                "TLSStaplingResponder http://127.0.0.1:" + port);

        Await.until(
                "the response is there",
                () -> Stream.of("OCSP Response Status: successful (0x0)", "Cert Status: good")
                        .allMatch(handshake(gateway.port(), "-tls1_3 -status")::contains));
        assertThat(handshake(gateway.port(), BY_ID + " -status -sess_out session.pem"))
                .contains("Cert Status: good");
        Await.until(
                "the session is resumed",
                () -> handshake(gateway.port(), BY_ID + " -sess_in session.pem").contains("Reused, "));
        assertThat(handshake(gateway.port(), BY_ID + " -status -sess_in session.pem"))
                .contains("Reused, TLSv1.2")
                .doesNotContain("OCSP Response Status");
    }
}
