package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.system.peer.Redis;
import io.sluice.system.process.Scene;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The host keys of backends in a real Redis, which processes share: programs of their own on the class path of the
/// distribution.
class KnownHostsInRedisIT {
    private static final String URL = "sftp://a.example";
    private static final String FIRST = "AAAAC3NzaC1lZDI1NTE5AAAAIAAB";
    private static final String SECOND = "AAAAC3NzaC1lZDI1NTE5AAAAIAAC";

    @RegisterExtension
    final Scene scene = new Scene();

    private Redis redis;
    private Path classes;

    @BeforeEach
    void aRedis() throws IOException {
        redis = Redis.start(scene);
        classes = compiled();
    }

    private static String classPath() throws IOException {
        var home = SluiceProcess.home();
        try (var library = Files.list(home.resolve("lib"));
                var module = Files.list(home.resolve("modules/cache-redis"))) {
            return Stream.concat(library, module)
                    .map(Path::toString)
                    .filter(jar -> jar.endsWith(".jar"))
                    .collect(Collectors.joining(":"));
        }
    }

    private Path compiled() throws IOException {
        var folder = scene.folder("classes");
        var source = folder.resolve("MeetsBackends.java");
        try (var resource =
                Objects.requireNonNull(KnownHostsInRedisIT.class.getResourceAsStream("MeetsBackends.java"))) {
            Files.copy(resource, source);
        }
        int status = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "-proc:none",
                        "-cp",
                        classPath(),
                        "-d",
                        folder.toString(),
                        source.toString());
        assertThat(status).as("status of the compiler").isZero();
        return folder;
    }

    /// A process that meets backends when it is told to.
    private final class Gateway implements AutoCloseable {
        private final Process process;
        private final BufferedReader answers;
        private final List<String> log = new ArrayList<>();

        Gateway(String prefix) throws IOException {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            classes + ":" + classPath(),
                            "MeetsBackends",
                            redis.place(),
                            prefix)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            answers = process.inputReader();
            scene.owns(this);
            Await.until(
                    "it has found Redis",
                    () -> !meets("sftp://warm.example", FIRST, "OFF").contains("NOT_CHECKED"));
            log.clear();
        }

        /// What comes of a backend's key.
        String meets(String key, String verify) {
            return meets(URL, key, verify);
        }

        private String meets(String url, String key, String verify) {
            try {
                var writer = process.outputWriter();
                writer.write(url + " ssh-ed25519 " + key + " " + verify + "\n");
                writer.flush();
                for (var line = answers.readLine(); line != null; line = answers.readLine()) {
                    if (!line.startsWith("# ")) {
                        return line;
                    }
                    log.add(line.substring(2));
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            throw new AssertionError("the gateway has ended");
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }

    @Test
    @DisplayName("PROXY-SSH-07 two gateways share what they know of a backend, in the form of the reference")
    void shared() throws IOException {
        var one = new Gateway("a.");
        var other = new Gateway("a.");
        var stranger = new Gateway("b.");

        assertThat(one.meets(FIRST, "ON")).contains("FIRST_SEEN");
        assertThat(other.meets(FIRST, "ON")).contains("KNOWN");
        assertThat(other.meets(SECOND, "ON")).startsWith("Refused");
        assertThat(stranger.meets(SECOND, "ON")).contains("FIRST_SEEN");
        assertThat(redis.says("HGETALL", "a.proxy_ssh_hostkeys:" + URL).lines().toList())
                .containsExactlyInAnyOrder("algo", "ssh-ed25519", "blob", FIRST);

        assertThat(other.meets(SECOND, "OFF")).contains("REPLACED");
        assertThat(one.meets(SECOND, "ON")).contains("KNOWN");
        redis.says("DEL", "a.proxy_ssh_hostkeys:" + URL);
        assertThat(one.meets(FIRST, "ON")).contains("FIRST_SEEN");

        redis.says("HSET", "b.proxy_ssh_hostkeys:" + URL, "algo", "ssh-ed25519", "blob", FIRST);
        assertThat(stranger.meets(FIRST, "ON")).as("as mod_proxy writes").contains("KNOWN");
    }

    @Test
    @DisplayName("PROXY-SSH-07 while Redis is away only known backends are connected, and then all are again")
    void redisGoesAndComesBack() throws IOException {
        var one = new Gateway("a.");
        var fresh = new Gateway("a.");
        assertThat(one.meets(FIRST, "ON")).contains("FIRST_SEEN");

        redis.stop();
        assertThat(one.meets(FIRST, "ON")).contains("KNOWN");
        assertThat(one.meets(SECOND, "ON")).startsWith("Refused");
        assertThat(one.meets(SECOND, "OFF")).contains("NOT_CHECKED");
        assertThat(fresh.meets(FIRST, "ON")).startsWith("Refused");

        redis.starts();
        Await.until(
                "the fresh gateway finds Redis again",
                () -> fresh.meets(FIRST, "ON").startsWith("Accepted"));
        Await.until("so does the other", () -> {
            one.meets(FIRST, "ON");
            return one.log.stream().anyMatch(line -> line.contains("can be looked up again"));
        });
        assertThat(one.meets(SECOND, "ON")).startsWith("Refused");
        for (var gateway : List.of(one, fresh)) {
            assertThat(gateway.log.stream().filter(line -> line.contains("cannot be looked up")))
                    .hasSize(1);
        }
    }
}
