package io.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.ftp.Features;
import io.sluice.ftp.Reply;
import io.sluice.session.peers.ScriptedBackend;
import io.sluice.session.peers.TestGateway;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class KnownFeaturesTest {
    private static final InetSocketAddress PLACE = place(21);
    private static final Reply GREETING = Reply.of(220, "Welcome");
    private static final Features FEATURES = new Features(Map.of("EPSV", List.of("")));

    private final AtomicLong now = new AtomicLong(-5);
    private final KnownFeatures known = new KnownFeatures(now::get);

    private static InetSocketAddress place(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), port);
    }

    private Optional<Features> features(InetSocketAddress place) {
        return known.find(place, GREETING).map(KnownFeatures.Known::features);
    }

    @Test
    @DisplayName("a backend that greets as before is believed for ten seconds")
    void believed() {
        known.learn(PLACE, GREETING, FEATURES);

        now.addAndGet(KnownFeatures.LIFETIME.toNanos() - 1);
        assertThat(features(PLACE)).contains(FEATURES);
        now.incrementAndGet();
        assertThat(known.find(PLACE, GREETING)).isEmpty();
    }

    @Test
    @DisplayName("another greeting, or another address, is another backend")
    void others() {
        known.learn(PLACE, GREETING, FEATURES);

        assertThat(known.find(PLACE, Reply.of(220, "Welcome to 2.0"))).isEmpty();
        assertThat(known.find(place(2121), GREETING)).isEmpty();
    }

    @Test
    @DisplayName("a backend that lists nothing before the login is asked each time")
    void nothing() {
        known.learn(PLACE, GREETING, Features.NONE);

        assertThat(known.find(PLACE, GREETING)).isEmpty();
    }

    @Test
    @DisplayName("a backend that refuses TLS for good is known to, one that cannot at the moment is not")
    void refusals() {
        known.learn(PLACE, GREETING, FEATURES);

        known.learnAuth(PLACE, GREETING, Reply.of(431, "Not now"));
        assertThat(known.find(PLACE, GREETING).orElseThrow().refusesTls()).isFalse();
        known.learnAuth(PLACE, GREETING, Reply.of(502, "What?"));
        assertThat(known.find(PLACE, GREETING).orElseThrow().refusesTls()).isTrue();
    }

    @Test
    @DisplayName("of very many backends the last are known")
    void bounded() {
        for (int port = 1; port <= 1001; port++) {
            known.learn(place(port), GREETING, FEATURES);
        }

        assertThat(known.find(place(1), GREETING)).isEmpty();
        assertThat(features(place(2))).contains(FEATURES);
        assertThat(features(place(1001))).contains(FEATURES);
    }

    @Nested
    class InAGateway {
        @Test
        @DisplayName("PROXY-RC-35 the next client is greeted without another FEAT, and what was said is heeded")
        void greetedAtOnce() {
            try (var server = ScriptedBackend.listening();
                    var gateway = TestGateway.before(List.of(server.url()))) {
                try (var client = gateway.client();
                        var backend = server.accepts()) {
                    backend.replies("220 Light").expects("FEAT").replies("211-Features:", " HOST", "211 End");
                    backend.expects("HOST 127.0.0.1").replies("220 Here");
                    client.reads("220 Light");
                }
                try (var client = gateway.client();
                        var backend = server.accepts()) {
                    backend.replies("220 Light").expects("HOST 127.0.0.1").replies("220 Here");
                    client.reads("220 Light");
                }
            }
        }
    }
}
