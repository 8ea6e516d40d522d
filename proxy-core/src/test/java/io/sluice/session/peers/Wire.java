package io.sluice.session.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import javax.net.ssl.SSLEngine;

/// One connected socket in the hands of a test.
public final class Wire implements AutoCloseable {
    /// More than tests have that run at once.
    private static final int MOST_RECENT = 500;

    /// Held, as a test may drop one end of a connection that is to stay, and the garbage collector would close it.
    private static final Deque<Wire> RECENT = new ArrayDeque<>();

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final Optional<TlsStreams> tls;

    public Wire(Socket socket) {
        this.socket = socket;
        this.tls = Optional.empty();
        try {
            socket.setSoTimeout(Await.USUAL_MILLIS);
            socket.setTcpNoDelay(true);
            this.in = new BufferedInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        hold(this);
    }

    private static void hold(Wire wire) {
        synchronized (RECENT) {
            RECENT.add(wire);
            if (RECENT.size() > MOST_RECENT) {
                RECENT.remove();
            }
        }
    }

    private Wire(Socket socket, TlsStreams tls) {
        this.socket = socket;
        this.tls = Optional.of(tls);
        this.in = new BufferedInputStream(tls.in());
        this.out = tls.out();
    }

    /// The same connection under TLS, after a handshake.
    public Wire secured(SSLEngine engine) throws IOException {
        var streams = new TlsStreams(engine, in, out);
        streams.handshake();
        return new Wire(socket, streams);
    }

    /// The same connection without TLS again, read from where TLS has ended.
    public Wire cleared() {
        return new Wire(socket);
    }

    /// Ends the TLS session, and not the connection.
    public void endsTls() {
        try {
            tls.orElseThrow().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sees the TLS session end, and the connection go on.
    public void seesEndOfTlsSession() {
        try {
            assertThat(in.read()).as("end of the TLS session").isNegative();
        } catch (IOException e) {
            throw new AssertionError("instead of the end of the TLS session: " + e, e);
        }
        assertThat(isEndedByTls()).as("the TLS session was ended").isTrue();
    }

    /// Sees the TLS session end after this text, and leaves the connection as it is.
    public void seesEndOfTlsAfter(String text) {
        assertThat(new String(bytes(text.length()), StandardCharsets.ISO_8859_1))
                .isEqualTo(text);
        seesEndOfTlsSession();
    }

    /// Sees the TLS session end in good order, without another byte.
    public void seesEndOfTls() {
        assertThat(text()).isEmpty();
        assertThat(isEndedByTls()).as("the TLS session was ended").isTrue();
    }

    /// Whether the peer has ended the TLS session before the connection.
    public boolean isEndedByTls() {
        return tls.orElseThrow().isEndedByTls();
    }

    /// Sends bytes as they are, whatever lies over the connection.
    public Wire sendsRaw(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Wire to(InetSocketAddress address) {
        try {
            var socket = new Socket();
            socket.connect(address, Await.USUAL_MILLIS);
            return new Wire(socket);
        } catch (IOException e) {
            throw new UncheckedIOException("connecting to " + address, e);
        }
    }

    /// Connects from that address of ours.
    public static Wire from(String address, InetSocketAddress target) {
        try {
            var socket = new Socket();
            socket.bind(new InetSocketAddress(address, 0));
            socket.connect(target, Await.USUAL_MILLIS);
            return new Wire(socket);
        } catch (IOException e) {
            throw new UncheckedIOException("connecting to " + target, e);
        }
    }

    public Wire sends(String text) {
        return sends(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public Wire sends(byte[] bytes) {
        try {
            out.write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends one byte as TCP urgent data.
    public Wire urges(int b) {
        try {
            socket.sendUrgentData(b);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The next line, without its line end.
    public String line() {
        var line = new ByteArrayOutputStream();
        try {
            for (int b = in.read(); b != '\n'; b = in.read()) {
                assertThat(b).as("connection ended after '%s'", line).isNotNegative();
                line.write(b);
            }
        } catch (IOException e) {
            throw new AssertionError("while waiting for a line, after '" + line + "': " + e, e);
        }
        return line.toString(StandardCharsets.ISO_8859_1).replaceFirst("\r$", "");
    }

    /// The next byte, or -1 at an end in good order.
    public int read() throws IOException {
        return in.read();
    }

    /// Everything up to the end of the connection, which must be one in good order.
    public byte[] everything() {
        try {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError("instead of a clean end: " + e, e);
        }
    }

    public String text() {
        return new String(everything(), StandardCharsets.ISO_8859_1);
    }

    public byte[] bytes(int count) {
        try {
            return in.readNBytes(count);
        } catch (IOException e) {
            throw new AssertionError("while waiting for " + count + " bytes: " + e, e);
        }
    }

    /// Sees the connection end, in good order, without another byte.
    public void seesEnd() {
        assertThat(text()).isEmpty();
    }

    /// Sees the connection end, however it ends, after whatever else was sent.
    public void seesAnyEnd() {
        try {
            in.readAllBytes();
        } catch (SocketException _) {
            // a reset is an end
        } catch (IOException e) {
            throw new AssertionError("instead of an end: " + e, e);
        }
    }

    /// Sees the connection reset, after whatever else was sent: to a receiver of data this is no complete end.
    public void seesReset() {
        try {
            in.readAllBytes();
        } catch (SocketException _) {
            return;
        } catch (IOException e) {
            throw new AssertionError("instead of a reset: " + e, e);
        }
        throw new AssertionError("the connection ended in good order, not by a reset");
    }

    /// Whether nothing comes for that long.
    public boolean isSilentFor(int millis) {
        try {
            socket.setSoTimeout(millis);
            in.mark(1);
            in.read();
            in.reset();
            return false;
        } catch (SocketTimeoutException _) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            patient();
        }
    }

    private void patient() {
        try {
            socket.setSoTimeout(Await.USUAL_MILLIS);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends the sending side.
    public void endsOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Breaks the connection off.
    public void resets() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public InetSocketAddress local() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    public InetSocketAddress remote() {
        return (InetSocketAddress) socket.getRemoteSocketAddress();
    }

    /// Makes the receive buffer small, so that a peer that sends much has to wait for us.
    public void takesLittle() {
        try {
            socket.setReceiveBufferSize(4096);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
