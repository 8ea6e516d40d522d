package io.sluice.cache.memcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.spy.memcached.protocol.binary.BinaryOperationFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What keys are called in memcached.
class NamesTest {
    private static final Names NAMES = new Names(bytes("mod_ban."));

    @Test
    @DisplayName("CACHE-52 in the binary protocol ASCII, NUL and UTF-8 keys are the prefix and the key, byte for byte")
    void readableKeysAreSentAsTheyAre() {
        for (String key : List.of("key", "{\"id\":\"00ff\"}\0", "a b\r\n", "\u007f", "gr\u00fc\u00df\ud83d\ude00")) {
            byte[] utf8 = key.getBytes(StandardCharsets.UTF_8);
            assertThat(NAMES.of(utf8, true).getBytes(StandardCharsets.UTF_8))
                    .isEqualTo(("mod_ban." + key).getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    @DisplayName("CACHE-52 in the binary protocol names that are not UTF-8 are completed byte for byte")
    void otherKeysAreSentAsTheyAreToo() {
        for (byte[] key : List.of(
                new byte[] {(byte) 0xff},
                new byte[] {(byte) 0xc0, (byte) 0x80},
                new byte[] {0, 'a', (byte) 0xed, (byte) 0xa0, (byte) 0x80},
                bytes("grü\u00df"))) {
            byte[] name = {'.', 0, 0};
            name = Arrays.copyOf(name, 1 + key.length);
            System.arraycopy(key, 0, name, 1, key.length);
            assertThat(sent(new Names(bytes(".")).of(key, true))).isEqualTo(name);
        }
        assertThat(sent(new Names(new byte[] {(byte) 0xfe}).of(bytes("key"), true)))
                .isEqualTo(new byte[] {(byte) 0xfe, 'k', 'e', 'y'});
    }

    /// The key of the packet that the library makes of a name.
    private static byte[] sent(String name) {
        var get = new BinaryOperationFactory().get(name, new Answer.Found());
        get.initialize();
        var packet = get.getBuffer();
        RawName.complete(packet, name);
        var key = new byte[packet.getShort(2)];
        packet.get(24 + packet.get(4), key);
        return key;
    }

    @Test
    @DisplayName("CACHE-52 in text everything but visible ASCII is the SHA-256 of the key behind the prefix")
    void inTextUnsafeKeysAreDigests() {
        assertThat(NAMES.of(bytes("{\"a\":1}"), false)).isEqualTo("mod_ban.{\"a\":1}");
        assertThat(NAMES.of(bytes("a b"), false))
                .isEqualTo("mod_ban.h:c8687a08aa5d6ed2044328fa6a697ab8e96dc34291e8c2034ae8c38e6fcc6d65");
        for (String key : List.of("\0", "k\0", "k ", "\u007f")) {
            assertThat(NAMES.of(bytes(key), false)).matches("mod_ban\\.h:[0-9a-f]{64}");
        }
    }

    @Test
    void noTwoKeysHaveOneName() {
        String digest = NAMES.of(new byte[] {(byte) 0xff}, false).substring("mod_ban.".length());
        Set<String> names = new HashSet<>();
        names.add(NAMES.of(new byte[] {(byte) 0xff}, false));
        assertThat(names.add(NAMES.of(bytes(digest), false))).isTrue();
        for (boolean binary : new boolean[] {true, false}) {
            names.clear();
            for (int first = 0; first < 256; first++) {
                assertThat(names.add(NAMES.of(new byte[] {(byte) first}, binary)))
                        .isTrue();
                for (int second = 0; second < 256; second++) {
                    assertThat(names.add(NAMES.of(new byte[] {(byte) first, (byte) second}, binary)))
                            .isTrue();
                }
            }
        }
    }

    @Test
    @DisplayName("CACHE-52 no name is longer than memcached takes")
    void noNameIsTooLong() {
        byte[] prefix = new byte[50];
        byte[] key = new byte[200];
        for (int with : new int[] {'k', 0, 0xff}) {
            Arrays.fill(prefix, (byte) with);
            Arrays.fill(key, (byte) with);
            for (boolean binary : new boolean[] {true, false}) {
                assertThat(new Names(prefix).of(key, binary).getBytes(StandardCharsets.UTF_8))
                        .hasSizeLessThanOrEqualTo(250);
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
