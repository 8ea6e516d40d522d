package io.sluice.system.peer;

import io.sluice.peers.Await;
import io.sluice.peers.Program;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A Redis Cluster of three masters with a replica each.
public final class RedisCluster {
    private static final int MASTERS = 3;

    private final Path folder;
    private final List<Redis> servers;

    private RedisCluster(Path folder, List<Redis> servers) {
        this.folder = folder;
        this.servers = List.copyOf(servers);
    }

    public static RedisCluster start(Scene scene) {
        var servers = new ArrayList<Redis>();
        for (int i = 0; i < 2 * MASTERS; i++) {
            servers.add(Redis.inCluster(scene));
        }
        var cluster = new RedisCluster(scene.folder("cluster"), servers);
        cluster.cli(Stream.of(
                        Stream.of("--cluster", "create"),
                        servers.stream().map(Redis::place),
                        Stream.of("--cluster-replicas", "1", "--cluster-yes"))
                .flatMap(words -> words)
                .toList());
        Await.until("the cluster is complete", () -> servers.stream().allMatch(RedisCluster::isReady));
        return cluster;
    }

    private static boolean isReady(Redis server) {
        var replication = server.says("INFO", "replication");
        return server.says("CLUSTER", "INFO").contains("cluster_state:ok")
                && (replication.contains("role:master") || replication.contains("master_link_status:up"));
    }

    /// One of its servers, as `RedisServer` wants it.
    public String place() {
        return servers.getFirst().place();
    }

    /// The values of a list, from whoever has it.
    public List<String> list(String key) {
        return follows("LRANGE", key, "0", "-1").lines().toList();
    }

    /// Ends the server that has a key, for good.
    public void stopOwner(String key) {
        var slot = Integer.parseInt(follows("CLUSTER", "KEYSLOT", key).strip());
        var owner = servers.stream()
                .filter(server -> server.says("CLUSTER", "COUNTKEYSINSLOT", Integer.toString(slot))
                                .equals("1")
                        && server.says("ROLE").startsWith("master"))
                .findFirst()
                .orElseThrow();
        owner.stop();
    }

    /// Waits until replicas have taken over what stopped masters had.
    public void takesOver() {
        Await.until(
                "replicas have taken over",
                () -> alive().filter(server -> server.says("ROLE").startsWith("master"))
                                .count()
                        == MASTERS);
        Await.until(
                "the cluster serves again",
                () -> alive().allMatch(server -> server.says("CLUSTER", "INFO").contains("cluster_state:ok")));
    }

    private Stream<Redis> alive() {
        return servers.stream().filter(Redis::isAlive);
    }

    private String follows(String... command) {
        var first = alive().findFirst().orElseThrow();
        return cli(Stream.concat(Stream.of("-c", "-p", Integer.toString(first.port())), Stream.of(command))
                .toList());
    }

    private String cli(List<String> words) {
        var command = new ArrayList<>(List.of(Program.of("redis-cli").toString()));
        command.addAll(words);
        return ChildProcess.run(folder, "redis-cli", Await.USUAL, command);
    }
}
