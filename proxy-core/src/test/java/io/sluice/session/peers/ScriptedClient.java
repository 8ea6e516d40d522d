package io.sluice.session.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.ftp.DataAddress;
import io.sluice.ftp.ExtendedPassive;
import io.sluice.ftp.Reply;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// A client that sends what a test says and reads replies one by one.
public record ScriptedClient(Wire wire) implements AutoCloseable {

    public static ScriptedClient of(InetSocketAddress gateway) {
        return new ScriptedClient(Wire.to(gateway));
    }

    public ScriptedClient sends(String... commands) {
        for (String command : commands) {
            wire.sends(command + "\r\n");
        }
        return this;
    }

    /// The next reply, all its lines.
    public Reply reply() {
        var lines = new ArrayList<String>();
        lines.add(wire.line());
        var code = lines.getFirst().substring(0, 3);
        if (lines.getFirst().startsWith(code + "-")) {
            do {
                lines.add(wire.line());
            } while (!lines.getLast().startsWith(code + " ") && !lines.getLast().equals(code));
        }
        return new Reply(Integer.parseInt(code), lines);
    }

    /// Reads a reply, which must have this code.
    public Reply reads(int code) {
        var reply = reply();
        assertThat(reply.code()).as("code of '%s'", reply).isEqualTo(code);
        return reply;
    }

    /// Reads a reply, which must be of this one line.
    public ScriptedClient reads(String line) {
        assertThat(wire.line()).isEqualTo(line);
        return this;
    }

    /// Reads the greeting of a backend that [BackendControl#welcomes], passed on.
    public ScriptedClient greeted() {
        assertThat(wire.line()).startsWith("220 Backend ready");
        return this;
    }

    /// Reads a reply, which must be of these lines.
    public ScriptedClient reads(List<String> lines) {
        assertThat(lines.stream().map(_ -> wire.line()).toList()).isEqualTo(lines);
        return this;
    }

    /// Sends a command, which the backend gets as it is; what that replies comes to the client as it is.
    public ScriptedClient asks(BackendControl backend, String command, String... lines) {
        sends(command);
        backend.expects(command).replies(lines);
        return reads(List.of(lines));
    }

    /// The same with a name and a password, up to the reply to the latter, which is still to be read.
    public ScriptedClient tries(BackendControl backend, String user, String password, String reply) {
        asks(backend, "USER " + user, "331 Password required for " + user);
        sends("PASS " + password);
        backend.expects("PASS " + password).replies(reply);
        return this;
    }

    /// Logs in as joe.
    public ScriptedClient logsIn(BackendControl backend) {
        return tries(backend, "joe", "secret", "230 User joe logged in").reads("230 User joe logged in");
    }

    /// The address of a reply to PASV.
    public DataSide.Dialling readsPassive() {
        return new DataSide.Dialling(
                DataAddress.ofPassive(reads(227)).orElseThrow().socketAddress());
    }

    /// The port of a reply to EPSV, at the address we are connected to.
    public DataSide.Dialling readsExtendedPassive() {
        int port = ExtendedPassive.of(reads(229)).orElseThrow().port();
        return new DataSide.Dialling(new InetSocketAddress(wire.remote().getAddress(), port));
    }

    /// Reads what answers that one of PASV, EPSV, PORT and EPRT if it is accepted.
    public void readsArranged(String verb) {
        switch (verb) {
            case "PASV" -> readsPassive();
            case "EPSV" -> readsExtendedPassive();
            default -> reads("200 " + verb + " command successful");
        }
    }

    public void seesEnd() {
        wire.seesEnd();
    }

    @Override
    public void close() {
        wire.close();
    }
}
