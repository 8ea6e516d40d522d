package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.system.client.CommonsNet;
import io.sluice.system.client.DataMode;
import io.sluice.system.client.Endpoint;
import io.sluice.system.client.Ftplib;
import io.sluice.system.client.Lftp;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.process.Scene;
import io.sluice.system.process.SharedScene;
import io.sluice.system.process.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.net.ftp.FTPFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Clients that ask for `MLSD`, before servers that are asked for `LIST`.
class DirectoryListPolicyIT {
    private static final int SIZE = 54_321;

    @RegisterExtension
    final Scene scene = new Scene();

    private Endpoint before(FtpServer server) {
        return before(scene, server);
    }

    private static Endpoint before(Scene scene, FtpServer server) {
        TestFiles.random(server.home().resolve("a file"), SIZE, 1);
        TestFiles.folder(server.home().resolve("folder"));
        return SluiceProcess.start(
                        scene, SluiceConfiguration.reverse(scene, server).with("ProxyDirectoryListPolicy", "LIST"))
                .endpoint(server);
    }

    @Nested
    @ParameterizedClass
    @EnumSource(FtpServer.Kind.class)
    @DisplayName("PROXY-DL-02 whatever the server, one of them without MLSD")
    class EveryServer {
        @Parameter
        FtpServer.Kind kind;

        @RegisterExtension
        final SharedScene shared = new SharedScene();

        private Endpoint endpoint;

        @BeforeEach
        void start() {
            endpoint = shared.once(Endpoint.class, its -> before(its, kind.start(its)));
        }

        @Test
        void ftplibGetsFacts() {
            var entries = Ftplib.in(scene, DataMode.PASV)
                    .run(endpoint, "facts")
                    .lines()
                    .toList();

            assertThat(entries).contains("a file file " + SIZE).anyMatch(line -> line.startsWith("folder dir "));
        }

        @Test
        void lftpListsByMlsd() {
            var lines = Lftp.in(scene, DataMode.EPSV).run(endpoint, "set ftp:use-mlsd yes; cls -1 -F");

            assertThat(lines.lines()).contains("a file", "folder/");
        }

        @Test
        void commonsNetGetsTypesAndSizes() throws IOException {
            var files = new CommonsNet(DataMode.PORT).session(endpoint, ftp -> ftp.mlistDir());

            assertThat(files)
                    .filteredOn(FTPFile::isFile)
                    .extracting(FTPFile::getSize)
                    .containsExactly((long) SIZE);
            assertThat(files)
                    .filteredOn(FTPFile::isDirectory)
                    .extracting(FTPFile::getName)
                    .contains("folder");
        }
    }

    @Test
    @DisplayName("PROXY-DL-02 the server is asked for LIST, never for MLSD")
    void theServerIsAskedForList() throws IOException {
        var log = scene.folder("log").resolve("verbs");
        var endpoint = before(Proftpd.start(scene, "LogFormat verbs \"%r\"\nExtendedLog " + log + " ALL verbs"));

        Ftplib.in(scene, DataMode.PASV).run(endpoint, "facts");
        var first = listings(log);
        Lftp.in(scene, DataMode.PASV).run(endpoint, "set ftp:use-mlsd yes; cls -1");

        assertThat(first).containsExactly("LIST -al");
        // lftp asks by OPTS MLST for the numbers of owners, not for their names
        assertThat(listings(log)).containsExactly("LIST -al", "LIST -aln");
    }

    private static List<String> listings(Path log) throws IOException {
        return Files.readAllLines(log).stream()
                .filter(line -> line.matches("(LIST|NLST|MLSD).*"))
                .toList();
    }

    @Test
    void manyFilesAreTheSameAsByMlsd() throws IOException {
        var server = Proftpd.start(scene, "ListOptions \"-a\" maxfiles 100000");
        for (int i = 0; i < 5_000; i++) {
            Files.createFile(server.home().resolve("file %05d".formatted(i)));
        }
        var endpoint = before(server);

        var translated = files(endpoint);
        var direct = files(Endpoint.local(server.port(), server));

        assertThat(direct).hasSize(5_001);
        assertThat(translated).containsExactlyInAnyOrderElementsOf(direct);
    }

    private List<String> files(Endpoint endpoint) {
        return Ftplib.in(scene, DataMode.PASV)
                .run(endpoint, "facts")
                .lines()
                .filter(line -> line.contains(" file "))
                .toList();
    }
}
