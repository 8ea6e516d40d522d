package io.sluice.system.peer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/// One control connection of a [ScriptedBackend], in the backend's words. Text is one char per byte.
public final class ScriptedSession {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Socket socket;
    private final InputStream in;

    ScriptedSession(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.setTcpNoDelay(true);
    }

    /// Sends the lines, each with its line end, in one piece.
    public void replies(String... lines) throws IOException {
        sends(String.join("\r\n", lines) + "\r\n");
    }

    /// Sends the text as it is.
    public void sends(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /// The next command; questions for features, which a gateway may ask at any time, are answered on the way.
    public String command() throws IOException {
        while (true) {
            var line = line();
            if (!line.equalsIgnoreCase("FEAT")) {
                return line;
            }
            replies("211-Features:", " EPSV", " EPRT", " MDTM", " SIZE", " REST STREAM", " UTF8", "211 End");
        }
    }

    /// Demands the command as the next one.
    public void expects(String command) throws IOException {
        assertThat(command()).isEqualTo(command);
    }

    /// Greets, and lets in whoever comes, with the usual texts.
    public void login() throws IOException {
        replies("220 scripted");
        assertThat(command()).startsWith("USER ");
        replies("331 Password, please");
        assertThat(command()).startsWith("PASS ");
        replies("230 Welcome");
    }

    /// Answers `PASV` or `EPSV`, whichever comes, with a listener on a port of the system's choice.
    public ServerSocket passive() throws IOException {
        var command = command();
        var listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
        listener.setSoTimeout((int) PATIENCE.toMillis());
        var port = listener.getLocalPort();
        switch (command) {
            case "PASV" -> replies("227 Entering Passive Mode (127,0,0,1," + (port >> 8) + "," + (port & 255) + ").");
            case "EPSV" -> replies("229 Entering Extended Passive Mode (|||" + port + "|)");
            default -> throw new AssertionError("expected PASV or EPSV, not " + command);
        }
        return listener;
    }

    /// Awaits the peer's end of the connection.
    public void expectsEnd() throws IOException {
        try {
            var last = new String(in.readAllBytes(), ISO_8859_1);
            assertThat(last)
                    .as("a farewell at most, and the end of the control connection")
                    .isIn("", "QUIT\r\n");
        } catch (java.net.SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    public InetSocketAddress peer() {
        return (InetSocketAddress) socket.getRemoteSocketAddress();
    }

    /// Closes at once, without waiting for anything.
    public void close() throws IOException {
        socket.close();
    }

    /// The next line as it came, Telnet commands left out, without its line end.
    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b; (b = in.read()) != '\n'; ) {
            if (b < 0) {
                throw new EOFException("the gateway closed the control connection after " + line);
            }
            if (b == 0xFF) {
                skipTelnet(line);
            } else if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(ISO_8859_1);
    }

    /// IAC IAC is a byte 255; IP (244) and DM (242) stand alone (RFC 854); others have an option after them.
    private void skipTelnet(ByteArrayOutputStream line) throws IOException {
        var command = in.read();
        if (command == 0xFF) {
            line.write(0xFF);
        } else if (command >= 251) {
            assertThat(in.read()).isGreaterThanOrEqualTo(0);
        }
    }
}
