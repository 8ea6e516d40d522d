package io.sluice.system;

import io.sluice.system.client.CommonsNet;
import io.sluice.system.client.Curl;
import io.sluice.system.client.DataMode;
import io.sluice.system.client.Lftp;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.process.Scene;
import io.sluice.system.process.TestFiles;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Large files arrive as they left, compared byte by byte.
class LargeFilesIT {
    private static final long GIBIBYTE = 1L << 30;

    @RegisterExtension
    final Scene scene = new Scene();

    @ParameterizedTest
    @EnumSource
    void aGibibyteGoesDownWithCurl(FtpServer.Kind kind) {
        var server = kind.start(scene);
        var remote = TestFiles.sparse(server.home().resolve("large"), GIBIBYTE);
        var gateway = SluiceProcess.start(scene, SluiceConfiguration.reverse(scene, server));
        var local = scene.folder("local").resolve("large");

        Curl.in(scene, DataMode.EPSV).download(gateway.endpoint(server), "large", local);

        TestFiles.assertSame(local, remote);
    }

    @ParameterizedTest
    @EnumSource
    void aGibibyteGoesUpWithLftp(FtpServer.Kind kind) {
        var server = kind.start(scene);
        var gateway = SluiceProcess.start(scene, SluiceConfiguration.reverse(scene, server));
        var local = TestFiles.sparse(scene.folder("local").resolve("large"), GIBIBYTE);

        Lftp.in(scene, DataMode.PASV).upload(gateway.endpoint(server), local, "large");

        TestFiles.assertSame(server.home().resolve("large"), local);
    }

    @Test
    @DisplayName("PROXY-DT-16 more than 4 GiB go both ways")
    void moreThanFourGibibytesGoBothWays() throws IOException {
        var server = Proftpd.start(scene);
        var large = TestFiles.sparse(server.home().resolve("large"), 4 * GIBIBYTE + 4097);
        var endpoint = SluiceProcess.start(scene, SluiceConfiguration.reverse(scene, server))
                .endpoint(server);
        var client = new CommonsNet(DataMode.EPSV);

        client.session(endpoint, ftp -> {
            try (var in = ftp.retrieveFileStream("large")) {
                TestFiles.assertSame(in, large);
                in.close();
                return CommonsNet.succeeded(ftp, ftp.completePendingCommand());
            }
        });
        client.upload(endpoint, large, "copy");

        TestFiles.assertSame(server.home().resolve("copy"), large);
    }
}
