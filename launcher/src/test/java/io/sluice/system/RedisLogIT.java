package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.peers.Program;
import io.sluice.system.client.Curl;
import io.sluice.system.client.DataMode;
import io.sluice.system.client.OpensslClient;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.Certificates;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.peer.Redis;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What happens in sessions, read by others from lists of Redis.
class RedisLogIT {
    @RegisterExtension
    final Scene scene = new Scene();

    private FtpServer backend;
    private Redis redis;

    @BeforeEach
    void peers() {
        backend = Proftpd.start(scene);
        redis = Redis.start(scene);
    }

    private SluiceConfiguration gateway() {
        return SluiceConfiguration.reverse(scene, backend)
                .with("RedisEngine", "on")
                .with("RedisServer", redis.place())
                .lines("LogFormat event \"%m %r %s %u %a\"\nLogFormat end \"%m %E\"\n"
                        + "LogFormat file \"%F %f %b %{transfer-status} %{file-size} %{protocol}\"");
    }

    @Test
    @DisplayName("CACHE-39 a download through the gateway is in the lists, without the password that was passed on")
    void aDownload() throws IOException {
        Files.writeString(backend.home().resolve("a file"), "twelve bytes");
        var gateway = SluiceProcess.start(
                scene,
                gateway()
                        .lines(
                                "RedisLogOnCommand USER,PASS,QUIT event \"k:%U:%{protocol}\"\n"
                                        + "RedisLogOnCommand RETR file files\n"
                                        + "RedisLogOnEvent CONNECT,DISCONNECT end\n"
                                        + "RedisLogFormatExtra file \"{\\\"site\\\":\\\"eu-1\\\",\\\"who\\\":\\\"%u\\\",\\\"level\\\":2}\""));

        Curl.in(scene, DataMode.EPSV)
                .download(gateway.endpoint(backend), "a%20file", scene.folder().resolve("got"));

        Await.until("the session is recorded", () -> redis.list("end").size() == 2);
        assertThat(redis.list("k:joe:ftp"))
                .containsExactly(
                        "{\"command\":\"USER\",\"raw_command\":\"USER joe\",\"response_code\":331,"
                                + "\"remote_ip\":\"127.0.0.1\"}",
                        "{\"command\":\"PASS\",\"raw_command\":\"PASS (hidden)\",\"response_code\":230,"
                                + "\"user\":\"joe\",\"remote_ip\":\"127.0.0.1\"}",
                        "{\"command\":\"QUIT\",\"raw_command\":\"QUIT\",\"response_code\":221,\"user\":\"joe\","
                                + "\"remote_ip\":\"127.0.0.1\"}");
        assertThat(redis.list("files"))
                .singleElement()
                .asString()
                .matches("\\{\"transfer_path\":\"a file\","
                        + "\"file\":\".*/a file\",\"bytes_sent\":12,\"transfer_status\":\"success\",\"file_size\":12,"
                        + "\"protocol\":\"ftp\",\"site\":\"eu-1\",\"who\":\"joe\",\"level\":2}");
        assertThat(redis.list("end"))
                .containsExactly(
                        "{\"connecting\":true}",
                        "{\"disconnecting\":true,\"command\":\"EXIT\",\"session_end_reason\":\"Quit\"}");
    }

    /// A server that lets everybody into `home`, where `name` has these bytes.
    private FtpServer open(String name, byte[] bytes) throws IOException {
        Program.needsRoot("proftpd for anonymous users");
        var home = Files.createDirectories(scene.folder("open").resolve("home/pub"));
        Files.write(home.resolve(name), bytes);
        return Proftpd.start(
                scene,
                "<Anonymous " + home.getParent() + ">\nUser joe\nUserAlias anonymous joe\n"
                        + "AnonRequirePassword off\nRequireValidShell off\n</Anonymous>");
    }

    private String record(String command) {
        return redis.list("all").stream()
                .filter(record -> record.contains("\"command\":\"" + command + "\""))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no record of " + command + " in " + redis.list("all")));
    }

    @Test
    @DisplayName("CACHE-35 each member of the table, as the session of an anonymous user with a real server has it")
    void everyMember() throws IOException {
        var open = open("big", new byte[16 << 20]);
        Files.writeString(open.home().resolve("unused"), "");
        var members = Members.ofTheTable();
        var gateway = SluiceProcess.start(
                scene,
                SluiceConfiguration.reverse(scene, open)
                        .with("RedisEngine", "on")
                        .with("RedisServer", redis.place())
                        .lines("LogFormat all \"" + members.format() + "\"\nRedisLogOnEvent ALL all\n"
                                + "<Class here>\nFrom 127.0.0.1\n</Class>"));
        try (var client = RawClient.connect(scene, gateway.port())) {
            client.expects(220);
            client.asks("USER anonymous", 331);
            client.asks("PASS joe@example.com", 230);
            client.asks("PWD", 257);
            client.asks("CWD pub", 250);
            client.asks("TYPE I", 200);
            client.asks("REST 4", 350);
            assertThat(client.retrieves("RETR big")).hasSize((16 << 20) - 4);
            client.asks("RNFR big", 350);
            client.asks("RNTO small");
            try (var data = client.openPassive()) {
                client.asks("RETR big", 150);
                data.setSoLinger(true, 0);
            }
            client.reply();
            client.asks("QUIT", 221);
        }
        Await.until(
                "the session is recorded",
                () -> redis.list("all").stream().anyMatch(record -> record.contains("disconnecting")));

        assertThat(members.wrong(this::record)).isEmpty();
        assertThat(redis.list("all").stream().filter(record -> record.contains("\"command\":\"RETR\"")))
                .hasSize(2)
                .last()
                .asString()
                .containsPattern("\"transfer_failure\":\"[^\"]+\"");
        assertThat(redis.list("all").getFirst()).startsWith("{\"connecting\":true,\"remote_ip\"");
        assertThat(record("PASS")).doesNotContain("PASS joe");
    }

    @Test
    @DisplayName(
            "CACHE-32 none in a directory and in <Anonymous> stops what is inherited, as a real server leads there")
    void nothingThere() throws IOException {
        var open = open("file", new byte[1]);
        var gateway = SluiceProcess.start(
                scene,
                SluiceConfiguration.reverse(scene, open)
                        .with("RedisEngine", "on")
                        .with("RedisServer", redis.place())
                        .lines("LogFormat event \"%m\"\nRedisLogOnCommand USER,NOOP event\n"
                                + "RedisLogOnEvent USER,NOOP,DISCONNECT event events\n"
                                + "<Directory /pub>\nRedisLogOnEvent none\n</Directory>\n"
                                + "<Anonymous /srv/ftp>\nRedisLogOnCommand none\n</Anonymous>"));
        try (var client = RawClient.connect(scene, gateway.port())) {
            client.expects(220);
            client.asks("USER anonymous", 331);
            client.asks("PASS joe@example.com", 230);
            client.asks("NOOP", 200);
            client.asks("CWD pub", 250);
            client.asks("PWD", 257);
            client.asks("NOOP", 200);
            client.asks("CDUP", 250);
            client.asks("NOOP", 200);
            client.asks("QUIT", 221);
        }

        Await.until("the session is recorded", () -> redis.list("events").size() == 4);
        assertThat(redis.list("event")).containsExactly("{\"command\":\"USER\"}");
        assertThat(redis.list("events"))
                .containsExactly(
                        "{\"command\":\"USER\"}",
                        "{\"command\":\"NOOP\"}",
                        "{\"command\":\"NOOP\"}",
                        "{\"disconnecting\":true,\"command\":\"EXIT\"}");
    }

    @Test
    @DisplayName("CACHE-30 a login that the backend refuses is in the list with its reply")
    void aFailedLogin() throws IOException {
        var gateway = SluiceProcess.start(scene, gateway().lines("RedisLogOnCommand PASS event"));
        try (var client = RawClient.connect(scene, gateway.port())) {
            client.expects(220);
            client.asks("USER joe", 331);
            client.asks("PASS wrong", 530);
        }

        Await.until("the login is recorded", () -> redis.list("event").size() == 1);
        assertThat(redis.list("event").getFirst())
                .startsWith("{\"command\":\"PASS\",\"raw_command\":\"PASS (hidden)\",\"response_code\":530");
        assertThat(redis.says("MGET", "event", "k")).doesNotContain("wrong");
    }

    @Test
    @DisplayName("CACHE-42 a gateway that ends sends what is left first, the ends of its sessions too")
    void theEndOfTheGateway() throws IOException {
        var gateway = SluiceProcess.start(scene, gateway().lines("RedisLogOnEvent NOOP,DISCONNECT end"));
        try (var client = RawClient.connect(scene, gateway.port())) {
            client.expects(220);
            client.login(backend.account());
            for (int i = 0; i < 300; i++) {
                client.asks("NOOP", 200);
            }
            gateway.terminates();
        }

        assertThat(redis.list("end")).hasSize(301);
        assertThat(redis.list("end").getLast()).contains("\"disconnecting\":true", "Server shutting down");
    }

    @Test
    @DisplayName("CACHE-41 without Redis commands are as fast as ever, the oldest records go, and they are counted")
    void withoutRedis() throws IOException {
        var gateway = SluiceProcess.start(scene, gateway().lines("RedisLogOnCommand NOOP event"));
        try (var client = RawClient.connect(scene, gateway.port())) {
            client.expects(220);
            client.login(backend.account());
            client.asks("NOOP", 200);
            Await.until("Redis is in use", () -> redis.list("event").size() == 1);
            redis.stop();
            client.asks("NOOP", 200);
            gateway.logs("cache down: UNAVAILABLE");

            int held = 0;
            for (int i = 0; i < 3000; i++) {
                long before = System.nanoTime();
                client.asks("NOOP", 200);
                held += System.nanoTime() - before > Duration.ofMillis(400).toNanos() ? 1 : 0;
            }
            assertThat(held).as("some, of a busy machine").isLessThan(30);

            redis.starts();
            gateway.logs("records of events were dropped");
            Await.until("what waited is there", () -> redis.list("event").size() == 1000);
        }
        assertThat(gateway.toString().lines().filter(line -> line.contains("redis " + redis.place())))
                .satisfiesExactly(
                        down -> assertThat(down).contains("cache down"),
                        up -> assertThat(up)
                                .contains("cache up again")
                                .endsWith("; 2001 records of events were dropped"));
    }

    @Test
    @DisplayName("CACHE-13 HOST takes the server, the options and the limits of the server it leads to")
    void anotherServer() throws IOException {
        var other = Redis.start(scene);
        var configuration = gateway().lines("RedisLogOnCommand NOOP event");
        var gateway = SluiceProcess.start(
                scene,
                configuration.lines("<VirtualHost 127.0.0.1>\nPort " + configuration.port()
                        + "\nServerName other\nServerAlias other.example\nProxyEngine on\nProxyRole reverse\n"
                        + "ProxyReverseServers " + backend.url() + "\nRedisEngine on\nRedisServer " + other.place()
                        + "\nRedisTimeouts 3000 3000\nRedisOptions NoReconnect\nRedisLogOnCommand NOOP event mine\n"
                        + "</VirtualHost>"));
        try (var client = RawClient.connect(scene, gateway.port())) {
            client.expects(220);
            client.asks("HOST other.example", 220);
            client.login(backend.account());
            client.asks("NOOP", 200);
        }
        Await.until("the command is recorded", () -> other.list("mine").size() == 1);
        assertThat(redis.says("DBSIZE")).isEqualTo("0");

        try (var client = RawClient.connect(scene, gateway.port())) {
            client.expects(220);
            client.login(backend.account());
            client.asks("NOOP", 200);
        }
        Await.until("the command is recorded", () -> redis.list("event").size() == 1);
        assertThat(other.says("DBSIZE")).isEqualTo("1");
    }

    @ParameterizedTest
    @DisplayName("CACHE-13 HOST and SNI take the limits of the server they lead to, and no others")
    @ValueSource(booleans = {false, true})
    void limits(boolean bySni) throws IOException {
        var quick = Redis.start(scene);
        var certificate = Certificates.by(scene, "Authority").issue("ftp.example");
        var tls = "TLSEngine on\nTLSECCertificateFile " + certificate.certificate() + "\nTLSECCertificateKeyFile "
                + certificate.key();
        var configuration = gateway()
                .with("RedisTimeouts", "20000 20000")
                .lines(tls + "\nServerAlias main.example\nRedisLogOnCommand NOOP event");
        var gateway = SluiceProcess.start(
                scene, configuration.lines(other("quick", quick, configuration, tls + "\nRedisTimeouts 2000 1000")));
        var stores = Map.of("main.example", redis, "quick.example", quick);
        for (var each : stores.entrySet()) {
            noop(gateway, each.getKey(), bySni);
            Await.until(
                    "the command is recorded",
                    () -> each.getValue().list("event").size() == 1);
        }

        var patient = connections(redis);
        var hasty = connections(quick);
        assertThat(patient).isNotEmpty();
        assertThat(hasty).isNotEmpty();
        stores.values().forEach(store -> store.says("CLIENT", "PAUSE", "4000"));
        for (String name : stores.keySet()) {
            noop(gateway, name, bySni);
        }

        for (Redis store : stores.values()) {
            Await.until("the command is recorded", () -> store.list("event").size() >= 2);
        }
        assertThat(connections(redis)).as("within 20 s").isEqualTo(patient);
        assertThat(connections(quick)).as("given up after 1 s").doesNotContainAnyElementsOf(hasty);
    }

    /// The numbers of the connections that the gateway has with a store.
    private static List<String> connections(Redis store) {
        return store.says("CLIENT", "LIST")
                .lines()
                .filter(line -> line.startsWith("id=") && !line.contains("cmd=client|list"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }

    private String other(String name, Redis store, SluiceConfiguration configuration, String lines) {
        return "<VirtualHost 127.0.0.1>\nPort " + configuration.port() + "\nServerName " + name + "\nServerAlias "
                + name + ".example\nProxyEngine on\nProxyRole reverse\nProxyReverseServers " + backend.url()
                + "\nRedisEngine on\nRedisServer " + store.place() + "\nRedisLogOnCommand NOOP event\n" + lines
                + "\n</VirtualHost>";
    }

    /// A session with one `NOOP` at the server of that name.
    private void noop(SluiceProcess gateway, String server, boolean bySni) throws IOException {
        if (bySni) {
            var account = backend.account();
            OpensslClient.of(scene, server)
                    .says(gateway.port(), "USER " + account.name(), "PASS " + account.password(), "NOOP", "QUIT");
            return;
        }
        try (var client = RawClient.connect(scene, gateway.port())) {
            client.expects(220);
            client.asks("HOST " + server, 220);
            client.login(backend.account());
            client.asks("NOOP", 200);
        }
    }

    @Test
    @DisplayName("CACHE-12 a RedisServer that stands in <Global> alone serves the datastore and the event log")
    void globalOnly() throws IOException {
        var gateway = SluiceProcess.start(
                scene,
                SluiceConfiguration.reverse(scene, backend, Proftpd.start(scene))
                        .with("ProxyDatastore", "Redis shared.")
                        .with("ProxyReverseConnectPolicy", "PerHost")
                        .lines("LogFormat event \"%m\"\n<Global>\nRedisEngine on\nRedisServer " + redis.place()
                                + "\nRedisLogOnCommand NOOP event\n</Global>"));
        try (var client = RawClient.connect(scene, gateway.port())) {
            client.expects(220);
            client.login(backend.account());
            client.asks("NOOP", 200);

            Await.until("the command is recorded", () -> redis.list("event").size() == 1);
            Await.until(
                    "the datastore is used",
                    () -> redis.says("KEYS", "shared.*").lines().anyMatch(line -> !line.isEmpty()));
        }
    }

    @Test
    @DisplayName("CACHE-26 with RedisEngine on and nothing to record no connection is made")
    void nothingToRecord() throws IOException {
        var gateway = SluiceProcess.start(scene, gateway());
        try (var client = RawClient.connect(scene, gateway.port())) {
            client.expects(220);
            client.login(backend.account());
            client.asks("NOOP", 200);
        }

        assertThat(redis.says("INFO", "stats").lines().filter(line -> line.startsWith("total_connections_received")))
                .singleElement()
                .asString()
                .matches("total_connections_received:[12]\\s*");
    }

    @Test
    @DisplayName("CACHE-10 a RedisLog that cannot be used is a notice, and sessions and their records go on")
    void anUnusableLog() throws IOException {
        var gateway = SluiceProcess.start(
                scene,
                gateway()
                        .with(
                                "RedisLog",
                                scene.folder().resolve("none/redis.log").toString())
                        .lines("RedisLogOnCommand NOOP event"));
        try (var client = RawClient.connect(scene, gateway.port())) {
            client.expects(220);
            client.login(backend.account());
            client.asks("NOOP", 200);
        }

        Await.until("the command is recorded", () -> redis.list("event").size() == 1);
        gateway.logs("notice: unable to open RedisLog '" + scene.folder().resolve("none/redis.log")
                + "': No such file or directory");
    }
}
