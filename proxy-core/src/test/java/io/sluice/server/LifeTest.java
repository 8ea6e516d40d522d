package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// A server through reloads to its end.
@Isolated("it counts threads and sockets of this process")
class LifeTest {
    @TempDir
    Path folder;

    private static String[] main(String... more) {
        return Stream.concat(Stream.of("Port {port}", "DefaultAddress 127.0.0.1"), Stream.of(more))
                .toArray(String[]::new);
    }

    @Nested
    class Reload {
        @Test
        @DisplayName("CONF-SIG-01, CONF-SIG-02 new sessions have the new configuration, old ones keep theirs")
        void concernsNewSessionsAlone() throws Exception {
            try (var server = RunningServer.of(folder).apply(main("ServerAdmin old@example.com"));
                    var old = server.client()) {
                old.line();

                server.apply(main("ServerAdmin new@example.com", "ServerIdent on \"new\""));

                try (var fresh = server.client()) {
                    assertThat(fresh.line()).isEqualTo("220 new");
                }
                assertThat(help(old)).isEqualTo("214 Direct comments to old@example.com");
            }
        }

        private static String help(Client client) {
            var line = client.says("HELP");
            while (!line.startsWith("214 ")) {
                line = client.line();
            }
            return line;
        }

        @Test
        @DisplayName("CONF-SIG-03 no connection is refused in between")
        void refusesNoConnection() throws Exception {
            try (var server = RunningServer.of(folder).apply(main())) {
                var stop = new AtomicBoolean();
                var greeted = new AtomicInteger();
                var failures = new AtomicInteger();
                var clients = Thread.ofVirtual().start(() -> {
                    while (!stop.get()) {
                        try (var client = server.client()) {
                            (client.line().startsWith("220 ") ? greeted : failures).incrementAndGet();
                        } catch (RuntimeException _) {
                            failures.incrementAndGet();
                        }
                    }
                });

                for (int i = 0; i < 20; i++) {
                    int before = greeted.get() + failures.get();
                    server.apply(main("ServerIdent on \"number " + i + "\""));
                    RunningServer.await("clients", () -> greeted.get() + failures.get() > before + 2);
                }
                stop.set(true);
                clients.join();

                assertThat(failures).hasValue(0);
            }
        }

        @Test
        @DisplayName("CONF-SIG-05 an error keeps the old configuration")
        void withAnErrorChangesNothing() throws Exception {
            try (var server = RunningServer.of(folder).apply(main())) {
                assertThatThrownBy(() -> server.apply(main("ProxyEngine on", "ServerIdent off")))
                        .isInstanceOf(ConfigurationException.class);

                try (var client = server.client()) {
                    assertThat(client.line()).isEqualTo("220 main FTP proxy ready");
                }
            }
        }

        @Test
        void thatCannotBindChangesNothing() throws Exception {
            try (var server = RunningServer.of(folder).apply(main("SocketBindTight on"));
                    var taken = new ServerSocket(0)) {
                assertThatThrownBy(() -> server.apply("Port " + taken.getLocalPort(), "DefaultAddress 127.0.0.1"))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("Address already in use");

                try (var client = server.client()) {
                    assertThat(client.line()).isEqualTo("220 main FTP proxy ready");
                }
            }
        }

        @Test
        void mayChangeBetweenTightAndWideListening() throws Exception {
            try (var server = RunningServer.of(folder).apply(main("SocketBindTight on"))) {
                server.apply(main());
                try (var client = server.client("127.0.0.5")) {
                    assertThat(client.line()).startsWith("220 ");
                }

                server.apply(main("SocketBindTight on"));
                try (var client = server.client()) {
                    assertThat(client.line()).startsWith("220 ");
                }
            }
        }
    }

    @Nested
    class End {
        @Test
        @DisplayName("CONF-SIG-06 the end closes all sessions")
        void endsSessions() throws Exception {
            try (var server = RunningServer.of(folder).apply(main());
                    var client = server.client()) {
                client.line();

                server.close();

                assertThat(client.line()).isEqualTo("closed");
                assertThat(server.server().addresses()).isEmpty();
            }
        }

        @Test
        void leavesNoThreadAndNoSocket() throws Exception {
            try (var warmUp = RunningServer.of(folder).apply(main());
                    var client = warmUp.client()) {
                client.line();
            }
            var threads = threads();
            long sockets = sockets();
            var clients = new ArrayList<Client>();
            for (int i = 0; i < 3; i++) {
                try (var server = RunningServer.of(folder).apply(main())) {
                    for (int n = 0; n < 10; n++) {
                        var client = server.client();
                        client.line();
                        clients.add(client);
                    }
                }
            }
            assertThat(clients.stream().map(Client::line)).containsOnly("closed");
            clients.forEach(Client::close);

            RunningServer.await("the threads to end", () -> threads.containsAll(threads()));
            RunningServer.await("the sockets to close", () -> sockets() <= sockets);
        }

        private static Set<String> threads() {
            return Thread.getAllStackTraces().keySet().stream()
                    .map(Thread::getName)
                    .filter(name -> name.startsWith("sluice") || name.startsWith("host-names"))
                    .collect(Collectors.toSet());
        }

        private static long sockets() {
            try (var open = Files.list(Path.of("/proc/self/fd"))) {
                return open.filter(fd -> {
                            try {
                                return Files.readSymbolicLink(fd).toString().startsWith("socket:");
                            } catch (IOException _) {
                                return false;
                            }
                        })
                        .count();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Nested
    class ThePidFile {
        @Test
        @DisplayName("CONF-DIR-28 PidFile is written and removed")
        void livesAsLongAsTheServer() throws Exception {
            var first = folder.resolve("one.pid");
            var second = folder.resolve("two.pid");
            try (var server = RunningServer.of(folder).apply(main("PidFile " + first))) {
                assertThat(first).doesNotExist();

                server.server().keepPidFile();
                assertThat(first).content().isEqualTo(ProcessHandle.current().pid() + "\n");
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first)))
                        .isEqualTo("rw-r--r--");

                server.apply(main("PidFile " + second));
                assertThat(first).doesNotExist();
                assertThat(second).exists();
            }
            assertThat(second).doesNotExist();
        }

        @Test
        void isNoSymbolicLink() throws Exception {
            var link = Files.createSymbolicLink(folder.resolve("link.pid"), folder.resolve("elsewhere"));
            try (var server = RunningServer.of(folder)) {
                assertThatThrownBy(() -> server.apply(main("PidFile " + link)))
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining("fatal: PidFile: unable to use '" + link + "': is a symbolic link");
            }
        }

        @Test
        void isWhereItCanBeWritten() {
            var lost = folder.resolve("no/such/folder.pid");
            try (var server = RunningServer.of(folder)) {
                assertThatThrownBy(() -> server.apply(main("PidFile " + lost)))
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining("unable to write '" + lost + "': No such file or directory");
            }
        }
    }
}
