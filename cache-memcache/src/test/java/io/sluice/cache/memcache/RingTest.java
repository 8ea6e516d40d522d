package io.sluice.cache.memcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Which server has a key.
class RingTest {

    @Test
    @DisplayName("CACHE-48 three servers have the keys that libmemcached 1.1.4 gives them")
    void keysAreWhereTheReferencePutsThem() throws Exception {
        List<String> lines = recorded();
        assertThat(lines).hasSize(6);
        for (int i = 0; i < lines.size(); i += 2) {
            List<Place> places = Place.parseAll(List.of(lines.get(i).split(" ")));
            var ring = new Ring(places);

            var mapped = new StringBuilder();
            keys().forEach(key -> mapped.append(ring.serverOf(key)));

            assertThat(mapped).as(lines.get(i)).hasToString(lines.get(i + 1));
        }
    }

    @Test
    @DisplayName("CACHE-48 bytes beyond ASCII hash as libmemcached 1.1.4 hashes them on x86")
    void beyondAscii() {
        assertThat(Ring.hash("abc".getBytes(StandardCharsets.UTF_8))).isEqualTo(3_977_453_403L);
        assertThat(Ring.hash("jürgen".getBytes(StandardCharsets.UTF_8))).isEqualTo(1_715_276_316L);
        assertThat(Ring.hash(new byte[] {(byte) 200, 1, (byte) 255})).isEqualTo(2_202_042_435L);
    }

    @Test
    @DisplayName("CACHE-45 a server is on the ring as it is written, with its port unless that is the usual one")
    void aServerIsOnTheRingAsItIsWritten() throws Exception {
        assertThat(Place.parseAll(List.of("h", "h:11211", "h:1:5", "[::1]", "[::1]:7", "/a/b")).stream()
                        .map(Place::onRing))
                .containsExactly("h", "h", "h:1", "[::1]", "[::1]:7", "/a/b:0");
    }

    @Test
    void oneServerHasAll() throws Exception {
        var ring = new Ring(Place.parseAll(List.of("only:1")));

        assertThat(keys().stream().mapToInt(ring::serverOf)).containsOnly(0);
    }

    /// The keys whose servers were recorded.
    private static List<byte[]> keys() {
        return IntStream.range(0, 1000)
                .mapToObj(i -> i % 2 == 0 ? "key-" + i : "{\"id\":\"%032x\"}\0".formatted(i * 2_654_435_761L))
                .map(key -> key.getBytes(StandardCharsets.US_ASCII))
                .toList();
    }

    /// Servers in a line, and in the next one the index of the server of each key, as `memcached_generate_hash` says.
    private static List<String> recorded() throws Exception {
        var file = Objects.requireNonNull(RingTest.class.getResourceAsStream("libmemcached-1.1.4.txt"));
        try (var reader = new BufferedReader(new InputStreamReader(file, StandardCharsets.US_ASCII))) {
            return new ArrayList<>(reader.lines().toList());
        }
    }
}
