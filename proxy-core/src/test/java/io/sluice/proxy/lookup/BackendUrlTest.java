package io.sluice.proxy.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.BadValue;
import io.sluice.proxy.lookup.BackendUrl.Discovery;
import io.sluice.proxy.lookup.BackendUrl.Protocol;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackendUrlTest {

    @Test
    @DisplayName("PROXY-URL-01 the default port of ftp and ftps is 21, that of sftp 22")
    void theDefaultPort() throws BadValue {
        assertThat(BackendUrl.parse("ftps://ftp.example.org").port()).isEqualTo(21);
        assertThat(BackendUrl.parse("sftp://ftp.example.org").port()).isEqualTo(22);
        assertThat(BackendUrl.parse("ftp://ftp.example.org").port()).isEqualTo(21);
        assertThat(BackendUrl.parse("ftp://ftp.example.org:2121/ignored").port())
                .isEqualTo(2121);
    }

    @Test
    @DisplayName("PROXY-URL-02 an IPv6 literal stands in brackets, also one that maps IPv4")
    void anIpv6LiteralStandsInBrackets() throws BadValue {
        var url = BackendUrl.parse("ftp://[::ffff:6.7.8.9]:2121");
        assertThat(url.host()).isEqualTo("::ffff:6.7.8.9");
        assertThat(url.port()).isEqualTo(2121);
        assertThat(url.bracketedHost()).isEqualTo("[::ffff:6.7.8.9]");
        assertThat(BackendUrl.parse("ftp://[::1]").port()).isEqualTo(21);
        refused("ftp://::1");
        refused("ftp://[::1:21");
        refused("ftp://[::1]21");
        refused("ftp://[]");
        refused("ftp://[]:21");
    }

    @ParameterizedTest
    @DisplayName("PROXY-URL-03 ports are digits from 1 to 65535")
    @ValueSource(strings = {"0", "65536", "12a", "-1", "", "999999999999"})
    void badPorts(String port) {
        refused("ftp://host:" + port);
    }

    @ParameterizedTest
    @DisplayName("PROXY-URL-04 % is refused wherever it stands")
    @ValueSource(strings = {"ftp://ho%73t", "ftp://user:p%40ss@host", "ftp://host/%2F"})
    void percent(String text) {
        refused(text);
    }

    @Test
    @DisplayName("PROXY-URL-05 the last @ ends the user info, its first colon the user")
    void aPasswordMayHoldAtAndColon() throws BadValue {
        var url = BackendUrl.parse("ftp://user:p@ss:w@host");
        assertThat(url.user()).contains("user");
        assertThat(url.password()).contains("p@ss:w");
        assertThat(url.host()).isEqualTo("host");
    }

    @Test
    @DisplayName("PROXY-URL-06 user info without a colon is ignored")
    void userInfoWithoutColon() throws BadValue {
        var url = BackendUrl.parse("ftp://user@host");
        assertThat(url.user()).isEmpty();
        assertThat(url.password()).isEmpty();
    }

    @Test
    @DisplayName("PROXY-URL-07 an empty password is none, the user is replaced")
    void anEmptyPassword() throws BadValue {
        var url = BackendUrl.parse("ftp://user:@host");
        assertThat(url.user()).contains("user");
        assertThat(url.password()).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("PROXY-URL-08 other schemes, and none, are refused")
    @ValueSource(
            strings = {"http://host", "ftp:host", "ftp:/host", "host", "host:21", "FTP://host", "://host", "ftp://", ""
            })
    void schemes(String text) {
        refused(text);
    }

    @Test
    @DisplayName("PROXY-URL-08 an unknown scheme with a port is an operation that is not permitted")
    void anUnknownSchemeWithAPort() {
        assertThatThrownBy(() -> BackendUrl.parse("http://host:80"))
                .isInstanceOf(BadValue.class)
                .hasMessageContaining("error parsing 'http://host:80': Operation not permitted");
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://h,FTP,NONE",
        "ftps://h,FTPS,NONE",
        "sftp://h,SFTP,NONE",
        "ftp+srv://h,FTP,SRV",
        "ftps+srv://h,FTPS,SRV",
        "sftp+srv://h,SFTP,SRV",
        "ftp+txt://h,FTP,TXT",
        "ftps+txt://h,FTPS,TXT",
        "sftp+txt://h,SFTP,TXT"
    })
    void theSchemeTellsTheProtocolAndHowTheBackendIsFound(String text, Protocol protocol, Discovery discovery)
            throws BadValue {
        var url = BackendUrl.parse(text);

        assertThat(url.protocol()).isEqualTo(protocol);
        assertThat(url.discovery()).isEqualTo(discovery);
    }

    @Test
    @DisplayName("PROXY-URL-11 a port beside a name that is looked up in the DNS is ignored")
    void aPortBesideRecords() throws BadValue {
        assertThat(BackendUrl.parse("ftp+srv://_ftp._tcp.example.org:2121").port())
                .isEqualTo(21);
        assertThat(BackendUrl.parse("sftp+txt://example.org:2121").port()).isEqualTo(22);
    }

    @Test
    @DisplayName("PROXY-CMD-15 a password in a URL is never shown")
    void passwordsAreMasked() throws BadValue {
        assertThat(BackendUrl.parse("ftp://joe:s3cret@x@host:2121").toString()).isEqualTo("ftp://joe:***@host:2121");
        assertThat(BackendUrl.parse("ftp://joe@example.com:s3cret@host").toString())
                .isEqualTo("ftp://joe@example.com:***@host");
        assertThat(BackendUrl.parse("ftp://joe:s3\u0085cret@host").toString()).isEqualTo("ftp://joe:***@host");
        assertThatThrownBy(() -> BackendUrl.parse("ftp://joe:s3cret@host:0")).hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> BackendUrl.parse("ftp://joe:s3/cret@host")).hasMessageNotContaining("s3");
    }

    private static void refused(String text) {
        assertThatThrownBy(() -> BackendUrl.parse(text))
                .isInstanceOf(BadValue.class)
                .hasMessageContaining("error parsing '" + text.replaceFirst(":p%40ss@", ":***@") + "'")
                .hasMessageContaining("Invalid argument");
    }
}
