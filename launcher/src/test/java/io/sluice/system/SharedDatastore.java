package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.peers.Ports;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Two gateways before the same servers, with one datastore. Every server says its own name in its greeting.
///
/// A gateway that finds its datastore slow for a moment goes by its own memory, as it may on a loaded machine: what is
/// shared is awaited.
abstract class SharedDatastore {
    private static final List<String> NAMES = List.of("one", "two", "three");
    private static final Duration LEASE_AND_MORE = Duration.ofSeconds(45);

    @RegisterExtension
    final Scene scene = new Scene();

    private final List<FtpServer> servers = new ArrayList<>();

    /// Has a gateway keep what it shares under a prefix in the one store.
    abstract SluiceConfiguration sharing(SluiceConfiguration configuration, String prefix);

    /// The distribution whose gateways these are.
    Path home() {
        return SluiceProcess.home();
    }

    @BeforeEach
    void threeServers() {
        for (var name : NAMES) {
            servers.add(Proftpd.start(scene, Ports.free(), "ServerIdent on " + name));
        }
    }

    SluiceProcess gateway(String policy, String prefix) {
        return SluiceProcess.start(
                home(),
                scene,
                sharing(
                        SluiceConfiguration.reverse(scene, servers.toArray(FtpServer[]::new))
                                .with("ProxyReverseConnectPolicy", policy)
                                .with("ServerIdent", "off"),
                        prefix));
    }

    /// A new session, which stays until it is closed, and the server that greets it.
    record Greeted(RawClient session, String server) {}

    Greeted session(SluiceProcess gateway) throws IOException {
        var session = RawClient.connect(scene, gateway.port());
        return new Greeted(session, session.expects(220).text());
    }

    /// The servers that greet sessions at these gateways, one after the other.
    List<String> reached(SluiceProcess... gateways) throws IOException {
        var reached = new ArrayList<String>();
        for (var gateway : gateways) {
            var greeted = session(gateway);
            reached.add(greeted.server());
            greeted.session().close();
        }
        return reached;
    }

    /// Whether each server is the next in turn after the one before.
    static boolean isRound(List<String> reached) {
        var first = NAMES.indexOf(reached.getFirst());
        return IntStream.range(0, reached.size())
                .allMatch(i -> reached.get(i).equals(NAMES.get((first + i) % NAMES.size())));
    }

    @Test
    @DisplayName("PROXY-RC-32 RoundRobin: gateways with one prefix take turns together, one with another does not")
    void turnsAreShared() throws IOException {
        var one = gateway("RoundRobin", "a.");
        var other = gateway("RoundRobin", "a.");
        var stranger = gateway("RoundRobin", "b.");

        Await.until("turns are taken together", () -> isRound(reached(one, other, one, other, other, one)));

        assertThat(session(stranger).server()).isEqualTo("one");
    }

    @Test
    @DisplayName(
            "PROXY-RC-32 LeastConns: gateways count together, and one that is killed is forgotten within its lease")
    void countsAreSharedAndEndWithTheirGateway() throws IOException {
        var one = gateway("LeastConns", "a.");
        var other = gateway("LeastConns", "a.");

        Await.until("sessions are counted together", () -> {
            var sessions = List.of(session(one), session(other), session(one));
            var counted = sessions.stream().map(Greeted::server).toList().equals(NAMES);
            for (var each : counted ? sessions.subList(2, 3) : sessions) {
                each.session().close();
            }
            return counted;
        });
        Await.until("the other gateway has heard that a session has ended", () -> {
            var probe = session(other);
            probe.session().close();
            return probe.server().equals("three");
        });

        one.signal("KILL");
        Await.until("the sessions of the dead gateway are forgotten", LEASE_AND_MORE, () -> {
            var probe = session(other);
            probe.session().close();
            return probe.server().equals("one");
        });
    }

    @Test
    @DisplayName("PROXY-RC-32 PerHost: a client stays at the server it was kept for, at gateways with another list too")
    void keptServersAreShared() throws IOException {
        var one = gateway("PerHost", "a.");
        servers.add(servers.removeFirst());
        var other = gateway("PerHost", "a.");

        Await.until("both keep a client at one server", () -> {
            var reached = reached(one, other);
            return reached.getFirst().equals(reached.getLast());
        });
    }
}
