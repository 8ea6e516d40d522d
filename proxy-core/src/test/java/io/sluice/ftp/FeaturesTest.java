package io.sluice.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FeaturesTest {
    @Test
    void areTheLinesThatBeginWithABlank() {
        var features = features("211-Features:", " EPRT", " epsv", " REST STREAM", "", "not this", " ", "211 End");

        assertThat(features.table().keySet()).containsExactly("EPRT", "EPSV", "REST");
        assertThat(features.has("eprt")).isTrue();
        assertThat(features.has("PASV")).isFalse();
        assertThat(features.value("EPSV")).contains("");
        assertThat(features.value("REST")).contains("STREAM");
        assertThat(features.value("PASV")).isEmpty();
    }

    @Test
    void mayCarryTheCodeOnEveryLine() {
        var features = features("211-Features:", "211-MDTM", "211- SIZE", "211 End");

        assertThat(features.table().keySet()).containsExactly("MDTM", "SIZE");
    }

    @Test
    void ofARefusalAreNone() {
        assertThat(Features.of(Reply.of(530, "Please login with USER and PASS")))
                .isEqualTo(Features.NONE);
        assertThat(Features.of(Reply.of(500, "not", "EPSV", "here"))).isEqualTo(Features.NONE);
        assertThat(Features.of(Reply.of(211, "no features"))).isEqualTo(Features.NONE);
    }

    @Test
    void listMechanismsOfAuthOnOneLineOrOnSeveral() {
        assertThat(features("211-", " AUTH TLS;TLS-C;SSL;TLS-P;", "211 End").authMechanisms())
                .containsExactly("TLS", "TLS-C", "SSL", "TLS-P");
        assertThat(features("211-", " AUTH SSL", " AUTH tls", "211 End").authMechanisms())
                .containsExactly("SSL", "TLS");
        assertThat(Features.NONE.authMechanisms()).isEmpty();
    }

    @Test
    void keepTheFactsOfMlst() {
        assertThat(features("211-", " MLST Type*;size*;UNIX.mode;", "211 End").mlstFacts())
                .containsExactly(
                        new Features.Fact("Type", true),
                        new Features.Fact("size", true),
                        new Features.Fact("UNIX.mode", false));
    }

    @Test
    @DisplayName("CONF-SES-24 our own list is sorted between Features: and End")
    void ofOursAreSorted() {
        assertThat(Features.reply(List.of("SIZE", "EPSV", "AUTH TLS", "EPSV")).lines())
                .containsExactly("211-Features:", " AUTH TLS", " EPSV", " SIZE", "211 End");
    }

    @Test
    void ofOursAreReadBack() {
        assertThat(Features.of(Features.reply(List.of("HOST", "REST STREAM"))).table())
                .containsOnlyKeys("HOST", "REST");
    }

    private static Features features(String... lines) {
        return Features.of(new Reply(211, List.of(lines)));
    }
}
