package io.sluice.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.Gateway;
import io.sluice.GatewaySettings;
import io.sluice.config.Configuration;
import io.sluice.config.ConfigurationException;
import io.sluice.config.Directive;
import io.sluice.module.ActiveModule;
import io.sluice.module.ControlAcl;
import io.sluice.module.ControlAction;
import io.sluice.module.ControlReply;
import io.sluice.module.ServerModule;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The control socket of a gateway within another program, and what a module adds to it.
class ControlsTest {
    private static final String ME = System.getProperty("user.name");

    @TempDir
    Path folder;

    /// A module with an action that says back what it is told, and one that fails.
    private static final class Echo implements ServerModule {
        static final Directive<ControlAcl> ACLS =
                ControlAcl.directive("EchoControlsACLs", Set.of("echo", "fail"), "Who may use the echo.");

        private boolean closed;

        @Override
        public List<String> standsFor() {
            return List.of("mod_echo.c");
        }

        @Override
        public List<Directive<?>> directives() {
            return List.of(ACLS);
        }

        @Override
        public ActiveModule activate(Configuration configuration) {
            return new ActiveModule() {
                @Override
                public List<ControlAction> controls() {
                    return List.of(
                            new ControlAction(
                                    "echo",
                                    "say it again",
                                    ACLS,
                                    words -> closed
                                            ? ControlReply.of(ControlReply.Status.ERROR, "closed")
                                            : new ControlReply(ControlReply.Status.OK, words)),
                            new ControlAction("fail", "do nothing", ACLS, _ -> {
                                throw new IllegalStateException("on purpose");
                            }));
                }

                @Override
                public void close() {
                    closed = true;
                }
            };
        }
    }

    private GatewaySettings settings(String... echoAcl) throws ConfigurationException {
        var builder = GatewaySettings.builder()
                .listen(new InetSocketAddress("127.0.0.1", 0))
                .module(new Echo())
                .log(GatewaySettings.LogTarget.NOTHING)
                .directive("ControlsSocket", socket().toString())
                .directive("ControlsSocketACL", "allow", "user", ME)
                .directive("ControlsACLs", "all", "allow", "user", ME)
                .directive("AdminControlsACLs", "all", "allow", "user", ME);
        if (echoAcl.length > 0) {
            builder.directive("EchoControlsACLs", echoAcl);
        }
        return builder.build();
    }

    private Path socket() {
        return folder.resolve("control.sock");
    }

    /// What the socket answers to a request in JSON.
    private String ask(String json) throws IOException {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
            byte[] body = json.getBytes(UTF_8);
            channel.write(ByteBuffer.allocate(4 + body.length)
                    .order(ByteOrder.nativeOrder())
                    .putInt(body.length)
                    .put(body)
                    .flip());
            var reply = ByteBuffer.wrap(Channels.newInputStream(channel).readAllBytes())
                    .order(ByteOrder.nativeOrder());
            assertThat(reply.getInt()).isEqualTo(reply.remaining());
            return UTF_8.decode(reply).toString();
        }
    }

    @Test
    @DisplayName("CONF-CTL-01 CTRL-04 CTRL-09 a module's action is asked for in JSON, by whom its own directive admits")
    void actionOfAModule() throws Exception {
        try (var _ = Gateway.start(settings("echo", "allow", "user", ME))) {
            assertThat(ask("{\"action\":\"echo\",\"args\":[\"a b\",\"ü\"]}"))
                    .isEqualTo("{\"status\":0,\"responses\":[\"a b\",\"ü\"]}");
            assertThat(ask("{\"action\":\"fail\",\"args\":[]}"))
                    .isEqualTo("{\"status\":-2,\"responses\":[\"access denied\"]}");
            assertThat(ask("{\"action\":\"help\",\"args\":[]}")).contains("\"echo: say it again\"");
            assertThat(ask("{\"action\":\"nosuch\",\"args\":[]}"))
                    .isEqualTo("{\"status\":-7,\"responses\":[\"unsupported action requested\"]}");
            assertThat(ask("{}")).isEqualTo("{\"status\":-7,\"responses\":[\"unsupported action requested\"]}");
        }
    }

    @Test
    void anActionThatFailsIsAnInternalError() throws Exception {
        try (var _ = Gateway.start(settings("all", "allow", "user", ME))) {
            assertThat(ask("{\"action\":\"fail\",\"args\":[]}"))
                    .isEqualTo("{\"status\":-8,\"responses\":[\"internal error; see the log of the server\"]}");
        }
    }

    @Test
    void aReloadHasOtherAcls() throws Exception {
        try (var gateway = Gateway.start(settings("all", "deny", "user", ME))) {
            assertThat(ask("{\"action\":\"echo\",\"args\":[]}")).contains("access denied");

            gateway.reload(settings("all", "allow", "user", ME));

            assertThat(ask("{\"action\":\"echo\",\"args\":[\"x\"]}")).contains("\"x\"");
        }
    }

    @Test
    @DisplayName("CONF-CTL-13 CONF-CTL-15 a gateway within a program is restarted and closed through its socket")
    void restartAndShutdown() throws Exception {
        try (var gateway = Gateway.start(settings())) {
            assertThat(ask("{\"action\":\"restart\",\"args\":[]}")).contains("restarted server");
            assertThat(ask("{\"action\":\"restart\",\"args\":[\"count\"]}")).contains("server restarted 1 time since");
            assertThat(ask("{\"action\":\"shutdown\",\"args\":[]}")).contains("shutting down");

            gateway.close();
            assertThat(socket()).doesNotExist();
        }
    }
}
