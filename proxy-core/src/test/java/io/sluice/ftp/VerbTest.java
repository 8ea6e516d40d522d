package io.sluice.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerbTest {
    @ParameterizedTest
    @DisplayName("LOG-12 each class has exactly its commands")
    @CsvSource({
        "AUTH, ACCT PASS REIN USER",
        "INFO, FEAT HELP MDTM PWD QUIT SIZE STAT SYST XPWD",
        "DIRS, CDUP CWD LIST MDTM MKD MLSD MLST NLST PWD RMD XCUP XCWD XMKD XPWD XRMD",
        "READ, HASH MD5 MMD5 RETR XCRC XMD5 XSHA XSHA1 XSHA256 XSHA512",
        "WRITE, APPE DELE MFCT MFF MFMT MKD RMD RNFR RNTO STOR STOU XMKD XRMD",
        "MISC, ABOR ALLO CLNT EPRT EPSV HOST LANG MODE NOOP OPTS PASV PORT REST RNFR RNTO SITE SMNT STRU TYPE",
        "SEC, AUTH CCC PBSZ PROT"
    })
    void isInItsLogClasses(Verb.LogClass logClass, String verbs) {
        var inClass = Arrays.stream(Verb.values())
                .filter(verb -> verb.logClasses().contains(logClass))
                .map(Verb::name)
                .sorted();

        assertThat(inClass).containsExactly(verbs.split(" ", -1));
    }

    @Test
    void opensATransferIfItNeedsADataConnection() {
        var opening =
                Arrays.stream(Verb.values()).filter(verb -> verb.transfer().isPresent());

        assertThat(opening)
                .containsExactlyInAnyOrder(Verb.RETR, Verb.STOR, Verb.STOU, Verb.APPE, Verb.LIST, Verb.NLST, Verb.MLSD);
        assertThat(Verb.STOU.transfer()).contains(Verb.Transfer.UPLOAD);
        assertThat(Verb.MLSD.transfer()).contains(Verb.Transfer.LISTING);
    }

    @Test
    void isFoundByItsName() {
        assertThat(Verb.of("RETR")).contains(Verb.RETR);
        assertThat(Verb.of("XYZZY")).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("CONF-SES-29 what must wait for the login")
    @ValueSource(strings = {"CWD", "PWD", "TYPE", "LIST", "RETR", "STOR", "PASV", "DELE", "RNFR", "SIZE", "REST"})
    void mayNeedALogin(String name) {
        assertThat(Verb.valueOf(name).needsLogin()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"USER", "PASS", "QUIT", "NOOP", "SYST", "FEAT", "HELP", "CLNT", "OPTS", "HOST", "AUTH", "REIN"})
    void mayBeForAnyTime(String name) {
        assertThat(Verb.valueOf(name).needsLogin()).isFalse();
    }

    @Test
    @DisplayName("CONF-SES-25 a syntax shows an argument where there is one")
    void hasASyntaxThatFitsItsArgument() {
        for (var verb : Verb.values()) {
            var syntax = verb.syntax();
            switch (verb.argument()) {
                case NONE -> assertThat(syntax).as(verb.name()).startsWith("(").endsWith(")");
                case OPTIONAL -> assertThat(syntax).as(verb.name()).matches("\\[.*]|\\(.*\\)|<sp> .*");
                case REQUIRED -> assertThat(syntax).as(verb.name()).startsWith("<sp> ");
            }
        }
    }

    @Test
    @DisplayName("CONF-SES-27 REIN and ACCT are known and not implemented")
    void mayBeKnownAndNotImplemented() {
        assertThat(List.of(Verb.REIN, Verb.ACCT)).noneMatch(Verb::isImplemented);
        assertThat(Verb.RETR.isImplemented()).isTrue();
    }

    @ParameterizedTest
    @DisplayName("CONF-SES-14 first words of HTTP, SMTP and SSH are told from FTP")
    @CsvSource({
        "HTTP, CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT",
        "SMTP, DATA EHLO HELO MAIL RCPT RSET VRFY",
        "SSH, SSH-2.0-OPENSSH_9.6 SSH-1.99-CISCO-1.25",
        "PROXY, PROXY \0"
    })
    void mayBelongToAnotherProtocol(ForeignProtocol protocol, String words) {
        for (var word : words.split(" ", -1)) {
            assertThat(ForeignProtocol.of(word)).as(word).contains(protocol);
        }
    }

    @Test
    void neverBelongsToAnotherProtocolIfKnown() {
        for (var verb : Verb.values()) {
            assertThat(ForeignProtocol.of(verb.name())).as(verb.name()).isEmpty();
        }
        assertThat(ForeignProtocol.of("SSH-3.0-X")).isEqualTo(Optional.empty());
    }
}
