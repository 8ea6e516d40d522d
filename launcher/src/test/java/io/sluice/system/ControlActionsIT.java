package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.peers.Ports;
import io.sluice.system.client.Ftpdctl;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the `ftpdctl` of ProFTPD can ask of a running gateway, beside one that it has asked of ProFTPD.
class ControlActionsIT {
    @RegisterExtension
    final Scene scene = new Scene();

    private FtpServer server;
    private Controlled controlled;
    private SluiceConfiguration configuration;
    private Ftpdctl ftpdctl;

    @BeforeEach
    void configure() {
        server = Proftpd.start(scene);
        controlled = Controlled.before(scene, server);
        configuration = controlled.configuration();
        ftpdctl = controlled.ftpdctl();
    }

    private String place() {
        return "127.0.0.1#" + configuration.port();
    }

    @Test
    @DisplayName(
            "CONF-CTL-11 CONF-VH-18 CTRL-15 a server that is down takes no new connections, and keeps its sessions")
    void downAndUp() throws IOException {
        var gateway = controlled.start();
        var before = RawClient.login(scene, gateway.port(), server.account());

        assertThat(ftpdctl.asks("status", place())).containsExactly("status: " + place() + " UP");
        assertThat(ftpdctl.asks("down", place())).containsExactly("down: " + place() + " disabled");
        assertThat(ftpdctl.asks("down", place())).containsExactly("down: " + place() + " already disabled");
        assertThat(ftpdctl.asks("status", "all")).containsExactly("status: " + place() + " DOWN");

        var refused = RawClient.connect(scene, gateway.port());
        assertThat(refused.expects(500).text()).isEqualTo("Sorry, no server available to handle request on 127.0.0.1");
        refused.expectsEnd();
        before.asks("PWD", 257);
        gateway.signal("HUP");
        gateway.logs("configuration reloaded");
        assertThat(ftpdctl.asks("status", "all")).containsExactly("status: " + place() + " UP");

        assertThat(ftpdctl.asks("down", "localhost#" + configuration.port()))
                .containsExactly("down: " + place() + " disabled");
        assertThat(ftpdctl.asks("up", place())).containsExactly("up: " + place() + " enabled");
        assertThat(ftpdctl.asks("up", place())).containsExactly("up: " + place() + " already enabled");
        RawClient.login(scene, gateway.port(), server.account());
    }

    @Test
    @DisplayName("CONF-CTL-11 CONF-VH-18 CTRL-15 one server is down while another is up, until all are")
    void oneOfTwoIsDown() throws IOException {
        int other = Ports.free();
        var otherServer = Proftpd.start(scene);
        configuration.lines("""
                <VirtualHost 127.0.0.1>
                Port %d
                ServerName "other"
                ProxyEngine on
                ProxyRole reverse
                ProxyReverseServers %s
                </VirtualHost>
                """.formatted(other, otherServer.url()));
        var gateway = controlled.start();

        ftpdctl.asks("down", place());

        assertThat(ftpdctl.asks("status", "all"))
                .containsExactly("status: " + place() + " DOWN", "status: 127.0.0.1#" + other + " UP");
        greets(other, otherServer);
        RawClient.connect(scene, gateway.port()).expects(500);
        assertThat(ftpdctl.asks("down", "ALL")).containsExactly("down: all servers disabled");
        RawClient.connect(scene, other).expects(500);
        assertThat(ftpdctl.asks("up", "all")).containsExactly("up: all servers enabled");
        greets(gateway.port(), server);
    }

    /// Demands that the greeting at a port is that of a backend.
    private void greets(int port, FtpServer backend) throws IOException {
        assertThat(RawClient.connect(scene, port).expects(220).text()).contains("backend " + backend.port());
    }

    @Test
    @DisplayName(
            "CONF-CTL-09 CONF-CTL-10 CONF-CTL-11 CONF-CTL-13 CONF-CTL-14 CTRL-12 CTRL-13 CTRL-14 CTRL-15 CTRL-16 CTRL-18 CTRL-19 CTRL-21"
                    + " what is said is what the reference says")
    void likeTheReference() {
        configuration.with(
                "TraceLog", configuration.folder().resolve("trace.log").toString());
        controlled.start();

        controlled.saysWhatTheReferenceSays(List.of(
                List.of(
                        "status",
                        "status 192.0.2.1#2121",
                        "status 192.0.2.1",
                        "down",
                        "down 192.0.2.1#2121",
                        "up",
                        "up 192.0.2.1#2121 192.0.2.1#2122",
                        "up no-such-host.invalid",
                        "status no-such-host.invalid",
                        "down no-such-host.invalid#2121"),
                List.of(
                        "debug",
                        "debug level 5",
                        "debug level -1",
                        "debug foo",
                        "debug foo 1",
                        "debug level 0",
                        "debug level",
                        "debug memory",
                        "debug level 1 2",
                        "scoreboard",
                        "scoreboard clean x",
                        "scoreboard scrub",
                        "scoreboard clean",
                        "scoreboard foo"),
                List.of(
                        "trace",
                        "trace info",
                        "trace auth:5",
                        "trace auth:2-9 netio:3",
                        "trace auth",
                        "trace auth:x",
                        "get",
                        "trace auth:5-2",
                        "get foo",
                        "get config",
                        "get directives x",
                        "get config Nosuch ServerName Port"),
                List.of(
                        "dns",
                        "dns on",
                        "dns off",
                        "dns maybe",
                        "dns on x y",
                        "dns cache clear",
                        "dns cache x",
                        "dns clear cache",
                        "restart foo",
                        "restart x y"),
                List.of(
                        "config",
                        "config set",
                        "config set 192.0.2.1:2121",
                        "config set 192.0.2.1:2121 MaxClients 5",
                        "config remove",
                        "config remove 192.0.2.1:2121 MaxClients",
                        "config remove 192.0.2.1:2121 MaxClients 5",
                        "config set [::1 MaxClients 5",
                        "config set no-such-host.invalid:2121 MaxClients 5",
                        "config foo 192.0.2.1:2121 MaxClients")));
    }

    @Test
    @DisplayName("CONF-CTL-09 CTRL-13 debug lines are shown up to the level that is set, until the next reload")
    void debugLevel() throws IOException {
        var gateway = controlled.start();

        assertThat(ftpdctl.asks("debug", "level")).containsExactly("debug level set to 0");
        assertThat(ftpdctl.asks("debug", "level", "x")).containsExactly("debug level must be numeric: 'x'");
        assertThat(ftpdctl.asks("debug", "level", "11")).containsExactly("debug level must not be greater than 10");
        assertThat(ftpdctl.asks("debug", "level", "7")).containsExactly("debug level set to 7");
        assertThat(ftpdctl.asks("debug", "level")).containsExactly("debug level set to 7");
        SocketChannel.open(UnixDomainSocketAddress.of(controlled.socket())).close();
        gateway.logs("a client of the control socket was dropped");

        gateway.signal("HUP");
        gateway.logs("configuration reloaded");
        assertThat(ftpdctl.asks("debug", "level")).containsExactly("debug level set to 0");
    }

    @Test
    @DisplayName("CONF-CTL-09 CTRL-21 channels are traced for sessions that begin from now on")
    void trace() throws IOException {
        var log = configuration.folder().resolve("trace.log");
        configuration.with("TraceLog", log.toString());
        var gateway = controlled.start();
        RawClient.login(scene, gateway.port(), server.account());
        assertThat(Files.exists(log) ? Files.readString(log) : "").doesNotContain("<proxy");

        assertThat(ftpdctl.asks("trace", "proxy.conn:20", "proxy.ftp.ctrl:20"))
                .containsExactly(
                        "trace: set channel 'proxy.conn' to levels 1-20",
                        "trace: set channel 'proxy.ftp.ctrl' to levels 1-20");
        assertThat(ftpdctl.asks("trace", "info"))
                .containsExactly(
                        "Channel    Level ", "---------- ------", "proxy.conn 20    ", "proxy.ftp.ctrl 20    ");
        RawClient.login(scene, gateway.port(), server.account());
        Await.until("a traced line", () -> Files.readString(log).contains("<proxy"));
    }

    @Test
    @DisplayName("CONF-CTL-13 CTRL-18 a restart reads the file again, is counted, and keeps sessions")
    void restart() throws IOException {
        var gateway = controlled.start();
        var before = RawClient.login(scene, gateway.port(), server.account());
        assertThat(ftpdctl.asks("restart", "count").getFirst())
                .matches("server restarted 0 times since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d GMT");
        var other = Proftpd.start(scene);
        configuration.with("ProxyReverseServers", other.url()).write();

        assertThat(ftpdctl.asks("restart")).containsExactly("restarted server");

        greets(gateway.port(), other);
        before.asks("PWD", 257);
        assertThat(ftpdctl.asks("restart", "count").getFirst()).startsWith("server restarted 1 time since ");
    }

    @Test
    @DisplayName("CONF-CTL-13 CTRL-18 a restart with a bad file says in the log what is wrong, and changes nothing")
    void restartWithABadFile() {
        var gateway = controlled.start();
        configuration.with("TimeoutIdle", "never").write();

        assertThat(ftpdctl.asks("restart")).containsExactly("restarted server");
        gateway.logs("fatal: TimeoutIdle: error parsing timeout value 'never'");
        assertThat(ftpdctl.asks("restart", "count").getFirst()).startsWith("server restarted 0 times since ");
        assertThat(gateway.process().alive()).isTrue();
    }

    @Test
    @DisplayName(
            "CONF-CTL-16 CTRL-12 directives are set and removed in a running server, until it reads its file again")
    void config() throws IOException {
        var other = Proftpd.start(scene);
        var gateway = controlled.start();
        var before = RawClient.login(scene, gateway.port(), server.account());
        var place = "127.0.0.1:" + gateway.port();

        assertThat(ftpdctl.asks("config", "set", place, "ProxyReverseServers", other.url()))
                .containsExactly("config set: ProxyReverseServers configured");
        greets(gateway.port(), other);
        before.asks("PWD", 257);
        assertThat(ftpdctl.asks("get", "config", "ProxyReverseServers"))
                .containsExactly("ProxyReverseServers: not retrievable");
        assertThat(ftpdctl.asks("config", "set", place, "SQLConnectInfo", "/db", "joe", "hidden"))
                .containsExactly("config set: SQLConnectInfo configured");
        gateway.logs("'config set " + place + " SQLConnectInfo ***': done");
        assertThat(gateway.process().errors()).doesNotContain("hidden");

        assertThat(ftpdctl.asks("config", "set", place, "TimeoutIdle", "never").getFirst())
                .startsWith("config set: TimeoutIdle: error parsing timeout value 'never'");
        assertThat(ftpdctl.asks("config", "set", place, "Nosuch", "1"))
                .containsExactly("config set: unknown configuration directive 'Nosuch'");
        assertThat(ftpdctl.asks("config", "set", place, "Include", "/etc/passwd"))
                .containsExactly("config set: unknown configuration directive 'Include'");
        assertThat(ftpdctl.asks("config", "set", place, "timeoutidle", "77"))
                .containsExactly("config set: TimeoutIdle configured");
        assertThat(ftpdctl.asks("get", "config", "TimeoutIdle")).containsExactly("TimeoutIdle: not retrievable");
        assertThat(ftpdctl.asks("config", "remove", place, "TimeoutIdle"))
                .containsExactly("config remove: TimeoutIdle removed");
        assertThat(ftpdctl.asks("config", "remove", place, "TimeoutIdle"))
                .containsExactly("config remove: TimeoutIdle not found in configuration");
        assertThat(ftpdctl.asks("get", "config", "TimeoutIdle")).containsExactly("TimeoutIdle: directive not found");

        assertThat(ftpdctl.asks("restart")).containsExactly("restarted server");
        greets(gateway.port(), server);
    }

    @Test
    @DisplayName("CONF-CTL-16 CTRL-16 directives are listed, and their values are not shown")
    void get() {
        configuration.with("SQLConnectInfo", "/db joe hidden");
        controlled.start();

        assertThat(ftpdctl.asks("get", "config", "SQLConnectInfo", "Nosuch"))
                .containsExactly("SQLConnectInfo: not retrievable", "Nosuch: directive not found");
        assertThat(ftpdctl.asks("get", "directives"))
                .isSorted()
                .contains(
                        "</Global> (mod_core.c)",
                        "ProxyReverseServers (mod_proxy.c)",
                        "AdminControlsACLs (mod_ctrls_admin.c)");
    }

    @Test
    @DisplayName(
            "CONF-CTL-15 CTRL-05 CTRL-20 the gateway ends when it is told to, having said so; an unknown word ends nothing")
    void shutdown() throws IOException {
        var gateway = controlled.start();
        var client = RawClient.login(scene, gateway.port(), server.account());

        assertThat(ftpdctl.asks("shutdown", "now")).containsExactly("wrong number of parameters");
        assertThat(ftpdctl.asks("shutdown", "graceful", "soon")).containsExactly("timeout must be numeric");
        assertThat(ftpdctl.asks("shutdown", "graceful", "0")).containsExactly("timeout must be positive");
        assertThat(ftpdctl.asks("shutdown", "graceful", "301")).containsExactly("timeout must be less than 300 secs");
        client.asks("PWD", 257);
        assertThat(ftpdctl.asks("shutdown")).containsExactly("shutting down");

        client.expectsEnd();
        assertThat(gateway.process().awaitExit(Duration.ofSeconds(20))).isZero();
        assertThat(controlled.socket()).doesNotExist();
        assertThat(configuration.pidFile()).doesNotExist();
        assertThat(gateway.process().errors()).contains("SHUTDOWN");
    }

    @Test
    @DisplayName("CONF-CTL-15 CTRL-20 a graceful end waits for the sessions, and takes no more")
    void gracefulShutdown() throws IOException {
        var gateway = controlled.start();
        var client = RawClient.login(scene, gateway.port(), server.account());

        assertThat(ftpdctl.asks("shutdown", "graceful")).containsExactly("shutting down");

        Await.until("nobody listens", () -> !Ports.listening(gateway.port()));
        client.asks("PWD", 257);
        assertThat(gateway.process().alive()).isTrue();
        client.asks("QUIT", 221);
        assertThat(gateway.process().awaitExit(Duration.ofSeconds(20))).isZero();
    }

    @Test
    @DisplayName("CONF-CTL-15 CTRL-20 a graceful end waits no longer than it is told to")
    void gracefulShutdownWithALimit() throws IOException {
        var gateway = controlled.start();
        var client = RawClient.login(scene, gateway.port(), server.account());

        assertThat(ftpdctl.asks("shutdown", "graceful", "1")).containsExactly("shutting down");

        client.expectsEnd();
        assertThat(gateway.process().awaitExit(Duration.ofSeconds(20))).isZero();
    }

    @Test
    @DisplayName("CONF-CTL-07 sluice ctl says what ftpdctl says, and by its status whether it was done")
    void ownClient() {
        controlled.start();
        var file = configuration.folder().resolve("sluice.conf").toString();
        var socket = controlled.socket().toString();

        assertThat(ctl("-s", socket, "status", "all"))
                .isEqualTo(new Ftpdctl.Said(0, List.of("sluice: status: " + place() + " UP")));
        assertThat(ctl("-c", file, "kick", "foo", "joe"))
                .isEqualTo(new Ftpdctl.Said(1, List.of("sluice: unknown kick type requested: 'foo'")));
        assertThat(ctl("-s", socket + "x", "help"))
                .isEqualTo(new Ftpdctl.Said(
                        1,
                        List.of("sluice: error contacting server using '" + socket + "x': No such file or directory")));
    }

    @Test
    @DisplayName("CONF-CTL-02 CTRL-01 sluice ctl asks a ProFTPD too, that speaks no JSON, and a gateway either way")
    void ownClientOfTheReference() {
        var reference = Controlled.reference(scene, Ports.free());

        assertThat(ctl("-s", reference.socket(), "debug", "level", "3"))
                .isEqualTo(new Ftpdctl.Said(0, List.of("sluice: debug level set to 3")));
        assertThat(ctl("-s", reference.socket(), "nosuch"))
                .isEqualTo(new Ftpdctl.Said(1, List.of("sluice: unsupported action requested")));
        assertThat(ctl("-b", "-s", reference.socket(), "debug", "level", "3"))
                .isEqualTo(new Ftpdctl.Said(0, List.of("sluice: debug level set to 3")));

        controlled.start();
        var ours = controlled.socket().toString();
        for (var either : List.of(List.of("-s", ours), List.of("-b", "-s", ours))) {
            assertThat(ctl(words(either, "rmctrl", "lsctrl")))
                    .isEqualTo(new Ftpdctl.Said(1, List.of("sluice: 'lsctrl' control cannot be removed")));
        }
        var tooMuchForJson = "x".repeat(256);
        assertThat(ctl("-s", ours, "dns", tooMuchForJson, tooMuchForJson, tooMuchForJson, tooMuchForJson)
                        .lines())
                .containsExactly("sluice: dns: wrong number of parameters");
    }

    private static String[] words(List<String> before, String... words) {
        return Stream.concat(before.stream(), Stream.of(words)).toArray(String[]::new);
    }

    private Ftpdctl.Said ctl(String... words) {
        var command = SluiceProcess.command(
                Stream.concat(Stream.of("ctl"), Stream.of(words)).toArray(String[]::new));
        try (var child = ChildProcess.start(scene.folder(), "ctl", command)) {
            int status = child.awaitExit(Duration.ofSeconds(60));
            return new Ftpdctl.Said(
                    status, (child.output() + child.errors()).lines().toList());
        }
    }

    @Test
    @DisplayName("CONF-CTL-03 CTRL-10 all that can be asked for is described in the words of the reference")
    void descriptions() {
        var reference = Controlled.reference(scene, Ports.free());
        controlled.start();

        assertThat(ftpdctl.asks("help"))
                .isEqualTo(without(reference.asks("help"), List.of("delay:", "insmod:", "lsmod:", "rmmod:")));
    }

    private static List<String> without(List<String> lines, List<String> beginnings) {
        return lines.stream()
                .filter(line -> beginnings.stream().noneMatch(line::startsWith))
                .toList();
    }
}
