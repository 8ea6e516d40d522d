package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.ftp.Reply;
import io.sluice.module.EndReason;
import io.sluice.session.peers.Warden;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Servers by their numbers, and their sessions, in the hands of a module.
class NumberedServersTest {
    private static final String[] THREE = {
        "Port {port}",
        "DefaultAddress 127.0.0.1",
        "ServerAlias a.example.com",
        "<VirtualHost 127.0.0.1>",
        "Port {port}",
        "ServerAlias b.example.com",
        "</VirtualHost>",
        "<VirtualHost b.example.com>",
        "Port {port}",
        "</VirtualHost>"
    };

    @TempDir
    private Path folder;

    private final Warden warden = Warden.idle();
    private RunningServer server;

    @BeforeEach
    void start() throws Exception {
        server = RunningServer.of(folder, warden);
        server.resolver.knows("b.example.com", "127.0.0.2");
        server.apply(THREE);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    @DisplayName("BAN-13 servers count from 1, the main one, in the order of their definition, also after HOST")
    void numbers() {
        try (var client = server.client()) {
            client.line();
            client.says("HOST b.example.com");
        }
        try (var client = server.client("127.0.0.2")) {
            client.line();
        }

        assertThat(warden.arrivals()).containsExactly(1, 2, 3);
    }

    @Test
    @DisplayName("BAN-31 servers are found by the address and port they are configured for")
    void places() {
        var core = warden.core();

        assertThat(core.serverAt(place("127.0.0.1", server.port))).isEqualTo(OptionalInt.of(1));
        assertThat(core.serverAt(place("127.0.0.2", server.port))).isEqualTo(OptionalInt.of(3));
        assertThat(core.serverAt(place("127.0.0.2", server.port - 1))).isEmpty();
        assertThat(core.serverAt(place("127.0.0.3", server.port))).isEmpty();
    }

    @Test
    @DisplayName("BAN-35 names are looked up, addresses are themselves, and what nobody knows has none")
    void names() {
        var core = warden.core();

        assertThat(core.addresses("b.example.com")).containsExactly(InetAddress.ofLiteral("127.0.0.2"));
        assertThat(core.addresses("192.0.2.1")).containsExactly(InetAddress.ofLiteral("192.0.2.1"));
        assertThat(core.addresses("nobody.example.com")).isEmpty();
    }

    @Test
    @DisplayName("BAN-36 the sessions of one server end, also those that began before a reload")
    void sessions() throws Exception {
        try (var first = server.client();
                var second = server.client("127.0.0.2")) {
            first.line();
            second.line();
            server.apply(THREE);

            int ended = warden.core()
                    .end(
                            session -> session.server().number() == 3,
                            EndReason.of(EndReason.Kind.BANNED),
                            Optional.of(Reply.of(530, "You are out")));

            assertThat(ended).isEqualTo(1);
            assertThat(second.line()).isEqualTo("530 You are out");
            assertThat(first.says("NOOP")).startsWith("200");
        }
    }

    private static InetSocketAddress place(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }
}
