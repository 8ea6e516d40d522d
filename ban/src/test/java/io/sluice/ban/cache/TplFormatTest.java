package io.sluice.ban.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.ban.Ban;
import io.sluice.ban.BanType;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TplFormatTest {
    private static final SharedEntry JOE = SharedEntry.of(
            new Ban(
                    BanType.USER,
                    "joe",
                    "LoginRate autoban at Sun Nov 29 01:02:16 2026",
                    "Nice \"%u\"",
                    Optional.of(Instant.ofEpochSecond(1_795_914_436)),
                    1),
            new InetSocketAddress("127.0.0.1", 47_213),
            Instant.ofEpochSecond(1_795_914_136));

    private final EntryFormat format = EntryFormat.TPL;

    @Test
    @DisplayName("BAN-40 Keys are the images that mod_ban makes, also of awkward names")
    void keysAreThoseOfTheReference() {
        assertThat(format.key(BanType.USER, "joe")).isEqualTo(Observed.JOE_TPL_KEY);
        assertThat(format.key(BanType.USER_AT_HOST, Observed.AWKWARD_NAME)).isEqualTo(Observed.AWKWARD_TPL_KEY);
    }

    @Test
    @DisplayName("BAN-40 Values are the images that mod_ban makes")
    void valuesAreThoseOfTheReference() {
        assertThat(format.value(JOE)).isEqualTo(Observed.JOE_TPL_VALUE);
    }

    @Test
    @DisplayName("BAN-40 BAN-50 What mod_ban has written is read, also without a message")
    void anEntryOfTheReferenceIsRead() throws Exception {
        var awkward = format.read(Observed.AWKWARD_TPL_VALUE);

        assertThat(format.read(Observed.JOE_TPL_VALUE)).isEqualTo(JOE);
        assertThat(awkward.name()).isEqualTo(Observed.AWKWARD_NAME);
        assertThat(awkward.message()).isEmpty();
        assertThat(format.value(awkward)).isEqualTo(Observed.AWKWARD_TPL_VALUE);
    }

    @Test
    void anImageWithBigEndianNumbersIsRead() throws Exception {
        byte[] image = new byte[8 + 14 + 40 + 1];
        ByteBuffer.wrap(image)
                .order(ByteOrder.BIG_ENDIAN)
                .put(Observed.wire("tpl\3"))
                .putInt(image.length)
                .put(Observed.wire("S(iusiisssui)\0"))
                .putInt(2)
                .putInt(5)
                .putInt(2)
                .put((byte) 'a')
                .putInt(21)
                .putInt(2)
                .putInt(1)
                .putInt(1)
                .putInt(0)
                .putInt(7)
                .putInt(1);

        assertThat(format.read(image)).isEqualTo(new SharedEntry(2, 5, new Place("a", 21), 2, "", "", "", 7, 1));
    }

    @Test
    @DisplayName("BAN-46 What is no such image is told as mod_ban does, wherever it is cut or changed")
    void whatIsNoImageIsTold() {
        byte[] whole = Observed.JOE_TPL_VALUE;
        for (int length = 0; length < whole.length; length++) {
            assertIsNoImage(Arrays.copyOf(whole, length));
        }
        assertIsNoImage(Arrays.copyOf(whole, whole.length + 1));
        for (int at = 0; at < 8 + 14; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 0x10;
            assertIsNoImage(changed);
        }
        byte[] endless = whole.clone();
        endless[8 + 14 + 8 + 3] = 0x7f;
        assertIsNoImage(endless);
    }

    private void assertIsNoImage(byte[] value) {
        assertThatExceptionOfType(Undecodable.class)
                .isThrownBy(() -> format.read(value))
                .withMessage("error loading TPL ban cache data");
    }
}
