package io.sluice.cache.redis;

import io.sluice.cache.tck.CacheStoreKit;
import io.sluice.peers.Await;
import io.sluice.peers.Ports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A cluster of three masters, and a replica of each where a test wants them, made by `redis-cli --cluster create`.
final class RedisCluster implements CacheStoreKit.Outage, AutoCloseable {
    private static final int MASTERS = 3;

    /// The words of a line of `CLUSTER NODES` before its slots.
    private static final int SLOTS_FROM = 8;

    final List<RedisProcess> servers = new ArrayList<>();
    private final List<String> login;

    private RedisCluster(List<String> login) {
        this.login = login;
    }

    static RedisCluster ofMasters() throws Exception {
        return of(0, List.of());
    }

    static RedisCluster withReplicas() throws Exception {
        return of(1, List.of());
    }

    /// A cluster without replicas.
    ///
    /// @param options of each server, `%port` for its port
    /// @param login what redis-cli needs to be let in
    static RedisCluster of(List<String> login, String... options) throws Exception {
        return of(0, login, options);
    }

    private static RedisCluster of(int replicas, List<String> login, String... options) throws Exception {
        var cluster = new RedisCluster(login);
        boolean done = false;
        try {
            for (int i = 0; i < MASTERS * (1 + replicas); i++) {
                var all = new ArrayList<>(List.of(
                        "--cluster-enabled",
                        "yes",
                        "--cluster-config-file",
                        "nodes.conf",
                        "--cluster-node-timeout",
                        "1000",
                        "--repl-diskless-sync-delay",
                        "0",
                        "--cluster-port",
                        Integer.toString(Ports.free())));
                all.addAll(Arrays.asList(options));
                cluster.servers.add(RedisProcess.started(all.toArray(String[]::new)));
            }
            cluster.says(Stream.of(
                            Stream.of("--cluster", "create"),
                            cluster.servers.stream().map(server -> "127.0.0.1:" + server.port),
                            Stream.of("--cluster-replicas", Integer.toString(replicas), "--cluster-yes"))
                    .flatMap(words -> words)
                    .toArray(String[]::new));
            cluster.awaitOk();
            done = true;
            return cluster;
        } finally {
            if (!done) {
                cluster.close();
            }
        }
    }

    /// The server of a `RedisServer`.
    int port() {
        return servers.getFirst().port;
    }

    /// What redis-cli says; an error is a failure.
    String says(String... words) throws Exception {
        var command = new ArrayList<>(List.of("redis-cli"));
        command.addAll(login);
        command.addAll(Arrays.asList(words));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + said);
        }
        return said.strip();
    }

    /// What redis-cli says when it asks whoever has the key.
    String follows(String... words) throws Exception {
        var command = new ArrayList<>(List.of("-c", "-p", Integer.toString(alive().port)));
        command.addAll(Arrays.asList(words));
        return says(command.toArray(String[]::new));
    }

    /// The server that has a key.
    RedisProcess owner(String key) throws Exception {
        return find(key).orElseThrow(() -> new AssertionError("nobody has " + key));
    }

    /// The same; nobody while the servers are still agreeing on it.
    Optional<RedisProcess> find(String key) throws Exception {
        String slot = says("-p", Integer.toString(alive().port), "CLUSTER", "KEYSLOT", key);
        int number = Integer.parseInt(slot);
        for (String node : nodes()) {
            List<String> words = List.of(node.split(" "));
            boolean serves = words.get(2).contains("master") && !words.get(2).contains("fail");
            for (String range : words.subList(Math.min(SLOTS_FROM, words.size()), words.size())) {
                String[] ends = range.split("-");
                if (serves
                        && !range.startsWith("[")
                        && number >= Integer.parseInt(ends[0])
                        && number <= Integer.parseInt(ends[ends.length - 1])) {
                    return Optional.of(server(node));
                }
            }
        }
        return Optional.empty();
    }

    private List<String> nodes() throws Exception {
        return says("-p", Integer.toString(alive().port), "CLUSTER", "NODES")
                .lines()
                .toList();
    }

    private RedisProcess server(String node) {
        return servers.stream()
                .filter(server -> node.contains("127.0.0.1:" + server.port + "@"))
                .findFirst()
                .orElseThrow();
    }

    /// The name of a server in its cluster.
    String id(RedisProcess server) throws Exception {
        return says("-p", Integer.toString(server.port), "CLUSTER", "MYID");
    }

    private RedisProcess alive() {
        return servers.stream().filter(RedisProcess::isAlive).findFirst().orElseThrow();
    }

    /// Waits until every server that runs says that all slots are served, and every replica has its copy.
    void awaitOk() throws Exception {
        for (RedisProcess server : servers) {
            Await.until("the cluster is up", () -> !server.isAlive() || isReady(Integer.toString(server.port)));
        }
    }

    private boolean isReady(String port) throws Exception {
        String replication = says("-p", port, "INFO", "replication");
        return says("-p", port, "CLUSTER", "INFO").contains("cluster_state:ok")
                && (replication.contains("role:master") || replication.contains("master_link_status:up"));
    }

    @Override
    public void stop() throws Exception {
        for (RedisProcess server : servers) {
            server.stop();
        }
    }

    @Override
    public void freeze() throws Exception {
        for (RedisProcess server : servers) {
            server.freeze();
        }
    }

    @Override
    public void start() throws Exception {
        for (RedisProcess server : servers) {
            server.start();
        }
        awaitOk();
    }

    @Override
    public void close() throws IOException {
        for (RedisProcess server : servers) {
            try {
                server.close();
            } catch (Exception failure) {
                throw new IOException(failure);
            }
        }
    }
}
