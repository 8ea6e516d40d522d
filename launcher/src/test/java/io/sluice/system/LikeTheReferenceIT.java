package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Ports;
import io.sluice.system.client.RawClient;
import io.sluice.system.client.RawReply;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.process.Scene;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Random access rules in the whole distribution and in the reference: both admit and refuse the same. Without more
/// being asked for it goes on for a bounded time; `-Dsluice.acl.rounds` asks for a number of rounds, and
/// `-Dsluice.acl.seed` for those of an earlier run. No wait in it has a limit that a slow machine would reach.
class LikeTheReferenceIT {
    private static final Duration USUAL_TIME = Duration.ofSeconds(60);
    private static final int ROUNDS = Integer.getInteger("sluice.acl.rounds", 0);
    private static final long SEED = Long.getLong("sluice.acl.seed", new Random().nextLong());
    private static final int SERVERS = 10;
    private static final int CLIENTS = 24;
    private static final int LOGINS = 3;

    private static final List<String> COMMANDS = List.of(
            "PWD",
            "XPWD",
            "CWD folder",
            "CWD ..",
            "CDUP",
            "NOOP",
            "MDTM file",
            "SIZE file",
            "MKD folder",
            "XMKD folder",
            "SITE CHMOD 644 file",
            "DELE missing",
            "RMD missing",
            "MFMT 20200101000000 file");

    private static final List<String> NO =
            List.of("Operation not permitted", "Permission denied", "Unable to handle command");

    @RegisterExtension
    final Scene scene = new Scene();

    @Test
    @DisplayName("ACL-24 ACL-26 ACL-28 ACL-30 ACL-34 ACL-41 random rules admit and refuse whom the reference does")
    void randomRules() throws IOException {
        System.out.println("random access rules: -Dsluice.acl.seed=" + SEED);
        var end = Instant.now().plus(USUAL_TIME);
        var longest = Duration.ZERO;
        var differences = new ArrayList<String>();
        int decisions = 0;
        for (int round = 0; ROUNDS == 0 ? Instant.now().plus(longest).isBefore(end) : round < ROUNDS; round++) {
            var begun = Instant.now();
            decisions += round(SEED + round, differences);
            longest = Collections.max(List.of(longest, Duration.between(begun, Instant.now())));
        }
        System.out.println(decisions + " decisions were compared");

        assertThat(differences).isEmpty();
        assertThat(decisions).isGreaterThan(SERVERS * CLIENTS);
    }

    /// Compares both under the rules of one seed.
    ///
    /// @return how many decisions were compared
    private int round(long seed, List<String> differences) throws IOException {
        var rules = new RandomAccessRules(seed);
        var classes = rules.classes();
        var limits = IntStream.range(0, SERVERS).mapToObj(rules::limits).toList();
        var backend = Proftpd.start(scene);
        var here = IntStream.range(0, SERVERS).map(_ -> Ports.free()).toArray();
        var there = IntStream.range(0, SERVERS).map(_ -> Ports.free()).toArray();
        int decisions = 0;
        try (backend;
                var reference = Proftpd.start(scene, classes + servers(there, limits, ""));
                var _ = SluiceProcess.start(
                        scene,
                        SluiceConfiguration.reverse(scene, backend)
                                .lines(classes + servers(here, limits, """
                                ProxyEngine on
                                ProxyRole reverse
                                ProxyReverseServers %s
                                ProxyTimeoutConnect 120
                                ProxyTimeoutReply 120
                                """.formatted(backend.url()))))) {
            for (var server : List.of(backend, reference)) {
                Files.createDirectory(server.home().resolve("folder"));
                Files.createFile(server.home().resolve("file"));
            }
            for (int server = 0; server < SERVERS; server++) {
                int ours = here[server];
                int theirs = there[server];
                boolean login = !rules.concernsLogin(server);
                for (var seen : atOnce(
                        rules,
                        login,
                        (from, logsIn) -> new Seen(
                                from, seen(from, ours, backend, logsIn), seen(from, theirs, reference, logsIn)))) {
                    decisions += seen.here().size();
                    if (!seen.here().equals(seen.there())) {
                        differences.add("-Dsluice.acl.seed=" + seed + " " + seen + "\n" + classes + limits.get(server));
                    }
                }
            }
        }
        return decisions;
    }

    private static String servers(int[] ports, List<String> limits, String more) {
        var text = new StringBuilder();
        for (int i = 0; i < ports.length; i++) {
            text.append("<VirtualHost 127.0.0.1>\nPort ").append(ports[i]).append('\n');
            text.append(more).append(limits.get(i)).append("</VirtualHost>\n");
        }
        return text.toString();
    }

    /// What a client sees of both.
    private record Seen(String from, List<String> here, List<String> there) {
        @Override
        public String toString() {
            return "from " + from + " here " + without(here, there) + ", there " + without(there, here);
        }

        private static List<String> without(List<String> one, List<String> other) {
            return one.stream().filter(each -> !other.contains(each)).toList();
        }
    }

    @FunctionalInterface
    private interface Visit {
        Seen by(String from, boolean logsIn) throws IOException;
    }

    /// Lets clients come at once: the reference takes its time to accept each.
    private static List<Seen> atOnce(RandomAccessRules rules, boolean login, Visit visit) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return IntStream.range(0, CLIENTS)
                    .mapToObj(client -> {
                        var from = rules.source();
                        return threads.submit(() -> visit.by(from, login && client < LOGINS));
                    })
                    .toList()
                    .stream()
                    .map(LikeTheReferenceIT::await)
                    .toList();
        }
    }

    private static Seen await(Future<Seen> visit) {
        try {
            return visit.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// What a client sees: whether it is admitted, and if it logs in which commands are permitted.
    private static List<String> seen(String from, int port, FtpServer account, boolean logsIn) throws IOException {
        var seen = new ArrayList<String>();
        try (var client = RawClient.connectFrom(from, port)) {
            boolean admitted = admits(client);
            seen.add(admitted ? "admitted" : "refused");
            if (admitted && logsIn) {
                client.login(account.account());
                client.asks("TYPE I"); // else SIZE has another reason to be refused
                for (var command : COMMANDS) {
                    seen.add(command + (permits(command, client.asks(command)) ? " permitted" : " refused"));
                }
            }
        }
        return seen;
    }

    private static boolean admits(RawClient client) throws IOException {
        try {
            return client.reply().code() == 220;
        } catch (EOFException | SocketException _) {
            return false;
        }
    }

    /// The reference says no in several ways when it is the one that would act; a change of directory that it refuses
    /// it takes for one to nowhere.
    private static boolean permits(String command, RawReply reply) {
        return command.startsWith("C") ? reply.code() == 250 : NO.stream().noneMatch(reply.text()::endsWith);
    }
}
