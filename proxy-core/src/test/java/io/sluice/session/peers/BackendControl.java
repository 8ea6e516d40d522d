package io.sluice.session.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.ftp.DataAddress;
import io.sluice.ftp.ExtendedPort;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/// The backend's end of a control connection.
///
/// @param address where it listens, for data too
public record BackendControl(Wire wire, String address) implements AutoCloseable {
    private static final AtomicInteger WELCOMES = new AtomicInteger();

    /// Greets in words of its own, as a server that nobody knows yet, and answers the FEAT that follows with these
    /// features.
    public BackendControl welcomes(String... features) {
        replies("220 Backend ready, welcome number " + WELCOMES.incrementAndGet())
                .expects("FEAT");
        if (features.length == 0) {
            return replies("502 FEAT not implemented");
        }
        replies("211-Features:");
        for (String feature : features) {
            replies(" " + feature);
        }
        return replies("211 End");
    }

    /// Reads a command, which must be this one.
    public BackendControl expects(String line) {
        assertThat(wire.line()).as("command to the backend").isEqualTo(line);
        return this;
    }

    /// Reads an ABOR, with or without the Telnet signals before it.
    public BackendControl expectsAbort() {
        assertThat(wire.line()).as("command to the backend").endsWith("ABOR");
        return this;
    }

    public BackendControl replies(String... lines) {
        for (String line : lines) {
            wire.sends(line + "\r\n");
        }
        return this;
    }

    /// Replies in two segments.
    public BackendControl repliesSplit(String reply, int at) {
        var text = reply + "\r\n";
        wire.sends(text.substring(0, at)).sends(text.substring(at));
        return this;
    }

    /// Expects PASV and listens.
    public DataSide.Listening expectsPasv() {
        expects("PASV");
        var listening = DataSide.Listening.at(address);
        replies("227 Entering Passive Mode (" + listening.numbers() + ").");
        return listening;
    }

    /// Expects EPSV and listens.
    public DataSide.Listening expectsEpsv() {
        expects("EPSV");
        var listening = DataSide.Listening.at(address);
        replies("229 Entering Extended Passive Mode (|||" + listening.port() + "|)");
        return listening;
    }

    /// Expects PORT, and takes it.
    public DataSide.Dialling expectsPort() {
        var line = wire.line();
        assertThat(line).startsWith("PORT ");
        replies("200 PORT command successful");
        return new DataSide.Dialling(
                DataAddress.ofPort(line.substring(5)).orElseThrow().socketAddress());
    }

    /// Expects EPRT, and takes it.
    public DataSide.Dialling expectsEprt() {
        var line = wire.line();
        assertThat(line).startsWith("EPRT ");
        replies("200 EPRT command successful");
        return new DataSide.Dialling(extended(line));
    }

    /// Expects that one of the four commands, and takes it.
    public DataSide takes(String verb) {
        return switch (verb) {
            case "PASV" -> expectsPasv();
            case "EPSV" -> expectsEpsv();
            case "PORT" -> expectsPort();
            case "EPRT" -> expectsEprt();
            default -> throw new IllegalArgumentException(verb);
        };
    }

    private static InetSocketAddress extended(String line) {
        return switch (ExtendedPort.of(line.substring(5))) {
            case ExtendedPort.Accepted(var _, var data) -> data.socketAddress();
            case ExtendedPort.Malformed _, ExtendedPort.UnknownProtocol _ ->
                throw new AssertionError("not an EPRT to be taken: " + line);
        };
    }

    public void seesEnd() {
        wire.seesAnyEnd();
    }

    public void resets() {
        wire.resets();
    }

    @Override
    public void close() {
        wire.close();
    }
}
