package io.sluice.system.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.system.peer.Account;
import io.sluice.system.process.Scene;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.regex.Pattern;

/// A control connection driven by hand: every byte out, and every reply in, is the test's own.
public final class RawClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /// For many clients at once of servers that take them in turn, on a machine that has other things to do.
    private static final Duration GREAT_PATIENCE = Duration.ofMinutes(3);

    private static final Pattern SIX_NUMBERS = Pattern.compile("(\\d+),(\\d+),(\\d+),(\\d+),(\\d+),(\\d+)");
    private static final Pattern EXTENDED = Pattern.compile("\\(\\|\\|\\|(\\d+)\\|\\)");

    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket socket) throws IOException {
        this(socket, PATIENCE);
    }

    private RawClient(Socket socket, Duration patience) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        socket.setSoTimeout((int) patience.toMillis());
        socket.setTcpNoDelay(true);
    }

    public static RawClient connect(Scene scene, int port) throws IOException {
        return connect(scene, "127.0.0.1", port);
    }

    public static RawClient connect(Scene scene, String host, int port) throws IOException {
        var socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral(host), port), (int) PATIENCE.toMillis());
        return scene.owns(new RawClient(socket));
    }

    /// Connects from another address of this machine, and is in no hurry; the caller closes.
    public static RawClient connectFrom(String address, int port) throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
        var server = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
        socket.connect(server, (int) GREAT_PATIENCE.toMillis());
        return new RawClient(socket, GREAT_PATIENCE);
    }

    /// Connects, takes the greeting, and logs in.
    public static RawClient login(Scene scene, int port, Account account) throws IOException {
        var client = connect(scene, port);
        client.expects(220);
        client.login(account);
        return client;
    }

    /// The same connection under TLS.
    ///
    /// @param server the name of a server in the handshake
    public RawClient secured(String server) throws IOException {
        asks("AUTH TLS", 234);
        var sockets = Believing.context("TLS").getSocketFactory();
        return new RawClient(sockets.createSocket(socket, server, socket.getPort(), true));
    }

    public void login(Account account) throws IOException {
        asks("USER " + account.name(), 331);
        asks("PASS " + account.password(), 230);
    }

    public void sends(String command) throws IOException {
        sendsBytes(command + "\r\n");
    }

    public void sendsBytes(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /// Sends one byte as TCP urgent data.
    public void sendsUrgent(int b) throws IOException {
        socket.sendUrgentData(b);
    }

    /// Sends a command and demands the code of its reply.
    public RawReply asks(String command, int code) throws IOException {
        sends(command);
        return expects(code);
    }

    /// Sends a command and returns its reply, whatever it is.
    public RawReply asks(String command) throws IOException {
        sends(command);
        return reply();
    }

    public RawReply expects(int code) throws IOException {
        var reply = reply();
        assertThat(reply.code()).as(reply.toString()).isEqualTo(code);
        return reply;
    }

    /// One complete reply: up to the line that begins with the first line's code and a space (RFC 959 §4.2).
    public RawReply reply() throws IOException {
        var lines = new ArrayList<String>();
        lines.add(line());
        var first = lines.getFirst();
        if (first.length() > 3 && first.charAt(3) == '-') {
            var code = first.substring(0, 3);
            while (!lines.getLast().startsWith(code + " ") && !lines.getLast().equals(code)) {
                lines.add(line());
            }
        }
        return new RawReply(lines);
    }

    /// Demands that the connection ends without another reply.
    public void expectsEnd() throws IOException {
        try {
            var b = in.read();
            assertThat(b).as("end of the control connection, not a reply").isEqualTo(-1);
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    /// Demands that nothing comes within the time.
    public void expectsNothingFor(Duration time) throws IOException {
        socket.setSoTimeout((int) time.toMillis());
        try {
            assertThat((char) in.read()).as("a reply that was not due").isNull();
        } catch (SocketTimeoutException e) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
        }
    }

    /// Sends `PASV` or `EPSV` and returns where the data connection is to go.
    public InetSocketAddress passive(DataMode mode) throws IOException {
        return switch (mode) {
            case PASV -> place(asks("PASV", 227));
            case EPSV -> {
                var reply = asks("EPSV", 229).text();
                var port = EXTENDED.matcher(reply);
                assertThat(port.find()).as(reply).isTrue();
                yield new InetSocketAddress(socket.getInetAddress(), Integer.parseInt(port.group(1)));
            }
            case PORT, EPRT -> throw new IllegalArgumentException(mode + " is not passive");
        };
    }

    private static InetSocketAddress place(RawReply passive) {
        var reply = passive.text();
        var numbers = SIX_NUMBERS.matcher(reply);
        assertThat(numbers.find()).as(reply).isTrue();
        var host = numbers.group(1) + "." + numbers.group(2) + "." + numbers.group(3) + "." + numbers.group(4);
        var port = Integer.parseInt(numbers.group(5)) * 256 + Integer.parseInt(numbers.group(6));
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    /// Sends `PORT` or `EPRT` for the listener.
    public RawReply active(DataMode mode, ServerSocket listener) throws IOException {
        var port = listener.getLocalPort();
        var host = socket.getLocalAddress().getHostAddress();
        return switch (mode) {
            case PORT ->
                asks(String.format(Locale.ROOT, "PORT %s,%d,%d", host.replace('.', ','), port >> 8, port & 255));
            case EPRT -> asks("EPRT |" + (host.contains(":") ? 2 : 1) + "|" + host + "|" + port + "|");
            case PASV, EPSV -> throw new IllegalArgumentException(mode + " is not active");
        };
    }

    /// A data connection to where `PASV` said; the caller closes it.
    public Socket openPassive() throws IOException {
        return open(passive(DataMode.PASV));
    }

    public static Socket open(InetSocketAddress address) throws IOException {
        var data = new Socket();
        data.connect(address, (int) PATIENCE.toMillis());
        data.setSoTimeout((int) PATIENCE.toMillis());
        return data;
    }

    /// A whole download or listing by `PASV`, both replies included.
    public byte[] retrieves(String command) throws IOException {
        return retrieves(command, passive(DataMode.PASV));
    }

    /// The same from a server with many others to serve, which may have no port for the moment.
    public byte[] retrievesAmongMany(String command) throws IOException {
        var reply = asks("PASV");
        for (int i = 0; i < 10 && reply.code() == 425; i++) {
            reply = asks("PASV");
        }
        return retrieves(command, place(reply));
    }

    private byte[] retrieves(String command, InetSocketAddress place) throws IOException {
        try (var data = open(place)) {
            sends(command);
            assertThat(reply().code()).isIn(125, 150);
            var bytes = data.getInputStream().readAllBytes();
            expects(226);
            return bytes;
        }
    }

    /// A whole upload by `PASV`, both replies included; returns the preliminary one.
    public RawReply stores(String command, byte[] bytes) throws IOException {
        try (var data = openPassive()) {
            sends(command);
            var preliminary = reply();
            assertThat(preliminary.code()).as(preliminary.toString()).isIn(125, 150);
            data.getOutputStream().write(bytes);
            data.close();
            expects(226);
            return preliminary;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    @Override
    public String toString() {
        return "--- client " + socket;
    }

    /// Closes with a reset, as a client does that is killed with data unread.
    public void resets() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b; (b = in.read()) != '\n'; ) {
            if (b < 0) {
                throw new EOFException("the control connection ended after \"" + line + "\"");
            }
            line.write(b);
        }
        var text = line.toString(ISO_8859_1);
        assertThat(text).as("a line ends with CRLF").endsWith("\r");
        return text.substring(0, text.length() - 1);
    }
}
