package io.sluice.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.peers.Program;
import io.sluice.system.client.Ftpdctl;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.process.Scene;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The control socket, its ACLs, and the sessions it ends, with the `ftpdctl` of ProFTPD.
class ControlSocketIT {
    @RegisterExtension
    final Scene scene = new Scene();

    private FtpServer server;
    private Controlled controlled;
    private SluiceConfiguration configuration;
    private Path socket;
    private Ftpdctl ftpdctl;

    @BeforeEach
    void configure() {
        server = Proftpd.start(scene);
        controlled = Controlled.before(scene, server);
        configuration = controlled.configuration();
        socket = controlled.socket();
        ftpdctl = controlled.ftpdctl();
    }

    private RawClient loggedInFrom(String address, SluiceProcess gateway) throws IOException {
        var client = scene.owns(RawClient.connectFrom(address, gateway.port()));
        client.expects(220);
        client.login(server.account());
        return client;
    }

    private static void stays(RawClient client) throws IOException {
        client.asks("PWD", 257);
    }

    @Test
    @DisplayName("CONF-CTL-03 CONF-CTL-08 CTRL-10 CTRL-24 ftpdctl is told which actions there are, as soon as it asks")
    void helpAndList() {
        configuration.with("ControlsInterval", "3600"); // longer than ftpdctl is waited for
        controlled.start();

        assertThat(ftpdctl.asks("help"))
                .contains("help: describe all registered controls", "kick: disconnect a class, host, or user")
                .isSorted();
        assertThat(ftpdctl.asks("lsctrl"))
                .contains("kick (mod_ctrls_admin.c)", "lsctrl (mod_ctrls.c)")
                .isSorted();
    }

    @Test
    @DisplayName("CTRL-01 CTRL-02 CTRL-03 CTRL-04 requests of words and in JSON are answered in kind on one socket")
    void bothLayouts() throws IOException {
        var gateway = controlled.start();
        int little = 1; // the integers below are of a machine with the low byte first
        assertThat(ByteBuffer.allocate(4)
                        .order(ByteOrder.nativeOrder())
                        .putInt(little)
                        .get(0))
                .isEqualTo((byte) 1);

        assertThat(ftpdctl.asks("nosuch")).containsExactly("unsupported action requested");
        assertThat(exchange("00000000 01000000 06000000 6e6f73756368"))
                .isEqualTo("f9ffffff010000001c000000" + hex("unsupported action requested"));
        assertThat(exchange("00000000 00000000")).isEqualTo("f8ffffff0100000012000000" + hex("blocked connection"));
        assertThat(exchange("1d000000" + hex("{\"action\":\"nosuch\",\"args\":[]}")))
                .endsWith(hex("{\"status\":-7,\"responses\":[\"unsupported action requested\"]}"));
        assertThat(json("{ \"action\": \"rmctrl\", \"args\": [\"lsctrl\"] }"))
                .isEqualTo("{\"status\":-5,\"responses\":[\"'lsctrl' control cannot be removed\"]}");
        assertThat(json("{\"action\":\"lsctrl\",\"args\":[]}")).startsWith("{\"status\":0,\"responses\":[\"config ");
        for (var wrong : List.of("{\"action\":\"lsctrl\"}", "{\"action\":\"help\",\"args\":[1]}", "help")) {
            assertThat(json(wrong))
                    .as(wrong)
                    .isEqualTo("{\"status\":-7,\"responses\":[\"unsupported action requested\"]}");
        }
        for (var breach : List.of(
                "00000000 21000000 04000000 68656c70", // 33 words
                "00000000 01000000 80000000", // an action of 128 bytes
                "00000000 02000000 04000000 68656c70 01010000", // a word of 257 bytes
                "00000000 01000000 04000000 68650a70", // a line feed
                "ffffff7f")) { // JSON without end
            assertThat(exchange(breach)).as(breach).isEmpty();
        }
        assertThat(ftpdctl.asks("help")).contains("help: describe all registered controls");
        assertThat(gateway.process().alive()).isTrue();
    }

    private String json(String request) throws IOException {
        var frame = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(request.length());
        var answer = HexFormat.of().parseHex(exchange(HexFormat.of().formatHex(frame.array()) + hex(request)));
        assertThat(ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder()).getInt())
                .isEqualTo(answer.length - 4);
        return new String(answer, 4, answer.length - 4, UTF_8);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(UTF_8));
    }

    /// What comes for these bytes, which are sent one by one, until the gateway closes the connection; in hexadecimal
    /// digits.
    private String exchange(String bytes) throws IOException {
        var answer = new ByteArrayOutputStream();
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            try {
                for (byte each : HexFormat.of().parseHex(bytes.replace(" ", ""))) {
                    channel.write(ByteBuffer.wrap(new byte[] {each}));
                }
                Channels.newInputStream(channel).transferTo(answer);
            } catch (IOException _) {
                // closed before it has read the rest
            }
        }
        return HexFormat.of().formatHex(answer.toByteArray());
    }

    @Test
    @DisplayName("CTRL-06 the name of a client's end is removed if ftpdctl has given it, and no other")
    void nameOfAClient() throws IOException {
        controlled.start();
        var ours = Path.of("/tmp/ftp.cl" + ProcessHandle.current().pid() + System.nanoTime());
        var other = configuration.folder().resolve("ftp.cl12345");
        try {
            askAs(ours);
            askAs(other);

            assertThat(Files.exists(ours, LinkOption.NOFOLLOW_LINKS)).isFalse();
            assertThat(Files.exists(other, LinkOption.NOFOLLOW_LINKS)).isTrue();
        } finally {
            Files.deleteIfExists(ours);
        }
    }

    private void askAs(Path name) throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.bind(UnixDomainSocketAddress.of(name));
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(new byte[8]));
            assertThat(Channels.newInputStream(channel).readAllBytes()).isNotEmpty();
        }
    }

    @Test
    @DisplayName("CONF-CTL-06 CONF-CTL-08 CTRL-11 an action can be taken away and comes back with a reload")
    void actionsTakenAway() {
        var gateway = controlled.start();

        assertThat(ftpdctl.asks("nosuch")).containsExactly("unsupported action requested");
        assertThat(ftpdctl.asks("rmctrl", "kick")).containsExactly("'kick' control disabled");
        assertThat(ftpdctl.asks("kick", "user", "joe")).containsExactly("unsupported action requested");
        assertThat(ftpdctl.asks("insctrl", "kick")).containsExactly("'kick' control enabled");
        assertThat(ftpdctl.asks("kick", "user", "joe")).containsExactly("user 'joe' not connected");

        assertThat(ftpdctl.asks("rmctrl", "all"))
                .containsExactly("all controls disabled", "restart the daemon to re-enable controls");
        assertThat(ftpdctl.runs("lsctrl"))
                .isEqualTo(new Ftpdctl.Said(
                        1, List.of("error contacting server using '" + socket + "': Connection refused")));
        gateway.signal("HUP");
        gateway.logs("configuration reloaded");
        assertThat(ftpdctl.asks("lsctrl")).contains("kick (mod_ctrls_admin.c)");
    }

    @Test
    @DisplayName(
            "CONF-CTL-12 CTRL-17 the sessions of a user are ended, or as many of them as are wanted, the oldest first")
    void kickUser() throws IOException {
        var gateway = controlled.start();
        var first = loggedInFrom("127.0.0.1", gateway);
        var second = loggedInFrom("127.0.0.1", gateway);
        var third = loggedInFrom("127.0.0.1", gateway);

        assertThat(ftpdctl.asks("kick", "user", "-n", "1", "joe", "joe"))
                .containsExactly("kicked user 'joe' (1 clients)");
        first.expectsEnd();
        stays(second);

        assertThat(ftpdctl.asks("kick", "user", "bob", "joe"))
                .containsExactly("user 'bob' not connected", "kicked user 'joe'");
        second.expectsEnd();
        third.expectsEnd();
        Await.until("the backend is left", () -> gateway.connections(port -> port == server.port()) == 0);
    }

    @Test
    @DisplayName("CONF-CTL-12 CTRL-17 the sessions of an address are ended, whoever they are")
    void kickHost() throws IOException {
        var gateway = controlled.start();
        var loggedIn = loggedInFrom("127.0.0.2", gateway);
        var stranger = scene.owns(RawClient.connectFrom("127.0.0.2", gateway.port()));
        stranger.expects(220);
        var other = loggedInFrom("127.0.0.3", gateway);

        assertThat(ftpdctl.asks("kick", "host", "127.0.0.2", "192.0.2.1"))
                .containsExactly("kicked host '127.0.0.2'", "host '192.0.2.1' not connected");

        loggedIn.expectsEnd();
        stranger.expectsEnd();
        stays(other);
    }

    @Test
    @DisplayName(
            "CONF-CTL-12 CTRL-17 ACL-48 the sessions of a class are ended, which is the first that a client belongs to")
    void kickClass() throws IOException {
        configuration.lines("<Class near>\nFrom 127.0.0.2\n</Class>\n<Class everybody>\nFrom 127.0.0.0/8\n</Class>");
        var gateway = controlled.start();
        var near = loggedInFrom("127.0.0.2", gateway);
        var far = loggedInFrom("127.0.0.3", gateway);

        assertThat(ftpdctl.asks("kick", "class", "nobody")).containsExactly("class 'nobody' not connected");
        assertThat(ftpdctl.asks("kick", "class", "everybody")).containsExactly("kicked class 'everybody'");
        far.expectsEnd();
        stays(near);

        assertThat(ftpdctl.asks("kick", "class", "near")).containsExactly("kicked class 'near'");
        near.expectsEnd();
    }

    @Test
    @DisplayName("CONF-CTL-12 CTRL-17 what is wrong with a kick is said as by the reference")
    void wrongKicks() {
        controlled.start();

        controlled.saysWhatTheReferenceSays(List.of(
                List.of(
                        "kick",
                        "kick user",
                        "kick host",
                        "kick class",
                        "kick foo bar",
                        "kick user -n",
                        "kick class -n 0 x"),
                List.of("kick user joe", "kick user -n x joe", "kick user -x joe", "kick class nobody"),
                List.of("kick host 192.0.2.1", "kick host no-such-host.invalid", "nosuch"),
                List.of(
                        "lsctrl all",
                        "help me",
                        "rmctrl",
                        "rmctrl nosuch",
                        "rmctrl insctrl",
                        "rmctrl help",
                        "help",
                        "insctrl all",
                        "insctrl kick")));
    }

    @Test
    @DisplayName(
            "CONF-CTL-04 CTRL-06 CTRL-07 CTRL-08 CTRL-09 CTRL-22 users and groups have what the ACLs give them, and nothing beyond")
    void accessIsDenied() {
        Program.needsRoot("another user's ftpdctl");
        configuration
                .with("ControlsSocketACL", "allow user root,nobody,daemon")
                .with("ControlsACLs", "lsctrl allow group daemon,no-such-group")
                .with("AdminControlsACLs", "kick deny user root,daemon");
        var gateway = controlled.start();
        gateway.logs("ControlsACLs: no such group 'no-such-group'");

        assertThat(ftpdctl.asks("lsctrl")).containsExactly("access denied");
        assertThat(ftpdctl.asks("help")).contains("help: describe all registered controls");
        assertThat(ftpdctl.asks("kick", "user", "joe")).containsExactly("access denied");
        assertThat(ftpdctl.asks("config", "remove", "127.0.0.1", "MaxClients")).containsExactly("access denied");
        assertThat(ftpdctl.asks("get", "directives")).containsExactly("access denied");
        assertThat(ftpdctl.runsAs("bin", "bin", "help").lines()).containsExactly("access denied");
        assertThat(ftpdctl.runsAs("daemon", "daemon", "lsctrl").lines()).contains("kick (mod_ctrls_admin.c)");
        assertThat(ftpdctl.runsAs("daemon", "daemon", "kick", "user", "joe").lines())
                .containsExactly("access denied");
        assertThat(ftpdctl.runsAs("nobody", "nogroup", "kick", "user", "joe").lines())
                .containsExactly("user 'joe' not connected");
        assertThat(ftpdctl.runsAs("bin", "bin", "kick", "user", "joe").lines()).containsExactly("access denied");
        gateway.logs("control by bin/bin: 'kick user joe': ACCESS_DENIED: access denied");
        gateway.logs("control by nobody/nogroup: 'kick user joe': done: user 'joe' not connected");
    }

    @Test
    @DisplayName("CONF-CTL-04 CTRL-07 where no ACL says more, everybody may ask for help and nobody for anything else")
    void nobodyByDefault() {
        configuration.without("ControlsSocketACL").without("ControlsACLs").without("AdminControlsACLs");
        controlled.start();

        assertThat(ftpdctl.asks("help")).contains("help: describe all registered controls");
        assertThat(ftpdctl.asks("kick", "user", "joe")).containsExactly("access denied");
    }

    @Test
    @DisplayName("CONF-CTL-07 CTRL-23 ftpdctl says when nobody listens, or the socket is not named from the root")
    void nobodyListens() {
        configuration.with("ControlsEngine", "off");
        var gateway = controlled.start();

        assertThat(ftpdctl.runs("help"))
                .isEqualTo(new Ftpdctl.Said(
                        1, List.of("error contacting server using '" + socket + "': No such file or directory")));
        assertThat(Ftpdctl.on(scene, "proftpd.sock").runs("help").lines())
                .containsExactly("alternate socket path must be an absolute path");
        assertThat(gateway.process().alive()).isTrue();
    }

    @Test
    @DisplayName("CONF-CTL-03 CTRL-05 the socket is there for all, and gone when the gateway has ended")
    void theSocketItself() throws IOException {
        var gateway = controlled.start();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rwxrwxrwx");
        gateway.terminates();
        assertThat(socket).doesNotExist();
    }

    @Test
    @DisplayName("CONF-CTL-03 CTRL-05 root gives the socket to whom ControlsSocketOwner names")
    void owner() throws IOException {
        Program.needsRoot("a socket of another user");
        configuration.with("ControlsSocketOwner", "no-such-user daemon");
        var gateway = controlled.start();
        gateway.logs("ControlsSocketOwner: no such user 'no-such-user'");
        configuration
                .with("ControlsSocketOwner", "nobody daemon")
                .with("ControlsSocket", (socket = configuration.folder().resolve("other.sock")).toString())
                .write();
        ftpdctl = Ftpdctl.on(scene, socket);
        gateway.signal("HUP");
        gateway.logs("configuration reloaded");

        var attributes = Files.readAttributes(socket, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        assertThat(attributes.owner().getName()).isEqualTo("nobody");
        assertThat(attributes.group().getName()).isEqualTo("daemon");
        assertThat(ftpdctl.asks("lsctrl")).contains("kick (mod_ctrls_admin.c)");
    }

    @Test
    @DisplayName("CONF-CTL-03 CTRL-05 a socket left over is replaced, that of a living server is not, nor is a file")
    void leftOver() throws IOException {
        try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(socket));
        }
        var gateway = controlled.start();
        assertThat(ftpdctl.asks("lsctrl")).contains("kick (mod_ctrls_admin.c)");

        var second = SluiceConfiguration.reverse(scene, server)
                .with("ControlsSocket", socket.toString())
                .with("ControlsSocketACL", "allow user *");
        var other = SluiceProcess.start(scene, second);
        other.logs("ControlsSocket: unable to listen on '" + socket + "': another server listens there");
        assertThat(ftpdctl.asks("lsctrl")).contains("kick (mod_ctrls_admin.c)");
        other.terminates();
        assertThat(ftpdctl.asks("lsctrl")).contains("kick (mod_ctrls_admin.c)");

        var file = Files.writeString(configuration.folder().resolve("precious"), "precious");
        configuration.with("ControlsSocket", file.toString()).write();
        gateway.signal("HUP");
        gateway.logs("ControlsSocket: unable to listen on '" + file + "': is no socket");
        gateway.terminates();
        assertThat(file).hasContent("precious");
        assertThat(Files.exists(socket, LinkOption.NOFOLLOW_LINKS)).isFalse();
    }

    @Test
    @DisplayName("CONF-CTL-01 CTRL-03 a request that is too long, or does not come, costs its client the connection")
    void clientsThatAreNone() throws IOException {
        controlled.start();
        try (var large = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                var silent = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            large.write(ByteBuffer.allocate(12)
                    .order(ByteOrder.nativeOrder())
                    .putInt(0)
                    .putInt(1)
                    .putInt(5000)
                    .flip());

            assertThat(large.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            assertThat(ftpdctl.asks("lsctrl")).contains("kick (mod_ctrls_admin.c)");
            assertThat(silent.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    @DisplayName("CONF-CTL-03 CTRL-23 what was asked for, by whom, and what was answered is in ControlsLog")
    void log() {
        var log = scene.folder("logs").resolve("controls.log");
        configuration.with("ControlsLog", log.toString());
        controlled.start();

        ftpdctl.asks("kick", "user", "joe");

        var lines = List.of(
                "accepted connection from ME client",
                "recvd from ME client: 'kick user joe'",
                "sent to ME client: return value: 0",
                "sent to ME client: 'user 'joe' not connected'",
                "closed connection to ME client");
        Await.until(
                "the log tells",
                () -> Files.exists(log)
                        && Files.readAllLines(log).stream()
                                .map(line -> line.replaceFirst("^.* mod_ctrls/[^ ]+ ", "")
                                        .replaceFirst(Controlled.ME + "/[^ ]+ client", "ME client"))
                                .toList()
                                .equals(lines));
    }
}
