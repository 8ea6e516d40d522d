package io.sluice.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.system.client.RawClient;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.process.Scene;
import io.sluice.system.process.TestFiles;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Many clients at once, each served as if it were alone.
class ManySessionsIT {
    private static final int SESSIONS = 200;
    private static final Duration BOUND = Duration.ofMinutes(2);

    /// vsftpd lets 32 connections wait to be accepted; the kernel forgets those beyond without a word to either side.
    private static final int LOGINS_AT_ONCE = 25;

    @RegisterExtension
    final Scene scene = new Scene();

    @ParameterizedTest
    @EnumSource
    void twoHundredSessionsAtOnceListAndRetrieve(FtpServer.Kind kind) throws Exception {
        var server = kind.start(scene);
        var content = TestFiles.bytes(10_000, 1);
        TestFiles.write(server.home().resolve("small"), content);
        var gateway = SluiceProcess.start(scene, SluiceConfiguration.reverse(scene, server));
        var logins = new Semaphore(LOGINS_AT_ONCE);
        var allLoggedIn = new CyclicBarrier(SESSIONS);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var sessions = IntStream.range(0, SESSIONS)
                    .mapToObj(_ -> threads.submit(() -> session(gateway, server, content, logins, allLoggedIn)))
                    .toList();
            for (Future<?> session : sessions) {
                session.get(BOUND.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    private boolean session(
            SluiceProcess gateway, FtpServer server, byte[] content, Semaphore logins, CyclicBarrier allLoggedIn)
            throws Exception {
        try (var client = login(gateway, server, logins)) {
            allLoggedIn.await(BOUND.toSeconds(), TimeUnit.SECONDS);
            client.asks("TYPE I", 200);
            assertThat(new String(client.retrievesAmongMany("LIST " + server.folder()), ISO_8859_1))
                    .contains("small");
            assertThat(client.retrievesAmongMany("RETR " + server.folder() + "small"))
                    .isEqualTo(content);
            client.asks("QUIT", 221);
            return true;
        } catch (IOException e) {
            throw new AssertionError("a session of many", e);
        }
    }

    private RawClient login(SluiceProcess gateway, FtpServer server, Semaphore logins) throws Exception {
        logins.acquire();
        try {
            return RawClient.login(scene, gateway.port(), server.account());
        } finally {
            logins.release();
        }
    }
}
