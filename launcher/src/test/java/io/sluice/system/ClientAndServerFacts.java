package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.system.client.DataMode;
import io.sluice.system.client.Endpoint;
import io.sluice.system.client.FtpClient;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.process.Scene;
import io.sluice.system.process.SharedScene;
import io.sluice.system.process.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.provider.Arguments;

/// What every client may expect of every server, whichever way it takes to it. Of a pair the tests meet the same
/// server, at once, so that each has files of its own there.
@Execution(ExecutionMode.CONCURRENT)
abstract class ClientAndServerFacts {
    private static final int SIZE = 3_000_017;

    @RegisterExtension
    final Scene scene = new Scene();

    @RegisterExtension
    final SharedScene shared = new SharedScene();

    @Parameter(0)
    FtpClient.Kind clientKind;

    @Parameter(1)
    FtpServer.Kind serverKind;

    private FtpClient passive;
    private FtpClient active;
    private FtpServer server;
    private Endpoint endpoint;
    private Path local;

    /// Where clients go for this server; of the same scene.
    abstract Endpoint way(Scene scene, FtpServer server);

    static Stream<Arguments> everyClientAndServer() {
        return Arrays.stream(FtpClient.Kind.values())
                .flatMap(client -> Arrays.stream(FtpServer.Kind.values()).map(server -> Arguments.of(client, server)));
    }

    @BeforeEach
    void start() {
        passive = clientKind.in(scene, DataMode.EPSV);
        active = clientKind.in(scene, DataMode.PORT);
        server = shared.once(FtpServer.class, serverKind::start);
        endpoint = shared.once(Endpoint.class, its -> way(its, server));
        local = scene.folder("local").resolve("file");
    }

    @Test
    void listsNames() throws IOException {
        TestFiles.random(server.home().resolve("first"), 1, 1);
        TestFiles.random(server.home().resolve("second"), 1, 2);

        assertThat(passive.names(endpoint)).contains("first", "second");
        assertThat(active.names(endpoint)).contains("first", "second");
    }

    @Test
    void downloadsBytesAsTheyAre() throws IOException {
        var remote = TestFiles.random(server.home().resolve("whole"), SIZE, 3);

        passive.download(endpoint, "whole", local);
        TestFiles.assertSame(local, remote);

        Files.delete(local);
        active.download(endpoint, "whole", local);
        TestFiles.assertSame(local, remote);
    }

    @Test
    void uploadsBytesAsTheyAre() throws IOException {
        TestFiles.random(local, SIZE, 4);

        passive.upload(endpoint, local, "passive");
        active.upload(endpoint, local, "active");

        TestFiles.assertSame(server.home().resolve("passive"), local);
        TestFiles.assertSame(server.home().resolve("active"), local);
    }

    @Test
    void resumesADownloadFromTheMiddle() throws IOException {
        var remote = TestFiles.random(server.home().resolve("half-got"), SIZE, 5);
        TestFiles.write(local, Arrays.copyOf(Files.readAllBytes(remote), SIZE / 2));

        passive.resumeDownload(endpoint, "half-got", local);

        TestFiles.assertSame(local, remote);
    }

    @Test
    void resumesAnUploadFromTheMiddle() throws IOException {
        TestFiles.random(local, SIZE, 6);
        var remote =
                TestFiles.write(server.home().resolve("half-put"), Arrays.copyOf(Files.readAllBytes(local), SIZE / 2));

        passive.resumeUpload(endpoint, local, "half-put");

        TestFiles.assertSame(remote, local);
    }

    @Test
    void isToldThatThePasswordIsWrong() {
        assertThatThrownBy(() -> passive.names(endpoint.withPassword("wrong")))
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching("(?s).*(530|[Ll]ogin|[Aa]ccess denied|not logged in|auth).*");
    }
}
