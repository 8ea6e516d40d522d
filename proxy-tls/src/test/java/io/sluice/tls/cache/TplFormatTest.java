package io.sluice.tls.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TplFormatTest {
    private static final TplFormat FORMAT = new TplFormat();
    private static final Stamped SESSION = new Stamped(new byte[] {0x30, 1, 0}, 0xf0000001L);

    @Test
    @DisplayName("CACHE-99 TLS-MC-01 the key is the tpl image of the id's digits")
    void key() {
        assertThat(FORMAT.key("0a1b"))
                .isEqualTo(HexFormat.of().parseHex("74706c02" + "12000000" + "7300" + "05000000" + "30613162"));
    }

    @Test
    @DisplayName("CACHE-99 TLS-MC-01 the value has 10,268 bytes: times, length, and the session with zeros behind it")
    void value() {
        var value = FORMAT.value(SESSION);

        assertThat(value).hasSize(10_268);
        assertThat(Arrays.copyOf(value, 31))
                .isEqualTo(HexFormat.of()
                        .parseHex("74706c00" + "1c280000" + "5328756963232900" + "00280000" + "010000f0" + "03000000"
                                + "300100"));
        assertThat(Arrays.copyOfRange(value, 31, value.length)).containsOnly(0);
    }

    @Test
    @DisplayName("CACHE-99 what is written is read, zeros at the end of the session too")
    void read() throws Exception {
        assertThat(FORMAT.read(FORMAT.value(SESSION))).isEqualTo(SESSION);
        assertThat(FORMAT.read(FORMAT.value(new Stamped(new byte[10_240], 7))).text())
                .hasSize(10_240);
    }

    @Test
    @DisplayName("CACHE-97 another length, another head, and a length out of range are refused")
    void flaws() {
        refuses(new byte[0]);
        refuses(Arrays.copyOf(FORMAT.value(SESSION), 10_267));
        for (int at : new int[] {0, 3, 4, 8, 16}) {
            var value = FORMAT.value(SESSION);
            value[at]++;
            refuses(value);
        }
        for (byte high : new byte[] {(byte) 0xff, 1}) {
            var value = FORMAT.value(SESSION);
            value[27] = high;
            refuses(value);
        }
    }

    private static void refuses(byte[] value) {
        assertThatExceptionOfType(Undecodable.class).isThrownBy(() -> FORMAT.read(value));
    }

    @Test
    void namesAreReadFromKeys() {
        assertThat(FORMAT.name(FORMAT.key("0a1b"))).isEqualTo("0a1b");
    }
}
