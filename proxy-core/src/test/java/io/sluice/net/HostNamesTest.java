package io.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class HostNamesTest {
    private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.10");
    private static final InetAddress OTHER = InetAddress.ofLiteral("192.0.2.11");

    private final Zone zone = new Zone();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final HostNames names = new HostNames(zone, Duration.ofSeconds(5), Duration.ofSeconds(60), now::get);

    @Nested
    @DisplayName("CONF-DIR-10 UseReverseDNS on")
    class Reverse {
        @Test
        @DisplayName("ACL-12 a name that resolves back is used; all of its addresses are compared")
        void aNameThatResolvesBackIsUsed() {
            zone.reverse = Map.of(CLIENT, "client.example.com");
            zone.forward = Map.of("client.example.com", List.of(OTHER, CLIENT));

            assertThat(names.name(CLIENT)).contains("client.example.com");
            assertThat(names.nameOrAddress(CLIENT)).isEqualTo("client.example.com");
        }

        @Test
        @DisplayName("ACL-12 a name that resolves to others is not used")
        void aNameOfAnotherAddressIsNotUsed() {
            zone.reverse = Map.of(CLIENT, "liar.example.com");
            zone.forward = Map.of("liar.example.com", List.of(OTHER));

            assertThat(names.name(CLIENT)).isEmpty();
        }

        @Test
        void anAddressWithoutANameStandsForItself() {
            assertThat(names.nameOrAddress(CLIENT)).isEqualTo("192.0.2.10");
        }
    }

    @Test
    @DisplayName("CONF-DIR-11 UseReverseDNS off: no query")
    void nothingIsAskedWhileReverseLookUpsAreOff() {
        names.useReverse(false);

        assertThat(names.nameOrAddress(CLIENT)).isEqualTo("192.0.2.10");
        assertThat(zone.questions).hasValue(0);
    }

    @Test
    void answersAreKeptEvenEmptyOnes() {
        names.addresses("nowhere.example.com");
        names.addresses("NOWHERE.example.com");
        assertThat(zone.questions).hasValue(1);

        now.set(Instant.EPOCH.plusSeconds(61));
        names.addresses("nowhere.example.com");
        assertThat(zone.questions).hasValue(2);

        names.clear();
        names.addresses("nowhere.example.com");
        assertThat(zone.questions).hasValue(3);
    }

    @Test
    void aSilentNameServerHoldsNobodyPastTheBoundNorAnybodyElse() {
        zone.silent = Optional.of("silent.example.com");
        zone.forward = Map.of("quick.example.com", List.of(CLIENT));
        var hasty = new HostNames(zone, Duration.ofMillis(20), Duration.ofSeconds(60), now::get);

        assertThat(hasty.addresses("silent.example.com")).isEmpty();
        assertThat(names.addresses("quick.example.com")).containsExactly(CLIENT);

        zone.released.countDown();
    }

    @Test
    void addressesInNumbersAreNotAsked() {
        assertThat(names.addresses("::ffff:192.0.2.10")).containsExactly(CLIENT);
        assertThat(names.addressesOrDevice("192.0.2.10")).containsExactly(CLIENT);
        assertThat(zone.questions).hasValue(0);
    }

    /// A name service held in two maps.
    private static final class Zone implements Resolver {
        private final AtomicInteger questions = new AtomicInteger();
        private final CountDownLatch released = new CountDownLatch(1);
        private volatile Map<String, List<InetAddress>> forward = Map.of();
        private volatile Map<InetAddress, String> reverse = Map.of();
        private volatile Optional<String> silent = Optional.empty();

        @Override
        public List<InetAddress> addresses(String name) throws UnknownHostException {
            questions.incrementAndGet();
            if (silent.filter(name::equals).isPresent()) {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    throw new UnknownHostException(e.getMessage());
                }
            }
            return Optional.ofNullable(forward.get(name)).orElseThrow(() -> new UnknownHostException(name));
        }

        @Override
        public String name(InetAddress address) throws UnknownHostException {
            questions.incrementAndGet();
            return Optional.ofNullable(reverse.get(address)).orElseThrow(() -> new UnknownHostException());
        }
    }
}
