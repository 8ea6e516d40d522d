package io.sluice.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.ftp.Reply;
import io.sluice.module.Decision;
import java.util.Optional;

/// What a decision says to the client and to the log.
final class Decisions {
    private Decisions() {}

    static Optional<String> reply(Decision decision) {
        return switch (decision) {
            case Decision.Refuse refuse -> Optional.of(refuse.reply().lines().getFirst());
            case Decision.Disconnect end -> end.reply().map(Reply::lines).map(lines -> lines.getFirst());
            case Decision.Permit _, Decision.Delay _, Decision.Rewrite _ -> Optional.empty();
        };
    }

    static String log(Decision decision) {
        return decision.steps().getFirst().found();
    }

    static void assertEnds(Decision decision, String reply, String reason, String log) {
        assertThat(decision).isInstanceOf(Decision.Disconnect.class);
        assertThat(reply(decision)).contains(reply);
        assertThat(((Decision.Disconnect) decision).reason().toString()).isEqualTo("Configured policy: " + reason);
        assertThat(log(decision)).isEqualTo(log);
    }
}
