package io.sluice.filter;

import static io.sluice.filter.Decisions.assertEnds;
import static io.sluice.filter.Decisions.reply;
import static io.sluice.filter.FakeSession.outcome;
import static io.sluice.filter.FakeSession.value;
import static io.sluice.filter.FakeSession.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.config.BadValue;
import io.sluice.config.DirectiveSet;
import io.sluice.filter.CredentialSizes.LoginPart;
import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.module.Decision;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SessionChecksTest {

    @Nested
    @DisplayName("CONF-SES-30 Protocols refuses after login")
    class OfProtocols {
        private final Protocols protocols = new Protocols();

        @Test
        void aProtocolThatIsNotListedIsRefused() {
            var session = with(Protocols.PROTOCOLS, "ftps", "SFTP").session();

            assertEnds(
                    protocols.loggedIn(session),
                    "530 Login incorrect.",
                    "Denied by Protocols setting",
                    "protocol 'ftp' denied by Protocols setting");
            assertThat(protocols.loggedIn(session.over("ftps"))).isEqualTo(Decision.PERMIT);
            assertThat(protocols.loggedIn(session.over("ssh2"))).isEqualTo(Decision.PERMIT);
        }

        @Test
        void withoutTheDirectiveEveryProtocolPasses() {
            assertThat(protocols.loggedIn(FakeSession.on(DirectiveSet.EMPTY))).isEqualTo(Decision.PERMIT);
        }
    }

    @Nested
    @DisplayName("CONF-SES-22 USER longer than 256: 501; forward role counts only the login part")
    class OfUserNames {
        private final FakeSession session = FakeSession.on(DirectiveSet.EMPTY);

        @Test
        void aLongNameIsRefused() {
            var sizes = new CredentialSizes(LoginPart.WHOLE);

            assertThat(sizes.command(session, Command.of("USER", "u".repeat(256))))
                    .isEqualTo(Decision.PERMIT);
            assertThat(reply(sizes.command(session, Command.of("USER", "u".repeat(257)))))
                    .contains("501 Login incorrect.");
        }

        @Test
        void aDestinationBehindTheNameDoesNotCount() {
            var sizes = new CredentialSizes(LoginPart.BEFORE_DESTINATION);

            assertThat(sizes.command(session, Command.of("USER", "u".repeat(256) + "@" + "h".repeat(100))))
                    .isEqualTo(Decision.PERMIT);
            assertThat(reply(sizes.command(session, Command.of("USER", "u".repeat(257) + "@h"))))
                    .isPresent();
        }
    }

    @Test
    @DisplayName("CONF-DIR-20 MaxPasswordSize")
    void aLongPasswordIsRefused() {
        var sizes = new CredentialSizes(LoginPart.WHOLE);
        var session = with(CredentialSizes.MAX_PASSWORD_SIZE, "8").session();

        assertThat(sizes.command(session, Command.of("PASS", "12345678"))).isEqualTo(Decision.PERMIT);
        assertThat(reply(sizes.command(session, Command.of("PASS", "123456789"))))
                .contains("501 Login incorrect.");
        assertThat(reply(sizes.command(FakeSession.on(DirectiveSet.EMPTY), Command.of("PASS", "x".repeat(1025)))))
                .isPresent();
    }

    @Nested
    @DisplayName("CONF-SES-21 Command between RNFR and RNTO: 501")
    class OfRename {
        private final RenameOrder order = new RenameOrder();
        private final FakeSession session = FakeSession.on(DirectiveSet.EMPTY);
        private final Command rnfr = Command.of("RNFR", "a");

        @Test
        void anotherCommandIsOutOfOrder() {
            order.finished(session, outcome(rnfr, Reply.of(350, "ready")));

            assertThat(reply(order.command(session, Command.of("PWD")))).contains("501 Bad sequence of commands");
            assertThat(order.command(session, Command.of("NOOP"))).isEqualTo(Decision.PERMIT);
            assertThat(order.command(session, Command.of("RNTO", "b"))).isEqualTo(Decision.PERMIT);
        }

        @Test
        void afterRntoEverythingIsInOrder() {
            order.finished(session, outcome(rnfr, Reply.of(350, "ready")));
            order.finished(session, outcome(Command.of("RNTO", "b"), Reply.of(250, "done")));

            assertThat(order.command(session, Command.of("PWD"))).isEqualTo(Decision.PERMIT);
        }

        @Test
        void aRefusedRnfrBeginsNothing() {
            order.finished(session, outcome(rnfr, Reply.of(550, "no such file")));

            assertThat(order.command(session, Command.of("PWD"))).isEqualTo(Decision.PERMIT);
        }
    }

    @Test
    void zeroLoginAttemptsMeanAnyNumber() throws BadValue {
        assertThat(value(LoginAttempts.MAX_LOGIN_ATTEMPTS, "0")).isEqualTo(OptionalInt.empty());
        assertThat(value(LoginAttempts.MAX_LOGIN_ATTEMPTS, "none")).isEqualTo(OptionalInt.empty());
        assertThat(value(LoginAttempts.MAX_LOGIN_ATTEMPTS, "5")).hasValue(5);
        assertThat(DirectiveSet.EMPTY.get(LoginAttempts.MAX_LOGIN_ATTEMPTS)).hasValue(3);
    }

    @Test
    @DisplayName("CONF-DIR-31 CommandBufferSize limits")
    void theCommandBufferHasALargestSize() throws BadValue {
        assertThat(value(CommandBuffer.COMMAND_BUFFER_SIZE, "512", "KB")).isEqualTo(524_288);
        assertThatExceptionOfType(BadValue.class)
                .isThrownBy(() -> value(CommandBuffer.COMMAND_BUFFER_SIZE, "524289"))
                .withMessageContaining("524288");
        assertThatExceptionOfType(BadValue.class)
                .isThrownBy(() -> value(CommandBuffer.COMMAND_BUFFER_SIZE, "4", "pages"))
                .withMessageStartingWith("unable to parse: 4 pages: Invalid argument");
    }
}
