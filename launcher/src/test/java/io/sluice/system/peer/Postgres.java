package io.sluice.system.peer;

import io.sluice.peers.Await;
import io.sluice.peers.Ports;
import io.sluice.peers.Program;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// PostgreSQL with one database, `postgres`, whose owner logs in by password.
public final class Postgres implements AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final String USER = "postgres";
    private static final String PASSWORD = "db-secret";

    private final Path folder;
    private final int port = Ports.free();
    private ChildProcess server;

    private Postgres(Path folder) {
        this.folder = folder;
        this.server = started();
    }

    /// Makes a database and starts it.
    public static Postgres start(Scene scene) {
        Program.needsRoot("PostgreSQL");
        var folder = scene.folder("postgres");
        try {
            var owner = folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER);
            Files.setOwner(folder, owner);
            Files.writeString(folder.resolve("password"), PASSWORD);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ChildProcess.run(
                folder,
                "initdb",
                BOUND,
                as(
                        "initdb",
                        "--no-sync",
                        "--auth=scram-sha-256",
                        "--pwfile=" + folder.resolve("password"),
                        "--pgdata=" + folder.resolve("data")));
        return scene.owns(new Postgres(folder));
    }

    /// Starts the server, again on its port after [#stops].
    public void starts() {
        server = started();
    }

    private ChildProcess started() {
        var process = ChildProcess.start(
                folder,
                "postgres",
                as(
                        "postgres",
                        "-D",
                        folder.resolve("data").toString(),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "port=" + port,
                        "-c",
                        "unix_socket_directories=",
                        "-c",
                        "fsync=off"));
        Await.until("PostgreSQL answers", () -> psql("SELECT 1").awaitExit(BOUND) == 0);
        return process;
    }

    /// Ends the server, and all its connections with it.
    public void stops() {
        server.signal("INT"); // TERM would wait for its clients to leave
        server.awaitExit(BOUND);
        Await.until("PostgreSQL has gone", () -> !Ports.listening(port));
    }

    /// Runs statements.
    public void runs(String sql) {
        var psql = psql(sql);
        if (psql.awaitExit(BOUND) != 0) {
            throw new AssertionError(psql);
        }
    }

    private ChildProcess psql(String sql) {
        return ChildProcess.start(
                folder,
                "psql",
                List.of(
                        Program.of("psql").toString(),
                        "-v",
                        "ON_ERROR_STOP=1",
                        "-c",
                        sql,
                        "postgresql://" + USER + ":" + PASSWORD + "@127.0.0.1:" + port + "/postgres"));
    }

    /// The arguments of `SQLConnectInfo`.
    public String connectInfo() {
        return "postgres@127.0.0.1:" + port + " " + USER + " " + PASSWORD;
    }

    public static String password() {
        return PASSWORD;
    }

    /// A program of the server, which refuses to be run by root.
    private static List<String> as(String program, String... arguments) {
        var command = new ArrayList<>(List.of(
                Program.of("setpriv").toString(),
                "--reuid=" + USER,
                "--regid=" + USER,
                "--init-groups",
                installed(program).toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /// Debian keeps the server's programs off the PATH.
    private static Path installed(String program) {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(version -> version.resolve("bin").resolve(program))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseGet(() -> Program.of(program));
        } catch (IOException _) {
            return Program.of(program);
        }
    }

    @Override
    public void close() {
        if (server.alive()) {
            server.signal("INT");
        }
        server.close();
    }

    @Override
    public String toString() {
        return server.toString();
    }
}
