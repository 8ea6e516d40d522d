package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.peers.Ports;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.peer.RedisCluster;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Gateways whose shared state and event log are in a Redis Cluster, which they find out by themselves.
class RedisClusterIT {
    @RegisterExtension
    final Scene scene = new Scene();

    private final List<FtpServer> servers = new ArrayList<>();
    private RedisCluster cluster;

    @BeforeEach
    void peers() {
        cluster = RedisCluster.start(scene);
        for (var name : List.of("one", "two", "three")) {
            servers.add(Proftpd.start(scene, Ports.free(), "ServerIdent on " + name));
        }
    }

    private SluiceProcess gateway() {
        return SluiceProcess.start(
                scene,
                SluiceConfiguration.reverse(scene, servers.toArray(FtpServer[]::new))
                        .with("ProxyReverseConnectPolicy", "RoundRobin")
                        .with("ServerIdent", "off")
                        .with("RedisServer", cluster.place())
                        .with("RedisTimeouts", "5000 5000")
                        .with("ProxyDatastore", "Redis a.")
                        .with("RedisEngine", "on")
                        .lines("LogFormat event \"%m\"\nRedisLogOnCommand NOOP event \"list-%P\"\n"
                                + "RedisLogOnCommand NOOP event all"));
    }

    private String greeting(SluiceProcess gateway) throws IOException {
        try (var client = RawClient.connect(scene, gateway.port())) {
            var greeting = client.expects(220).text();
            client.asks("NOOP", 530);
            return greeting;
        }
    }

    @Test
    @DisplayName("CACHE-19 gateways share a cluster, and go on when the master of their state is killed")
    void aClusterThatLosesAMaster() throws IOException {
        var one = gateway();
        var other = gateway();
        var greeted = new ArrayList<String>();
        Await.until("turns are taken together", () -> {
            var round = new ArrayList<String>();
            for (var gateway : List.of(one, other, one, other, other, one)) {
                round.add(greeting(gateway));
            }
            greeted.addAll(round);
            return SharedDatastore.isRound(round);
        });
        Await.until("all is recorded", () -> cluster.list("all").size() == greeted.size());

        cluster.stopOwner("all");
        for (var gateway : List.of(one, other, one, other)) {
            assertThat(greeting(gateway)).isNotEmpty();
        }
        cluster.takesOver();
        Await.until("turns are taken together, and events recorded", () -> {
            int before = cluster.list("all").size();
            var first = greeting(one);
            var second = greeting(other);
            var third = greeting(one);
            return before > greeted.size() && !first.equals(second) && !second.equals(third) && !third.equals(first);
        });
    }
}
