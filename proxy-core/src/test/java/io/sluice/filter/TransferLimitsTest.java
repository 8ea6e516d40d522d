package io.sluice.filter;

import static io.sluice.filter.Decisions.reply;
import static io.sluice.filter.FakeSession.outcome;
import static io.sluice.filter.FakeSession.value;
import static io.sluice.filter.FakeSession.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.config.BadValue;
import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("CONF-DIR-19 MaxTransfersPerHost/User: 451")
class TransferLimitsTest {
    private static final Command RETR = Command.of("RETR", "a");
    private final TransferLimits limits = new TransferLimits(_ -> {});

    @Test
    void transfersOfOneHostAreCounted() {
        var directives = with(TransferLimits.MAX_TRANSFERS_PER_HOST, "RETR,stor", "1");
        assertThat(limits.command(directives.session(), RETR)).isEqualTo(Decision.PERMIT);

        assertThat(reply(limits.command(directives.session(), Command.of("STOR", "b"))))
                .contains(
                        "451 Sorry, the maximum number of data transfers (1) from your host are currently being used.");
        assertThat(limits.command(directives.session().from("192.0.2.7"), RETR)).isEqualTo(Decision.PERMIT);
    }

    @Test
    void transfersOfOneUserAreCounted() {
        var directives = with(TransferLimits.MAX_TRANSFERS_PER_USER, "RETR", "1");
        limits.command(directives.session().as("ann"), RETR);

        assertThat(reply(limits.command(directives.session().from("192.0.2.7").as("ann"), RETR)))
                .contains(
                        "451 Sorry, the maximum number of data transfers (1) from this user are currently being used.");
        assertThat(limits.command(directives.session().as("bob"), RETR)).isEqualTo(Decision.PERMIT);
    }

    @Test
    void commandsThatAreNotNamedAreNotLimited() {
        var directives = with(TransferLimits.MAX_TRANSFERS_PER_HOST, "STOR", "1");
        limits.command(directives.session(), RETR);

        assertThat(limits.command(directives.session(), RETR)).isEqualTo(Decision.PERMIT);
    }

    @Test
    void theEndOfATransferMakesRoomAndSoDoesTheEndOfItsSession() {
        var directives = with(TransferLimits.MAX_TRANSFERS_PER_HOST, "RETR", "1", "Wait");
        var first = directives.session();
        var second = directives.session();

        limits.command(first, RETR);
        limits.finished(first, outcome(Command.of("NOOP"), Reply.of(200, "ok")));
        assertThat(reply(limits.command(second, RETR))).contains("451 Wait");

        limits.finished(first, outcome(RETR, Reply.of(226, "done")));
        assertThat(limits.command(second, RETR)).isEqualTo(Decision.PERMIT);

        limits.ended(second, EndReason.of(EndReason.Kind.QUIT));
        assertThat(limits.command(first, RETR)).isEqualTo(Decision.PERMIT);
    }

    @Test
    void onlyCommandsThatTransferCanBeLimited() {
        assertThatExceptionOfType(BadValue.class)
                .isThrownBy(() -> value(TransferLimits.MAX_TRANSFERS_PER_HOST, "RETR,LIST", "1"))
                .withMessageStartingWith("unknown command 'LIST'");
    }
}
