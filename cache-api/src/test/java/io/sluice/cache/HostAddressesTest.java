package io.sluice.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.cache.CacheException.Kind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostAddressesTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Deadline LONG = Deadline.after(Duration.ofSeconds(20));

    private final CountDownLatch over = new CountDownLatch(1);

    @AfterEach
    void end() {
        over.countDown();
    }

    /// A resolver that says nothing as long as the test goes on.
    private InetAddress[] silence(String host) throws UnknownHostException {
        try {
            over.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        throw new UnknownHostException(host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    @DisplayName("An address is asked of nobody")
    void literals(String address) throws Exception {
        assertThat(HostAddresses.of(address, LONG, _ -> {
                    throw new UnknownHostException("asked");
                }))
                .containsExactly(InetAddress.ofLiteral(address));
    }

    @Test
    @DisplayName("A name has all its addresses, in the order of the resolver")
    void names() throws Exception {
        var both = new InetAddress[] {InetAddress.ofLiteral("192.0.2.2"), InetAddress.ofLiteral("192.0.2.1")};

        assertThat(HostAddresses.of("two.test", LONG, _ -> both)).containsExactly(both);
        assertThat(HostAddresses.of("localhost", LONG)).allMatch(InetAddress::isLoopbackAddress);
    }

    @Test
    @DisplayName("CACHE-113 a name that nobody knows is a server that cannot be reached")
    void unknown() {
        assertThatThrownBy(() -> HostAddresses.of("no-such-host.invalid", LONG))
                .isInstanceOfSatisfying(CacheException.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
                    assertThat(failure).hasMessageContaining("no-such-host.invalid");
                });
    }

    @Test
    @DisplayName("CACHE-113 a resolver that says nothing holds the caller no longer than its time")
    void slow() {
        var never = new CountDownLatch(1);
        long start = System.nanoTime();

        var failure = catchThrowableOfType(
                CacheException.class,
                () -> HostAddresses.of("slow.test", Deadline.after(SHORT), _ -> {
                    try {
                        never.await();
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                    return new InetAddress[0];
                }));

        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SHORT, SHORT.multipliedBy(10));
    }

    @Test
    @DisplayName("An interrupted caller is let go, and stays interrupted")
    void interrupted() {
        Thread.currentThread().interrupt();

        var failure =
                catchThrowableOfType(CacheException.class, () -> HostAddresses.of("name.test", LONG, this::silence));

        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(Thread.interrupted()).isTrue();
    }
}
