package io.sluice.tls.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.tls.engine.BackendEngines.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LatestSessionsTest {
    private static final Place FIRST = new Place("ftp.example.com", 21);

    private Instant now = Instant.EPOCH;
    private final LatestSessions<String> latest = new LatestSessions<>(() -> now);

    private Optional<String> kept(Place place) {
        return latest.of(place).map(LatestSessions.Kept::key);
    }

    @Test
    @DisplayName("PROXY-TLS-10 the latest control connection with a host and port counts")
    void latest() {
        latest.keep(FIRST, "a", Optional.empty());
        latest.keep(FIRST, "b", Optional.empty());

        assertThat(kept(FIRST)).contains("b");
        assertThat(kept(new Place("ftp.example.com", 2121))).isEmpty();
        assertThat(kept(new Place("other.example.com", 21))).isEmpty();
    }

    @Test
    @DisplayName("PROXY-TLS-10 after a day there is a full handshake, however often the session was resumed")
    void age() {
        latest.keep(FIRST, "a", Optional.empty());
        now = now.plus(Duration.ofHours(20));
        latest.keep(FIRST, "b", latest.of(FIRST));
        now = now.plus(Duration.ofHours(4));

        assertThat(kept(FIRST)).contains("b");
        now = now.plusSeconds(1);
        assertThat(kept(FIRST)).isEmpty();
        latest.keep(FIRST, "c", Optional.empty());
        assertThat(kept(FIRST)).contains("c");
    }

    @Test
    @DisplayName("PROXY-TLS-10 a thousand backends have their sessions kept, and those go on to be replaced")
    void count() {
        for (int i = 0; i < LatestSessions.MOST; i++) {
            latest.keep(new Place("host", i), "a", Optional.empty());
        }
        latest.keep(FIRST, "b", Optional.empty());
        latest.keep(new Place("host", 7), "c", Optional.empty());

        assertThat(kept(FIRST)).isEmpty();
        assertThat(kept(new Place("host", 7))).contains("c");
    }
}
