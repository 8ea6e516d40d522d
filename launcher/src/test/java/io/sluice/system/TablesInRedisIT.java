package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.Certificates;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.peer.Redis;
import io.sluice.system.process.Scene;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Tables of clients in a Redis that others fill, beside the reference.
class TablesInRedisIT {
    @RegisterExtension
    final Scene scene = new Scene();

    private Redis redis;
    private FtpServer backend;

    @BeforeEach
    void aRedis() {
        redis = Redis.start(scene);
        backend = Proftpd.start(scene);
    }

    private SluiceProcess gateway(String tables, String... options) {
        var configuration = SluiceConfiguration.reverse(scene, backend)
                .with("RedisServer", redis.place())
                .with("RedisTimeouts", "5000 5000")
                .with("WrapEngine", "on")
                .with("WrapTables", tables);
        for (var option : options) {
            configuration.with("WrapOptions", option);
        }
        return SluiceProcess.start(scene, configuration);
    }

    private int passwordReply(int port, FtpServer server) throws IOException {
        try (var client = RawClient.connect(scene, port)) {
            client.expects(220);
            client.asks("USER " + server.account().name(), 331);
            client.sends("PASS " + server.account().password());
            return client.reply().code();
        }
    }

    private int passwordReply(SluiceProcess gateway) throws IOException {
        return passwordReply(gateway.port(), backend);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rpush|list|192.0.2.1|230",
                "rpush|list|192.0.2.1, 127.0.0.1|530",
                "rpush|list|127.0.0.|530",
                "rpush|list|ALL EXCEPT 127.0.0.1|230",
                "sadd|set|127.0.0.1|530",
                "sadd|set|127.0.0.0/255.0.0.0|530",
                "sadd|set|192.0.2.|230"
            })
    @DisplayName("ACL-67 lists and sets in Redis refuse whom those of the reference refuse")
    void besideTheReference(String command, String kind, String value, int code) throws IOException {
        redis.says(command, "deny", value);
        var tables = "redis:/" + kind + ":nobody redis:/" + kind + ":deny";
        var reference = Proftpd.start(scene, """
                LoadModule mod_redis.c
                LoadModule mod_wrap2.c
                LoadModule mod_wrap2_redis.c
                RedisEngine on
                RedisServer %s
                WrapEngine on
                WrapTables %s
                """.formatted(redis.place(), tables));

        assertThat(passwordReply(reference.port(), reference)).isEqualTo(code);
        assertThat(passwordReply(gateway(tables))).isEqualTo(code);
    }

    @Test
    @DisplayName("ACL-67 a change in Redis counts at the next login, and whom the first table fits is allowed")
    void changes() throws IOException {
        var gateway = gateway("redis:/set:allow redis:/list:deny");
        assertThat(passwordReply(gateway)).isEqualTo(230);

        redis.says("rpush", "deny", "192.0.2.1", "ALL");
        assertThat(passwordReply(gateway)).isEqualTo(530);
        gateway.logs("refused connection from 127.0.0.1 (rule redis:/list:deny:2)");

        redis.says("sadd", "allow", "127.0.0.1");
        assertThat(passwordReply(gateway)).isEqualTo(230);
    }

    private enum Way {
        ALONE,
        BY_HOST,
        BY_SNI
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("CACHE-13 CACHE-24 NoReconnect of its server: a session that Redis was taken from gets no second"
            + " connection, the next one does")
    @EnumSource
    void noReconnect(Way way) throws IOException {
        var tables = "RedisServer " + redis.place() + "\nWrapEngine on\nWrapTables redis:/set:nobody redis:/set:deny\n";
        var certificate = Certificates.by(scene, "Authority").issue("strict.example");
        var tls = "TLSEngine on\nTLSECCertificateFile " + certificate.certificate() + "\nTLSECCertificateKeyFile "
                + certificate.key() + "\n";
        var strict = tables + "RedisOptions NoReconnect\n" + tls;
        var configuration = SluiceConfiguration.reverse(scene, backend);
        var host = "<VirtualHost 127.0.0.1>\nPort " + configuration.port()
                + "\nServerName strict\nServerAlias strict.example\nProxyEngine on\nProxyRole reverse\n"
                + "ProxyReverseServers " + backend.url() + "\n" + strict + "</VirtualHost>";
        var gateway = SluiceProcess.start(scene, configuration.lines(way == Way.ALONE ? strict : tables + tls + host));
        try (var client = entering(gateway, way)) {
            client.asks("USER " + backend.account().name(), 331);
            client.asks("PASS wrong", 530);

            redis.stop();
            redis.starts();
            redis.says("sadd", "deny", "127.0.0.1");
            client.asks("USER " + backend.account().name(), 331);
            client.asks("PASS wrong", 530);
            gateway.logs("the connection of this session broke, and RedisOptions says NoReconnect");

            assertThat(passwordReply(gateway))
                    .as("of another session, which is denied")
                    .isEqualTo(530);
            client.login(backend.account());
        }
    }

    private RawClient entering(SluiceProcess gateway, Way way) throws IOException {
        var client = RawClient.connect(scene, gateway.port());
        client.expects(220);
        switch (way) {
            case ALONE -> {}
            case BY_HOST -> client.asks("HOST strict.example", 220);
            case BY_SNI -> {
                return client.secured("strict.example");
            }
        }
        return client;
    }

    @Test
    @DisplayName("ACL-68 a Redis that is down refuses nobody, and everybody where FailClosed wants it; said once")
    void outages() throws IOException {
        redis.says("sadd", "deny", "192.0.2.1");
        var open = gateway("builtin:none redis:/set:deny");
        var closed = gateway("builtin:none redis:/set:deny", "FailClosed");
        assertThat(passwordReply(open)).isEqualTo(230);
        assertThat(passwordReply(closed)).isEqualTo(230);

        redis.stop();
        for (int i = 0; i < 4; i++) {
            assertThat(passwordReply(open)).isEqualTo(230);
            assertThat(passwordReply(closed)).isEqualTo(530);
        }
        for (var gateway : new SluiceProcess[] {open, closed}) {
            gateway.logs("error opening deny table");
            assertThat(gateway.process().errors()).containsOnlyOnce("error opening deny table");
        }

        redis.starts();
        Await.until("the table is read again", () -> passwordReply(closed) == 230);
        closed.logs("can be read again");
    }

    @Test
    @DisplayName("ACL-70 tables in Redis without a server for them are an error at the start")
    void noServer() {
        var gateway = SluiceProcess.launch(
                scene, SluiceConfiguration.reverse(scene, backend).with("WrapTables", "builtin:none redis:/set:deny"));

        gateway.logs("fatal: WrapTables: redis table: no server configured; expected RedisServer or RedisSentinel");
    }
}
