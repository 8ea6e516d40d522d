package io.sluice.filter;

import static io.sluice.filter.Decisions.log;
import static io.sluice.filter.FakeSession.value;
import static io.sluice.filter.FakeSession.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.config.BadValue;
import io.sluice.ftp.Command;
import io.sluice.module.Decision;
import io.sluice.module.SessionView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RatesTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

    @Nested
    @DisplayName("CONF-SES-20 MaxCommandRate delays, never refuses")
    class OfCommands {
        private final List<String> events = new ArrayList<>();
        private final CommandRate rate = new CommandRate(event -> events.add(event.name()), now::get);

        @Test
        void eachCommandOverTheLimitWaitsLonger() {
            var session = with(CommandRate.MAX_COMMAND_RATE, "2", "3").session();
            assertThat(noop(session)).isEqualTo(Decision.PERMIT);
            assertThat(noop(session)).isEqualTo(Decision.PERMIT);

            var third = noop(session);
            var fourth = noop(session);

            assertThat(((Decision.Delay) third).pause()).isEqualTo(Duration.ofMillis(1500));
            assertThat(((Decision.Delay) fourth).pause()).isEqualTo(Duration.ofMillis(3000));
            assertThat(log(third))
                    .isEqualTo("MaxCommandRate (2 cmds/3 secs) exceeded, injecting processing delay of 1500 ms");
            assertThat(events).containsExactly("core.max-command-rate", "core.max-command-rate");
        }

        @Test
        void theCountBeginsAnewAfterTheInterval() {
            var session = with(CommandRate.MAX_COMMAND_RATE, "1").session();
            noop(session);

            now.set(Instant.EPOCH.plusSeconds(1));

            assertThat(noop(session)).isEqualTo(Decision.PERMIT);
        }

        @Test
        void sessionsAreCountedApart() {
            var directives = with(CommandRate.MAX_COMMAND_RATE, "1");
            noop(directives.session());

            assertThat(noop(directives.session())).isEqualTo(Decision.PERMIT);
        }

        private Decision noop(SessionView session) {
            return rate.command(session, Command.of("NOOP"));
        }
    }

    @Nested
    @DisplayName("CONF-SES-02 MaxConnectionRate")
    class OfConnections {
        @Test
        void connectionsBeyondTheRateAreRefusedUntilTheIntervalIsOver() throws BadValue {
            var rate = value(ConnectionRate.MAX_CONNECTION_RATE, "2", "5");
            var connections = new ConnectionRate();

            assertThat(connections.refusal(rate, Instant.EPOCH)).isEmpty();
            assertThat(connections.refusal(rate, Instant.EPOCH.plusSeconds(1))).isEmpty();
            assertThat(connections.refusal(rate, Instant.EPOCH.plusSeconds(4)))
                    .hasValueSatisfying(step -> assertThat(step.found())
                            .isEqualTo("MaxConnectionRate (2/5 secs) reached, connection denied"));
            assertThat(connections.refusal(rate, Instant.EPOCH.plusSeconds(5))).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({
            "x, 1, invalid connection rate",
            "0, 1, connection rate must be positive",
            "-2, 1, connection rate must be positive",
            "3, 0, interval must be greater than zero"
        })
        void badRatesAreNamed(String number, String seconds, String text) {
            assertThatExceptionOfType(BadValue.class)
                    .isThrownBy(() -> value(ConnectionRate.MAX_CONNECTION_RATE, number, seconds))
                    .withMessageStartingWith(text);
        }
    }

    @Nested
    @DisplayName("CONF-DIR-29 DelayOnEvent delays")
    class OnEvents {
        private final EventDelays delays = new EventDelays(() -> 1L);

        @Test
        void aClientWaitsAtTheEventsNamed() {
            var session = with(EventDelays.DELAY_ON_EVENT, "USER", "250")
                    .with(EventDelays.DELAY_ON_EVENT, "Connect", "2s")
                    .session();

            assertThat(((Decision.Delay) delays.connected(session)).pause()).isEqualTo(Duration.ofSeconds(2));
            assertThat(((Decision.Delay) delays.command(session, Command.of("USER", "ann"))).pause())
                    .isEqualTo(Duration.ofMillis(250));
            assertThat(delays.command(session, Command.of("PASS", "x"))).isEqualTo(Decision.PERMIT);
        }

        @Test
        void aRangeGivesATimeWithinIt() {
            var directives = with(EventDelays.DELAY_ON_EVENT, "FailedLogin", "100-200")
                    .session()
                    .server()
                    .directives();

            assertThat(EventDelays.pause(directives, EventDelays.Event.FAILED_LOGIN, () -> 77L))
                    .hasValueSatisfying(
                            pause -> assertThat(pause).isBetween(Duration.ofMillis(100), Duration.ofMillis(200)));
        }

        @ParameterizedTest
        @CsvSource({"RETR, 1", "USER, soon", "USER, 5-2", "USER, -4"})
        void badDelaysAreRefused(String event, String time) {
            assertThatExceptionOfType(BadValue.class).isThrownBy(() -> value(EventDelays.DELAY_ON_EVENT, event, time));
        }
    }
}
