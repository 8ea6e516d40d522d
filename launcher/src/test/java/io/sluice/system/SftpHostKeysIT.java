package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.system.client.OpenSsh;
import io.sluice.system.peer.Redis;
import io.sluice.system.peer.Sshd;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Host keys of SSH backends, as gateways keep and check them.
///
/// A gateway that finds its datastore slow for a moment goes by what it knows itself, as it may on a loaded machine:
/// what is shared is awaited.
class SftpHostKeysIT extends ThroughSsh {
    private static final String ON = "ProxySFTPVerifyServer on";
    private static final String DIFFERS = "stored hostkey does not match current hostkey (vhost ID 1, URI '";
    private static final String LOST = "hostkeys of backends cannot be looked up";
    private static final String BACK = "hostkeys of backends can be looked up again";

    private static void letsIn(OpenSsh client) {
        var outcome = client.ssh("echo in");
        assertThat(outcome.output()).as(outcome.errors()).isEqualTo("in\n");
    }

    private static void refuses(OpenSsh client) {
        var outcome = client.ssh("echo in");
        assertThat(outcome.status()).isEqualTo(255);
        assertThat(outcome.output()).isEmpty();
    }

    private static void awaitsIn(OpenSsh client) {
        Await.until("it is let in", () -> client.ssh("echo in").output().equals("in\n"));
    }

    private static long lines(SluiceProcess gateway, String text) {
        return gateway.process()
                .errors()
                .lines()
                .filter(line -> line.contains(text))
                .count();
    }

    @Test
    @DisplayName("PROXY-SSH-07 on: a backend whose key has changed is refused, by a gateway started anew as well")
    void on() {
        var server = Sshd.start(scene);
        var configuration = configuration(server.url(), ON);
        var first = SluiceProcess.start(scene, configuration);
        letsIn(client(first, server));
        letsIn(client(first, server));

        server.changesKey();
        refuses(client(first, server));
        first.logs(DIFFERS + server.url() + "') and ProxySFTPVerifyServer is enabled: stored ssh-ed25519 SHA256:");
        first.terminates();
        var second = SluiceProcess.start(scene, configuration);
        refuses(client(second, server));
        second.logs(DIFFERS + server.url() + "') and ProxySFTPVerifyServer is enabled");
    }

    @Test
    @DisplayName("PROXY-SSH-07 off: a backend whose key has changed is connected, and the new key is the known one")
    void off() {
        var server = Sshd.start(scene);
        var configuration = configuration(server.url(), "ProxySFTPVerifyServer off");
        var off = SluiceProcess.start(scene, configuration);
        letsIn(client(off, server));

        server.changesKey();
        letsIn(client(off, server));
        off.logs(DIFFERS + server.url() + "') and ProxySFTPVerifyServer is disabled, updating stored hostkey");
        off.terminates();
        var on = SluiceProcess.start(scene, configuration.lines(ON));
        letsIn(client(on, server));
        assertThat(lines(on, "stored hostkey")).isZero();
    }

    @Test
    @DisplayName(
            "PROXY-SSH-07 log: a backend whose key has changed is connected, and the old key remains the known one")
    void log() {
        var server = Sshd.start(scene);
        var gateway = gateway(server.url(), "ProxySFTPVerifyServer log");
        letsIn(client(gateway, server));
        assertThat(lines(gateway, "stored hostkey")).isZero();

        server.changesKey();
        letsIn(client(gateway, server));
        letsIn(client(gateway, server));
        Await.until("two lines", () -> lines(gateway, DIFFERS + server.url()) == 2);
        gateway.logs("; only logged");
    }

    private SluiceProcess sharing(Redis redis, String url, String verify) {
        return SluiceProcess.start(
                scene,
                configuration(url, verify).with("RedisServer", redis.place()).with("ProxyDatastore", "Redis a."));
    }

    @Test
    @DisplayName("PROXY-SSH-07 two gateways over one Redis share what they know, in the form of the reference")
    void shared() {
        var redis = Redis.start(scene);
        var server = Sshd.start(scene);
        var one = sharing(redis, server.url(), ON);
        var other = sharing(redis, server.url(), ON);
        var hash = "a.proxy_ssh_hostkeys:" + server.url();
        awaitsIn(client(one, server));
        assertThat(redis.says("HGETALL", hash).lines().toList())
                .containsExactlyInAnyOrder("algo", "ssh-ed25519", "blob", server.blob());

        server.changesKey();
        refuses(client(other, server));
        other.logs(DIFFERS + server.url() + "') and ProxySFTPVerifyServer is enabled");
        redis.says("DEL", hash);
        awaitsIn(client(other, server));
        assertThat(redis.says("HGET", hash, "blob")).isEqualTo(server.blob());
        awaitsIn(client(one, server));
    }

    @Test
    @DisplayName("PROXY-SSH-07 while Redis is away only known backends are connected, and then all are again")
    void withoutRedis() {
        var redis = Redis.start(scene);
        var server = Sshd.start(scene);
        var knows = sharing(redis, server.url(), ON);
        var fresh = sharing(redis, server.url(), ON);
        awaitsIn(client(knows, server));
        assertThat(lines(knows, LOST)).isEqualTo(lines(knows, BACK));
        var before = lines(knows, LOST);

        redis.stop();
        letsIn(client(knows, server));
        letsIn(client(knows, server));
        refuses(client(fresh, server));
        refuses(client(fresh, server));
        fresh.logs("unable to check hostkey (vhost ID 1, URI '" + server.url() + "')");
        assertThat(lines(knows, LOST)).isEqualTo(before + 1);
        assertThat(lines(fresh, LOST)).isEqualTo(1);
        server.changesKey();
        refuses(client(knows, server));

        redis.starts();
        for (var gateway : List.of(knows, fresh)) {
            Await.until("Redis is found again", () -> {
                client(gateway, server).ssh("echo in");
                return lines(gateway, BACK) == lines(gateway, LOST);
            });
        }
        awaitsIn(client(fresh, server));
        awaitsIn(client(knows, server));
    }
}
