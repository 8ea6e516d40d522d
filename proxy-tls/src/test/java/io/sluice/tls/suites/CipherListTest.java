package io.sluice.tls.suites;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.tls.OpensslCommand;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CipherListTest {

    @DisplayName("TLS-CFG-10 lists mean what they mean to OpenSSL")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "DEFAULT",
                "DEFAULT:!ADH:!EXPORT:!DES",
                "ALL",
                "HIGH:!aNULL",
                "HIGH:!aNULL:!kRSA:!PSK",
                "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AES",
                "ECDHE+AESGCM, AES128-SHA ECDHE-RSA-AES256-SHA",
                "ALL:-kRSA:kRSA",
                "AES128:+SHA1",
                "AES:-AES128:AES128:+ECDHE",
                "SHA1:SHA256:@STRENGTH",
                "kRSA+AES256:aECDSA:DSS:AECDH",
                "CAMELLIA:CAMELLIA128:AESCCM:CHACHA20",
                "PSK:kDHEPSK:!kPSK:aPSK",
                "NULL:MD5:eNULL",
                "!eNULL:TLSv1.2:TLSv1:SSLv3",
                "NoSuchThing:ECDHE-ECDSA-AES128-GCM-SHA256:RC4:LOW:MEDIUM",
                "COMPLEMENTOFDEFAULT:ADH:AECDH",
                "!eNULL:EDH:EECDH:kEDH:kEECDH:DH:ECDH:RSA:SHA384"
            })
    void meanTheSame(String list) {
        var expected = OpensslCommand.run("ciphers", list).strip().split(":");

        assertThat(names(CipherList.select(list, 0)))
                .containsExactlyElementsOf(List.of(expected).stream()
                        .filter(name -> !name.startsWith("TLS_"))
                        .filter(name -> !name.contains("ARIA") && !name.contains("CCM8") && !name.contains("SRP"))
                        .toList());
    }

    @Test
    @DisplayName("TLS-CFG-10 @SECLEVEL drops what is weaker")
    void levels() {
        assertThat(names(CipherList.select("ALL:NULL:@SECLEVEL=0"))).contains("NULL-MD5", "ADH-AES128-SHA");
        assertThat(names(CipherList.select("ALL:NULL:@SECLEVEL=1"))).doesNotContain("NULL-MD5", "ADH-AES128-SHA");
        assertThat(names(CipherList.select("ALL:@SECLEVEL=2"))).contains("AES128-SHA");
        assertThat(names(CipherList.select("ALL:@SECLEVEL=3"))).doesNotContain("AES128-SHA", "AES256-GCM-SHA384");
        assertThat(names(CipherList.select("ALL:@SECLEVEL=5")))
                .contains("ECDHE-RSA-AES256-GCM-SHA384")
                .doesNotContain("ECDHE-RSA-AES128-GCM-SHA256");
    }

    @Test
    void suitesAreKnownByTheirStandardNames() {
        assertThat(CipherSuite.openSslName("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"))
                .isEqualTo("ECDHE-RSA-AES128-GCM-SHA256");
        assertThat(CipherSuite.openSslName("TLS_SOMETHING")).isEqualTo("TLS_SOMETHING");
        assertThat(CipherSuite.all()).filteredOn(CipherSuite::isOfTls13).hasSize(5);
    }

    private static List<String> names(List<CipherSuite> suites) {
        return suites.stream().map(CipherSuite::name).toList();
    }
}
