package io.sluice.ban;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.ban.BanTable.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BanTableTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Moment clock = new Moment();
    private final List<String> ended = new ArrayList<>();
    private final BanTable table = BanTable.inMemory(clock, new BanTable.Watcher() {
        @Override
        public void banEnded(Ban ban, Duration ago) {
            ended.add(ban.name() + " " + ago.toSeconds());
        }

        @Override
        public void counterEnded(Counter counter, Duration ago) {
            ended.add(counter.key().event().word() + " " + ago.toSeconds());
        }
    });

    private Ban host(String name, int server) {
        return new Ban(BanType.HOST, name, "test", "", Optional.empty(), server);
    }

    private Ban hostFor(String name, Duration length) {
        return new Ban(
                BanType.HOST, name, "test", "", Optional.of(clock.instant().plus(length)), 0);
    }

    private static Rule rule(String event, int most) {
        return new Rule(BanEvent.named(event), most, MINUTE, Duration.ofSeconds(10), "");
    }

    @Test
    @DisplayName("BAN-13 a ban of one server does not hold on another, one of every server does")
    void servers() {
        table.add(host("192.0.2.1", 2));
        table.add(host("192.0.2.2", Ban.EVERY_SERVER));

        assertThat(table.find(BanType.HOST, "192.0.2.1", 1)).isEmpty();
        assertThat(table.find(BanType.HOST, "192.0.2.1", 2)).isPresent();
        assertThat(table.find(BanType.HOST, "192.0.2.2", 7)).isPresent();
        assertThat(table.find(BanType.USER, "192.0.2.2", 7)).isEmpty();
    }

    @Test
    @DisplayName("BAN-27 a subject is banned once for a server, and not where it is banned everywhere")
    void once() {
        assertThat(table.add(host("192.0.2.1", 2))).isInstanceOf(Outcome.Banned.class);
        assertThat(table.add(host("192.0.2.1", 2))).isInstanceOf(Outcome.AlreadyBanned.class);
        assertThat(table.add(host("192.0.2.1", 0))).isInstanceOf(Outcome.Banned.class);
        assertThat(table.add(host("192.0.2.1", 1))).isInstanceOf(Outcome.AlreadyBanned.class);
        assertThat(table.bans()).hasSize(2);
    }

    @Test
    @DisplayName("BAN-17 BAN-37 a ban ends at its time and is told; those of other servers stay")
    void expiry() {
        table.add(new Ban(
                BanType.HOST, "192.0.2.1", "", "", Optional.of(clock.instant().plus(MINUTE)), 1));
        table.add(host("192.0.2.1", 2));
        clock.pass(MINUTE.minusMillis(1));
        assertThat(table.find(BanType.HOST, "192.0.2.1", 1)).isPresent();

        clock.pass(Duration.ofMillis(3001));

        assertThat(table.find(BanType.HOST, "192.0.2.1", 1)).isEmpty();
        assertThat(table.find(BanType.HOST, "192.0.2.1", 2)).isPresent();
        assertThat(ended).containsExactly("192.0.2.1 3");
    }

    @Test
    @DisplayName("BAN-17 what has ended is gone at the next sweep, whether or not anybody asks for it")
    void sweep() {
        table.add(hostFor("192.0.2.1", MINUTE));
        clock.pass(MINUTE);

        table.sweep();

        assertThat(ended).containsExactly("192.0.2.1 0");
        assertThat(table.bans()).isEmpty();
    }

    @Test
    @DisplayName("BAN-20 occurrences count from the first on; the window does not slide")
    void window() throws IOException {
        var rule = rule("UnhandledCommand", 3);

        assertThat(table.count(rule, "192.0.2.1", 1).reached()).isFalse();
        clock.pass(Duration.ofSeconds(59));
        assertThat(table.count(rule, "192.0.2.1", 1).reached()).isFalse();
        clock.pass(Duration.ofSeconds(1));
        var anew = table.count(rule, "192.0.2.1", 1);
        assertThat(anew.began()).isTrue();
        assertThat(anew.reached()).isFalse();
        assertThat(ended).containsExactly("UnhandledCommand 0");
        table.count(rule, "192.0.2.1", 1);
        assertThat(table.count(rule, "192.0.2.1", 1).reached()).isTrue();
        assertThat(table.count(rule, "192.0.2.1", 1).counter().count()).isEqualTo(3);
    }

    @Test
    @DisplayName("BAN-20 BAN-23 sources, servers and events have counters of their own, user-defined ones too")
    void keys() throws IOException {
        for (var event : List.of("core.one", "core.two", "UnhandledCommand")) {
            assertThat(table.count(rule(event, 2), "192.0.2.1", 1).reached()).isFalse();
        }
        assertThat(table.count(rule("core.one", 2), "192.0.2.1", 2).reached()).isFalse();
        assertThat(table.count(rule("core.one", 2), "192.0.2.2", 1).reached()).isFalse();

        assertThat(table.counters()).hasSize(5);
        assertThat(table.count(rule("core.two", 2), "192.0.2.1", 1).reached()).isTrue();
    }

    @Test
    @DisplayName("BAN-25 lifting a ban, and its end, forget what was counted against its subject")
    void forgotten() throws IOException {
        var rule = rule("UnhandledCommand", 1);
        table.count(rule, "192.0.2.1", 1);
        table.count(rule, "192.0.2.2", 1);
        table.add(hostFor("192.0.2.1", Duration.ofSeconds(10)));
        table.add(host("192.0.2.2", 0));

        clock.pass(Duration.ofSeconds(10));
        assertThat(table.remove(ban -> ban.name().equals("192.0.2.2"))).hasSize(1);

        assertThat(table.counters()).isEmpty();
    }

    @Test
    @DisplayName("BAN-28 a full table takes no more bans, and drops none")
    void full() {
        for (int i = 0; i < BanTable.MOST; i++) {
            assertThat(table.add(host("host" + i, 0))).isInstanceOf(Outcome.Banned.class);
        }

        assertThat(table.add(host("one more", 0))).isInstanceOf(Outcome.Full.class);
        assertThat(table.bans()).hasSize(512);
    }

    @Test
    void aFullTableOfCountersForgetsTheOneThatWouldEndFirst() throws IOException {
        var rule = rule("UnhandledCommand", 5);
        for (int i = 0; i < BanTable.MOST; i++) {
            table.count(rule, "host" + i, 1);
            clock.pass(Duration.ofMillis(1));
        }

        table.count(rule, "one more", 1);

        assertThat(table.counters())
                .hasSize(512)
                .extracting(counter -> counter.key().source())
                .contains("one more", "host1")
                .doesNotContain("host0");
    }

    @Test
    void aSlotThatIsFreeIsTakenAgain() throws IOException {
        table.add(host("a", 0));
        table.add(host("b", 0));
        table.remove(ban -> ban.name().equals("a"));

        table.add(host("c", 0));

        assertThat(table.bans()).extracting(Ban::name).containsExactly("c", "b");
    }

    @Test
    void aCounterGoesByTheRuleAsItIsNow() throws IOException {
        table.count(rule("UnhandledCommand", 5), "192.0.2.1", 1);
        table.count(rule("UnhandledCommand", 5), "192.0.2.1", 1);

        assertThat(table.count(rule("UnhandledCommand", 2), "192.0.2.1", 1).reached())
                .isTrue();
        assertThat(table.count(rule("UnhandledCommand", 4), "192.0.2.1", 1).reached())
                .isFalse();
    }
}
