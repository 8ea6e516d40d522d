package io.sluice.transfer.listing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.ftp.listing.Facts;
import io.sluice.ftp.listing.LinkForm;
import io.sluice.transfer.listing.ListingTranslator.LineTooLong;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ListingTranslatorTest {
    private static final String ENTRY = "-rw-r--r--   1 joe      users        1024 Nov 24 10:15 x\r\n";
    private static final Pattern FACT_LINE = Pattern.compile("(?:[A-Za-z.]+=[^ ;]*;)* [^\n]+\r\n");

    private final List<String> dropped = new ArrayList<>();

    private ListingTranslator translator() {
        return new ListingTranslator(Facts.ALL, LinkForm.SLINK, Sample.NOW, dropped::add);
    }

    private String translated(String list) throws LineTooLong {
        var translation = new StringBuilder();
        Feeding.feed(translator(), list.getBytes(ISO_8859_1), list.length() + 1, translation);
        return translation.toString();
    }

    @Test
    @DisplayName("PROXY-DL-05 a total is dropped as the first line, without a word")
    void aTotalIsTheFirstLine() throws LineTooLong {
        assertThat(translated("total 7\r\n" + ENTRY).lines()).hasSize(1);
        assertThat(dropped).isEmpty();
    }

    @Test
    @DisplayName("PROXY-DL-05 elsewhere a total is a line that is no entry")
    void elsewhereATotalIsNoEntry() throws LineTooLong {
        assertThat(translated(ENTRY + "total 7\r\n" + ENTRY).lines()).hasSize(2);
        assertThat(dropped).containsExactly("total 7");
    }

    @Test
    @DisplayName("PROXY-DL-05 lines that are no entry are dropped, and the others stay")
    void linesThatAreNoEntryAreDropped() throws LineTooLong {
        assertThat(translated("?????????? ? ? ? ? ? broken\r\n" + ENTRY + "ls: x: Permission denied\r\n" + ENTRY)
                        .lines())
                .hasSize(2);
        assertThat(dropped).containsExactly("?????????? ? ? ? ? ? broken", "ls: x: Permission denied");
    }

    @Test
    @DisplayName("PROXY-DL-06 the form is decided once, by the first character")
    void theFormIsDecidedOnce() throws LineTooLong {
        var windows = "11-24-26  09:00AM       <DIR>          folder\r\n";

        assertThat(translated(windows + ENTRY + windows).lines()).hasSize(2);
        assertThat(translated(ENTRY + windows + ENTRY).lines()).hasSize(2);
        assertThat(translated("9 files follow\r\n" + windows + ENTRY).lines())
                .containsExactly("modify=20261124090000;size=0;type=dir; folder");
    }

    @Test
    void aLineOfTheGreatestLengthIsOneAndAByteMoreIsNone() throws LineTooLong {
        var start = ENTRY.stripTrailing();
        var longest = start + "x".repeat(ListingTranslator.MAX_LINE - start.length());

        assertThat(translated(longest + "\n").lines()).hasSize(1);
        assertThatExceptionOfType(LineTooLong.class)
                .isThrownBy(() -> translated(longest + "x\n"))
                .withMessage(
                        "unterminated directory list data length (8449 bytes) exceeds capacity (8448 bytes), rejecting");
    }

    @Test
    void aLineThatNeverEndsIsRefused() {
        assertThatExceptionOfType(LineTooLong.class)
                .isThrownBy(() -> translated("x".repeat(100_000)))
                .withMessageContaining("(100000 bytes) exceeds capacity (8448 bytes)");
    }

    @Test
    void aLongListingIsTranslatedInBoundedMemory() throws LineTooLong {
        var translator = translator();
        var piece = ENTRY.repeat(1_000).getBytes(ISO_8859_1);
        long entries = 0;
        int most = 0;

        for (int i = 0; i < 1_000; i++) {
            assertThat(translator.take(piece, 0, piece.length)).isEqualTo(piece.length);
            var lines = translator.translated();
            most = Math.max(most, lines.array().length);
            while (lines.hasRemaining()) {
                entries += lines.get() == '\n' ? 1 : 0;
            }
        }

        assertThat(entries).isEqualTo(1_000_000);
        assertThat(most).isLessThan(8 * piece.length);
    }

    /// Whatever a server sends, what goes out is of the form of RFC 3659, and does not depend on how it was cut.
    @RepeatedTest(300)
    void anythingBecomesLinesOfFacts(RepetitionInfo repetition) throws LineTooLong {
        var random = new Random(repetition.getCurrentRepetition());
        var samples = Sample.all();
        var list = mutated(samples.get(random.nextInt(samples.size())).list(), random);

        var whole = translated(list);
        var cut = new StringBuilder();
        Feeding.feed(translator(), list.getBytes(ISO_8859_1), 1 + random.nextInt(50), cut);

        assertThat(cut).hasToString(whole);
        assertThat(FACT_LINE.matcher(whole).replaceAll("")).isEmpty();
    }

    private static String mutated(String list, Random random) {
        var text = new StringBuilder(list);
        for (int i = random.nextInt(12); i > 0 && !text.isEmpty(); i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                case 1 -> text.insert(at, " ".repeat(1 + random.nextInt(40)));
                case 2 -> text.insert(at, "1".repeat(1 + random.nextInt(40)));
                default -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(10)));
            }
        }
        return text.toString();
    }
}
