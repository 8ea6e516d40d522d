package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.system.client.CommonsNet;
import io.sluice.system.client.DataMode;
import io.sluice.system.client.Endpoint;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.EmbeddedFtpServer;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import io.sluice.system.process.TestFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The gateway without `bin/sluice`: from its jar, from the module path, and inside another program; with which of
/// these the kernel moves the data, and that they arrive as they left either way.
class WaysToStartIT {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final Path HOME = Path.of(System.getProperty("sluice.home")).toAbsolutePath();
    private static final Path LIBRARY = HOME.resolve("lib");

    @RegisterExtension
    final Scene scene = new Scene();

    private static final String SPLICED = "data connections are spliced by the kernel";
    private static final String COPIED = "data connections are copied through buffers: ";
    private static final int SIZE = 20_000_000;

    private EmbeddedFtpServer backend;
    private SluiceConfiguration configuration;

    @BeforeEach
    void configure() {
        backend = EmbeddedFtpServer.start(scene);
        configuration = SluiceConfiguration.reverse(scene, backend).with("SyslogLevel", "info");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theDistributionSplices() throws IOException {
        var gateway = SluiceProcess.start(scene, configuration);

        gateway.logs(SPLICED);
        movesDataUnharmed();
        gateway.terminates();
    }

    @Test
    void theDistributionCopiesIfTold() throws IOException {
        var command = new ArrayList<>(List.of("env", "JAVA_OPTS=-Dsluice.relay=copying"));
        command.addAll(SluiceProcess.command("-n", "-c", file()));
        var gateway = scene.owns(ChildProcess.start(scene.folder(), "sluice", command));

        servesASession(gateway);
        assertThat(gateway.errors()).contains(COPIED + "-Dsluice.relay=copying asks for it");
    }

    @Test
    void theJarServesASession() throws IOException {
        var gateway = java("-jar", LIBRARY.resolve("sluice.jar").toString(), "-n", "-c", file());

        servesASession(gateway);
        assertThat(gateway.errors()).contains("STARTUP").doesNotContain("WARNING");
        if (OS.LINUX.isCurrentOs()) {
            assertThat(gateway.errors()).contains(SPLICED);
        }
    }

    @Test
    void theModulePathServesASession() throws IOException {
        var gateway =
                java("-p", LIBRARY.toString(), "-m", "io.sluice.launcher/io.sluice.launcher.Main", "-n", "-c", file());

        servesASession(gateway);
        assertThat(gateway.errors()).contains("STARTUP", COPIED).doesNotContain("WARNING");
    }

    @Test
    @DisplayName("ACL-76 on one module path, as in the distribution, the reader of geography is found")
    void theModulePathReadsGeography() throws IOException {
        var table = scene.folder("geography").resolve("loopback.mmdb");
        try (var resource = Objects.requireNonNull(WaysToStartIT.class.getResourceAsStream("loopback.mmdb"))) {
            Files.copy(resource, table);
        }
        configuration
                .with("GeoIPEngine", "on")
                .with("GeoIPTable", table.toString())
                .with("GeoIPDenyFilter", "CountryCode ^CH$");
        var path = LIBRARY + File.pathSeparator + HOME.resolve("modules").resolve("acl");
        var gateway = new SluiceProcess(
                java("-p", path, "-m", "io.sluice.launcher/io.sluice.launcher.Main", "-n", "-c", file()),
                configuration);

        gateway.listens(configuration.port());
        RawClient.connect(scene, configuration.port()).expectsEnd();
        gateway.logs("due to GeoIP filter/policy");
        assertThat(gateway.process().errors()).doesNotContain("com.maxmind");
    }

    @Test
    void theJarFindsTheModulesOfItsDistribution() {
        var list = java("-jar", LIBRARY.resolve("sluice.jar").toString(), "-l");

        assertThat(list.awaitExit(BOUND)).as(list.toString()).isZero();
        assertThat(list.output()).contains("  mod_acl.c\n");
    }

    @Test
    void aProgramOnTheClassPathServesASession() throws IOException {
        var program = embedding();

        serves(program);
        assertThat(program.errors()).contains(COPIED + "the JVM was not started with --enable-native-access");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aProgramOnTheClassPathMaySplice() throws IOException {
        var program = embedding("--enable-native-access=ALL-UNNAMED", "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED");

        serves(program);
        assertThat(program.errors()).contains(SPLICED);
    }

    private ChildProcess embedding(String... flags) throws IOException {
        var classes = compiled("Embedding", """
                import io.sluice.Gateway;
                import io.sluice.GatewaySettings;
                import java.net.InetAddress;
                import java.net.InetSocketAddress;
                import java.nio.file.Path;
                import java.util.List;

                public class Embedding {
                    public static void main(String[] args) throws Exception {
                        var address = new InetSocketAddress(
                                InetAddress.ofLiteral("127.0.0.1"), Integer.parseInt(args[0]));
                        var settings = GatewaySettings.builder()
                                .listen(address)
                                .reverse(Path.of(args[1]), List.of(args[2]))
                                .directive("SyslogLevel", "info")
                                .build();
                        try (var gateway = Gateway.start(settings)) {
                            System.out.println(gateway.addresses());
                            Thread.currentThread().join();
                        }
                    }
                }
                """);
        var arguments = new ArrayList<>(List.of(flags));
        arguments.addAll(List.of(
                "-cp",
                LIBRARY + "/*:" + classes,
                "Embedding",
                Integer.toString(configuration.port()),
                scene.folder("tables").toString(),
                backend.url()));
        return java(arguments.toArray(String[]::new));
    }

    private String file() {
        return configuration.write().toString();
    }

    private ChildProcess java(String... arguments) {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(arguments));
        return scene.owns(ChildProcess.start(scene.folder(), "java", command));
    }

    private Path compiled(String name, String source) throws IOException {
        var folder = scene.folder("embedding");
        var file = Files.writeString(folder.resolve(name + ".java"), source);
        try (var jars = Files.list(LIBRARY)) {
            var classPath = jars.map(Path::toString)
                    .filter(jar -> jar.endsWith(".jar"))
                    .collect(Collectors.joining(File.pathSeparator));
            var status = ToolProvider.findFirst("javac")
                    .orElseThrow()
                    .run(
                            System.out,
                            System.err,
                            "-proc:none",
                            "-cp",
                            classPath,
                            "-d",
                            folder.toString(),
                            file.toString());
            assertThat(status).as("status of the compiler").isZero();
        }
        return folder;
    }

    private void servesASession(ChildProcess gateway) throws IOException {
        serves(gateway);
        gateway.signal("TERM");
        assertThat(gateway.awaitExit(BOUND)).as(gateway.toString()).isZero();
        assertThat(configuration.pidFile()).doesNotExist();
    }

    private void serves(ChildProcess gateway) throws IOException {
        new SluiceProcess(gateway, configuration).listens(configuration.port());
        movesDataUnharmed();
    }

    private void movesDataUnharmed() throws IOException {
        var endpoint = Endpoint.local(configuration.port(), backend);
        var client = new CommonsNet(DataMode.EPSV);
        var local = scene.folder("local");
        var sent = TestFiles.random(local.resolve("sent"), SIZE, 1);

        client.upload(endpoint, sent, "there");
        client.download(endpoint, "there", local.resolve("back"));

        assertThat(TestFiles.digest(backend.home().resolve("there"))).isEqualTo(TestFiles.digest(sent));
        assertThat(TestFiles.digest(local.resolve("back"))).isEqualTo(TestFiles.digest(sent));
    }
}
