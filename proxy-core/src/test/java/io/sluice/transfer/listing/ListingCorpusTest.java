package io.sluice.transfer.listing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.ftp.listing.Facts;
import io.sluice.ftp.listing.LinkForm;
import io.sluice.transfer.listing.ListingTranslator.LineTooLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Listings in the forms of servers in the field, and what a client gets of them.
class ListingCorpusTest {

    static Stream<Sample> samples() {
        return Sample.all().stream();
    }

    @Test
    void holdsEveryFormThatIsKnown() {
        assertThat(Sample.all()).hasSizeGreaterThan(20);
    }

    @ParameterizedTest
    @DisplayName("PROXY-DL-02 a listing in the form of a known server")
    @MethodSource("samples")
    void isTranslated(Sample sample) throws LineTooLong {
        assertThat(translated(sample.list(), sample.list().length())).isEqualTo(sample.facts());
    }

    @ParameterizedTest
    @DisplayName("PROXY-DL-08 byte by byte")
    @MethodSource("samples")
    void isTranslatedTheSameByteByByte(Sample sample) throws LineTooLong {
        assertThat(translated(sample.list(), 1)).isEqualTo(sample.facts());
    }

    @ParameterizedTest
    @DisplayName("PROXY-DL-08 cut at every byte")
    @MethodSource("samples")
    void isTranslatedTheSameCutAtEveryByte(Sample sample) throws LineTooLong {
        for (int cut = 1; cut < sample.list().length(); cut++) {
            assertThat(translated(sample.list(), cut))
                    .as("cut at every %d bytes", cut)
                    .isEqualTo(sample.facts());
        }
    }

    @ParameterizedTest
    @DisplayName("PROXY-DL-08 a last line without a line end is a line")
    @MethodSource("samples")
    void isTranslatedTheSameWithoutItsLastLineEnd(Sample sample) throws LineTooLong {
        var list = sample.list().stripTrailing();

        assertThat(translated(list, 7)).isEqualTo(sample.facts());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isTranslatedTheSameWithLinesThatEndInLf(Sample sample) throws LineTooLong {
        assertThat(translated(sample.list().replace("\r\n", "\n"), 7)).isEqualTo(sample.facts());
    }

    private static String translated(String list, int step) throws LineTooLong {
        var translator = new ListingTranslator(Facts.ALL, LinkForm.SYMLINK, Sample.NOW, _ -> {});
        var translation = new StringBuilder();
        Feeding.feed(translator, list.getBytes(ISO_8859_1), step, translation);
        return translation.toString();
    }
}
