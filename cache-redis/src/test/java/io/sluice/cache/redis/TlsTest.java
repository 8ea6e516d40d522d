package io.sluice.cache.redis;

import static io.sluice.cache.redis.ConnectionTest.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cache.CacheStore.State;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// CACHE-06: connections in TLS, with a real redis-server.
@Timeout(120)
class TlsTest {
    private static final String LIMITS = "RedisTimeouts 5000 5000";

    @TempDir
    static Path folder;

    private static Certificates right;
    private static Certificates wrong;

    @BeforeAll
    static void makeCertificates() throws Exception {
        right = new Certificates(folder, "right");
        right.sign("server", "IP:127.0.0.1");
        right.sign("stranger", "DNS:elsewhere.example");
        right.sign("client", "DNS:client.example");
        wrong = new Certificates(folder, "wrong");
    }

    @Test
    @DisplayName("CACHE-06 a server of the authority that is given")
    void aServerOfTheAuthorityIsUsed() throws Exception {
        try (var server = server("server", "no");
                var opened = Opened.by(
                        "RedisServer 127.0.0.1:" + server.port + " \"\" secret 3 ssl:on ssl-ca:" + right.authority(),
                        LIMITS)) {
            opened.put("key", "value");
            assertThat(opened.get("key")).contains("value");
            server.stop();
            server.start();
            assertThat(opened.get("key")).as("a new server has nothing").isEmpty();
            opened.put("key", "again");
            assertThat(opened.get("key")).contains("again");
        }
    }

    @Test
    @DisplayName("CACHE-06 a client certificate, where the server wants one")
    void aClientCertificateIsShown() throws Exception {
        try (var server = server("server", "yes")) {
            String line = "RedisServer rediss://:secret@127.0.0.1:" + server.port + " ssl-ca:" + right.authority();
            try (var opened = Opened.by(
                    line + " ssl-cert:" + right.certificate("client") + " ssl-key:" + right.key("client"), LIMITS)) {
                opened.put("key", "value");
                assertThat(opened.get("key")).contains("value");
            }
            try (var opened = Opened.by(line, LIMITS)) {
                assertThat(failure(() -> opened.get("key")).kind().isOfTheStore())
                        .isTrue();
            }
        }
    }

    @Test
    @DisplayName("CACHE-06 another authority, the platform's, another name: no connection")
    void aServerThatIsNotTheOneIsRefused() throws Exception {
        try (var server = server("server", "no");
                var stranger = server("stranger", "no")) {
            for (String line : new String[] {
                "127.0.0.1:" + server.port + " \"\" secret ssl:on ssl-ca:" + wrong.authority(),
                "127.0.0.1:" + server.port + " \"\" secret ssl:on",
                "127.0.0.1:" + stranger.port + " \"\" secret ssl:on ssl-ca:" + right.authority(),
            }) {
                try (var opened = Opened.by("RedisServer " + line, LIMITS)) {
                    assertThat(failure(() -> opened.get("key")).kind().isOfTheStore())
                            .as(line)
                            .isTrue();
                    assertThat(opened.store.state()).isEqualTo(State.DOWN);
                }
            }
        }
    }

    @Test
    @DisplayName(
            "CACHE-18 TLS of RedisServer holds for the address that sentinels name, that of RedisSentinel for them")
    void sentinelsHaveTheirOwnTls() throws Exception {
        String trusting = " ssl:on ssl-ca:" + right.authority();
        try (var secured = server("server", "no");
                var sentinel = new ScriptedServer(_ -> SentinelTest.address(secured.port));
                var opened = Opened.by(
                        "RedisSentinel 127.0.0.1:" + sentinel.port() + " master mine",
                        "RedisServer 127.0.0.1:1 \"\" secret" + trusting,
                        LIMITS)) {
            opened.put("key", "value");
            assertThat(opened.get("key")).contains("value");
        }
        try (var clear = RedisProcess.started();
                var sentinel = RedisProcess.sentinel(
                        "mine",
                        clear.port,
                        "port 0",
                        "tls-port %port",
                        "tls-cert-file " + right.certificate("server"),
                        "tls-key-file " + right.key("server"),
                        "tls-ca-cert-file " + right.authority(),
                        "tls-auth-clients no");
                var opened = Opened.by("RedisSentinel 127.0.0.1:" + sentinel.port + " master mine" + trusting, LIMITS);
                var other = Opened.by(
                        "RedisSentinel 127.0.0.1:" + sentinel.port + " master mine ssl:on ssl-ca:" + wrong.authority(),
                        LIMITS);
                var without = Opened.by("RedisSentinel 127.0.0.1:" + sentinel.port + " master mine", LIMITS)) {
            opened.put("key", "value");
            assertThat(clear.says("GET", "test.key")).isEqualTo("value");
            assertThat(failure(() -> other.get("key")).kind().isOfTheStore()).isTrue();
            assertThat(failure(() -> without.get("key")).kind().isOfTheStore()).isTrue();
        }
    }

    @Test
    @DisplayName("CACHE-06 to a server in clear nothing is sent in clear")
    void nothingIsSentInClear() throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var opened = Opened.by("RedisServer 127.0.0.1:" + listener.getLocalPort()
                        + " ftp c0nfidential ssl:on ssl-ca:" + right.authority())) {
            var sent = new CompletableFuture<String>();
            Thread.ofVirtual().start(() -> {
                try (var socket = listener.accept()) {
                    byte[] first = socket.getInputStream().readNBytes(5);
                    socket.getOutputStream().write("-ERR unknown command\r\n".getBytes());
                    byte[] rest = socket.getInputStream().readAllBytes();
                    sent.complete(first[0] + " " + new String(rest, java.nio.charset.StandardCharsets.ISO_8859_1));
                } catch (java.io.IOException failure) {
                    sent.complete("22 " + failure);
                }
            });
            assertThat(failure(() -> opened.get("key")).kind().isOfTheStore()).isTrue();

            assertThat(sent.get(5, TimeUnit.SECONDS))
                    .as("a TLS record of a handshake, and nothing else")
                    .startsWith("22 ")
                    .doesNotContain("c0nfidential", "AUTH");
        }
    }

    /// A redis-server that speaks TLS alone.
    private static RedisProcess server(String name, String clients) throws Exception {
        return RedisProcess.started(
                "--port",
                "0",
                "--tls-port",
                "%port",
                "--tls-cert-file",
                right.certificate(name).toString(),
                "--tls-key-file",
                right.key(name).toString(),
                "--tls-ca-cert-file",
                right.authority().toString(),
                "--tls-auth-clients",
                clients,
                "--requirepass",
                "secret");
    }
}
