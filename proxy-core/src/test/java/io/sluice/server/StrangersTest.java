package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class StrangersTest {
    private static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress THERE = InetAddress.ofLiteral("192.0.2.2");
    private static final OptionalInt ANY = OptionalInt.empty();
    private static final OptionalInt ONE = OptionalInt.of(1);

    private final Strangers strangers = new Strangers();

    @Test
    void areCountedInAll() {
        var first = strangers.enter(ONE).orElseThrow();

        assertThat(strangers.enter(ONE)).isEmpty();

        first.leaves();
        assertThat(strangers.enter(ONE)).isPresent();
    }

    @Test
    void areCountedAtEachAddress() {
        var first = strangers.enter(ANY).orElseThrow();
        var second = strangers.enter(ANY).orElseThrow();
        var third = strangers.enter(ANY).orElseThrow();

        assertThat(first.comesFrom(HERE, ONE)).isTrue();
        assertThat(second.comesFrom(HERE, ONE)).isFalse();
        assertThat(third.comesFrom(THERE, ONE)).isTrue();

        first.leaves();
        assertThat(second.comesFrom(HERE, ONE)).isTrue();
    }

    @Test
    void leaveOnce() {
        var first = strangers.enter(ANY).orElseThrow();
        first.comesFrom(HERE, ANY);
        strangers.enter(ANY).orElseThrow().comesFrom(HERE, ANY);

        first.leaves();
        first.leaves();

        assertThat(strangers.count()).isEqualTo(1);
        assertThat(strangers.enter(ANY).orElseThrow().comesFrom(HERE, ONE)).isFalse();
    }
}
