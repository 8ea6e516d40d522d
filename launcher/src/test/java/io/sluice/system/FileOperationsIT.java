package io.sluice.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.system.client.CommonsNet;
import io.sluice.system.client.DataMode;
import io.sluice.system.client.Endpoint;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.process.Scene;
import io.sluice.system.process.SharedScene;
import io.sluice.system.process.TestFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import org.apache.commons.net.ftp.FTPFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What sessions do with files, before each kind of server.
@ParameterizedClass
@EnumSource(FtpServer.Kind.class)
class FileOperationsIT {
    private static final int SIZE = 200_003;

    @RegisterExtension
    final Scene scene = new Scene();

    @RegisterExtension
    final SharedScene shared = new SharedScene();

    @Parameter
    FtpServer.Kind kind;

    private final CommonsNet client = new CommonsNet(DataMode.PASV);
    private FtpServer server;
    private Endpoint endpoint;

    @BeforeEach
    void start() {
        server = shared.once(FtpServer.class, kind::start);
        endpoint = shared.once(
                Endpoint.class,
                its -> SluiceProcess.start(its, SluiceConfiguration.reverse(its, server))
                        .endpoint(server));
    }

    @AfterEach
    void nothingIsLeft() {
        TestFiles.empty(server.home());
    }

    @Test
    void listsWithSizes() throws IOException {
        TestFiles.random(server.home().resolve("file"), SIZE, 1);

        var files = client.session(endpoint, ftp -> ftp.listFiles());

        assertThat(files).extracting(FTPFile::getName).contains("file");
        assertThat(files).filteredOn(file -> file.getName().equals("file")).allMatch(file -> file.getSize() == SIZE);
    }

    @Test
    void listsFacts() throws IOException {
        Assumptions.assumeTrue(kind != FtpServer.Kind.VSFTPD, "vsftpd has no MLSD");
        TestFiles.random(server.home().resolve("file"), SIZE, 2);

        var files = client.session(endpoint, ftp -> ftp.mlistDir());

        assertThat(files).filteredOn(file -> file.getName().equals("file")).allMatch(file -> file.getSize() == SIZE);
        assertThat(files).extracting(FTPFile::getName).contains("file");
    }

    @Test
    @DisplayName("PROXY-DT-17 APPE adds to a file")
    void appends() throws IOException {
        var bytes = TestFiles.bytes(SIZE, 3);
        var remote = TestFiles.write(server.home().resolve("file"), Arrays.copyOf(bytes, 1000));

        client.session(
                endpoint,
                ftp -> CommonsNet.succeeded(
                        ftp, ftp.appendFile("file", new ByteArrayInputStream(bytes, 1000, SIZE - 1000))));

        assertThat(remote).hasBinaryContent(bytes);
    }

    @Test
    @DisplayName("PROXY-DT-17 STOU stores under a name of the server's choice")
    void storesUnderANameOfTheServersChoice() throws IOException {
        var bytes = TestFiles.bytes(SIZE, 4);
        var raw = RawClient.login(scene, endpoint.port(), server.account());
        if (!server.folder().isEmpty()) {
            raw.asks("CWD " + server.folder(), 250);
        }

        raw.asks("TYPE I", 200);
        raw.stores("STOU", bytes);

        try (var files = Files.list(server.home())) {
            assertThat(files.toList())
                    .singleElement()
                    .satisfies(file -> assertThat(file).hasBinaryContent(bytes));
        }
    }

    @Test
    @DisplayName("PROXY-DT-16 empty files go both ways")
    void carriesEmptyFiles() throws IOException {
        TestFiles.write(server.home().resolve("empty"), new byte[0]);
        var local = scene.folder("local").resolve("empty");

        client.download(endpoint, "empty", local);
        client.upload(endpoint, local, "copy");

        assertThat(local).isEmptyFile();
        assertThat(server.home().resolve("copy")).isEmptyFile();
    }

    @Test
    @DisplayName("PROXY-DT-16 ASCII transfers carry what the backend sends")
    void asciiTransfersCarryWhatTheBackendSends() throws IOException {
        TestFiles.write(server.home().resolve("text"), "one\ntwo\nthree\n".getBytes(UTF_8));
        var direct = RawClient.login(scene, server.port(), server.account());
        var proxied = RawClient.login(scene, endpoint.port(), server.account());
        direct.asks("TYPE A", 200);
        proxied.asks("TYPE A", 200);

        var retrieve = "RETR " + server.folder() + "text";

        assertThat(proxied.retrieves(retrieve)).isEqualTo(direct.retrieves(retrieve));
    }

    @Test
    void makesRenamesAndRemoves() throws IOException {
        TestFiles.random(server.home().resolve("before"), SIZE, 5);

        client.session(
                endpoint,
                ftp -> CommonsNet.succeeded(ftp, ftp.rename("before", "after"))
                        && CommonsNet.succeeded(ftp, ftp.makeDirectory("folder"))
                        && CommonsNet.succeeded(ftp, ftp.removeDirectory("folder"))
                        && CommonsNet.succeeded(ftp, ftp.deleteFile("after")));

        assertThat(server.home()).isEmptyDirectory();
    }

    @Test
    void namesInUtf8AreTheSameOnBothSides() throws IOException {
        var name = "été – 日本.txt";
        var local = TestFiles.random(scene.folder("local").resolve("file"), SIZE, 6);

        client.upload(endpoint, local, name);

        assertThat(client.names(endpoint)).contains(name);
        assertThat(server.home().resolve(name)).hasSameBinaryContentAs(local);
    }

    @Test
    void severalTransfersFollowEachOtherInOneSession() throws IOException {
        var bytes = TestFiles.bytes(SIZE, 7);
        var raw = RawClient.login(scene, endpoint.port(), server.account());
        raw.asks("TYPE I", 200);

        for (var round = 0; round < 20; round++) {
            raw.stores("STOR " + server.folder() + "file", bytes);
            assertThat(raw.retrieves("RETR " + server.folder() + "file")).isEqualTo(bytes);
            assertThat(new String(raw.retrieves("NLST " + server.folder()), ISO_8859_1))
                    .contains("file");
        }
    }
}
