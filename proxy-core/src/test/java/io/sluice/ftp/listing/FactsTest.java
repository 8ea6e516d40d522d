package io.sluice.ftp.listing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("PROXY-DL-07 the facts of OPTS MLST")
class FactsTest {
    @Test
    void areAllIfNobodyAsks() {
        assertThat(Facts.ALL.feature())
                .isEqualTo("modify*;perm*;size*;type*;UNIX.group*;UNIX.groupname*;UNIX.mode*;UNIX.owner*;"
                        + "UNIX.ownername*;");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MLST type;size;|size*;type*;",
                "mlst TYPE;Size;|size*;type*;",
                "MLST size;nonsense;unique;type;|size*;type*;",
                "MLST type;size|type*;",
                "MLST size|''",
                "MLST ;;|''",
                "MLST|''",
                "MLST  unix.MODE;|UNIX.mode*;"
            })
    void areThoseThatAreKnownAndEnded(String argument, String enabled) {
        var text = Facts.requested(argument).orElseThrow().feature();

        assertThat(text.replaceAll("[A-Za-z.]+;", "")).isEqualTo(enabled);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF8 ON", "", "MLSTtype;", "HASH SHA-1", "MLS"})
    void areNotTheSubjectOfOtherOptions(String argument) {
        assertThat(Facts.requested(argument)).isEmpty();
    }
}
