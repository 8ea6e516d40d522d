package io.sluice.acl.adapter;

import io.sluice.Gateway;
import io.sluice.config.Configuration;
import io.sluice.config.Problem;
import io.sluice.module.ActiveModule;
import io.sluice.module.EndReason;
import io.sluice.module.ServerEvent;
import io.sluice.module.ServerModule;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import io.sluice.peers.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A gateway made of some lines of configuration before a [ScriptedBackend], with ears for its events.
final class Played implements AutoCloseable {
    private final ScriptedBackend backend = new ScriptedBackend();
    private final Queue<String> events = new ConcurrentLinkedQueue<>();
    private final Queue<String> ends = new ConcurrentLinkedQueue<>();
    private final Queue<Map<String, String>> environments = new ConcurrentLinkedQueue<>();
    private final Queue<Map<String, String>> notes = new ConcurrentLinkedQueue<>();
    private final Path directory;
    private final Gateway gateway;

    private Played(Path directory, String... lines) throws Exception {
        this.directory = directory;
        this.gateway =
                Gateway.start(TestSettings.before(directory, "reverse", backend.url(), List.of(new Ears()), lines));
    }

    static Played gateway(Path directory, String... lines) throws Exception {
        return new Played(directory, lines);
    }

    /// What a gateway says of a configuration at its start.
    static List<String> warnings(Path directory, String... lines) throws Exception {
        try (var gateway =
                Gateway.start(TestSettings.before(directory, "reverse", "ftp://127.0.0.1:21", List.of(), lines))) {
            return gateway.warnings().stream().map(Problem::text).toList();
        }
    }

    /// Hears the events of the gateway, and what is known of sessions at their end.
    private final class Ears implements ServerModule {
        @Override
        public List<String> standsFor() {
            return List.of("mod_ears.c");
        }

        @Override
        public ActiveModule activate(Configuration configuration) {
            return new ActiveModule() {
                @Override
                public void on(ServerEvent event) {
                    events.add(event.name());
                }

                @Override
                public List<SessionFilter> filters() {
                    return List.of(new SessionFilter() {
                        @Override
                        public Phase phase() {
                            return Phase.LOG;
                        }

                        @Override
                        public void ended(SessionView session, EndReason reason) {
                            environments.add(Map.copyOf(session.environment()));
                            notes.add(Map.copyOf(session.notes()));
                            ends.add(reason
                                    + session.refusedBy().map(by -> " | " + by).orElse(""));
                        }
                    });
                }
            };
        }
    }

    InetSocketAddress place() {
        return gateway.addresses().getFirst();
    }

    TestClient client(String from) throws IOException {
        return new TestClient(from, place());
    }

    /// The reply to the password of a user, or `null` in words where the connection ends.
    String login(String from, String user) throws IOException {
        try (var client = client(from)) {
            var greeting = client.reply();
            if (!greeting.startsWith("220")) {
                return greeting;
            }
            client.send("USER " + user);
            return client.send("PASS secret");
        }
    }

    Queue<String> events() {
        return events;
    }

    /// Why the session that ends next has ended.
    String end() {
        return await(ends);
    }

    Map<String, String> environment() {
        return await(environments);
    }

    Map<String, String> notes() {
        return await(notes);
    }

    private static <T> T await(Queue<T> queue) {
        Await.until("what is told", () -> !queue.isEmpty());
        return queue.remove();
    }

    /// A log, once it holds a text.
    String log(String name, String text) {
        var file = directory.resolve(name);
        Await.until(
                () -> name + " holds '" + text + "', not: " + read(file),
                () -> read(file).contains(text));
        return read(file);
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ScriptedBackend backend() {
        return backend;
    }

    @Override
    public void close() throws Exception {
        gateway.close();
        backend.close();
    }
}
