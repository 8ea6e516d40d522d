package io.sluice.config;

import static io.sluice.config.Samples.INPUTS;
import static io.sluice.config.Samples.TABLE;
import static io.sluice.config.Samples.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErrorsTest {

    @TempDir
    Path folder;

    @Nested
    class UnknownNames {
        @Test
        @DisplayName("CONF-ERR-01 an unknown directive is named with line and file")
        void anUnknownDirectiveIsNamedWithLineAndFile() {
            assertThat(problemsOf("\nQwertyuiop x\n"))
                    .containsExactly("fatal: unknown configuration directive 'Qwertyuiop' on line 2 of '/etc/x.conf'");
        }

        @Test
        @DisplayName("CONF-ERR-02 a near miss lists suggestions")
        void aNearMissListsSuggestions() {
            assertThat(problemsOf("TimeoutIdel 3\n"))
                    .singleElement()
                    .asString()
                    .endsWith("'/etc/x.conf'. Did you mean: TimeoutIdle?");
        }

        @Test
        void lettersThatAreNotAsciiAreMentioned() {
            assertThat(problemsOf("TimeoutIdl\u00e9 3\n"))
                    .singleElement()
                    .asString()
                    .contains("the name contains non-ASCII characters", "Did you mean: TimeoutIdle?");
        }

        @Test
        void theModuleThatIsNotLoadedIsNamed() {
            assertThat(problemsOf("\n\n\nTLSEngine on\n"))
                    .containsExactly("fatal: unknown configuration directive 'TLSEngine' on line 4 of '/etc/x.conf':"
                            + " it belongs to mod_tls.c (module proxy-tls), which is not loaded");
        }

        @Test
        void theModuleThatSluiceDoesNotHaveIsNamed() {
            assertThat(problemsOf("QuotaEngine on\n"))
                    .singleElement()
                    .asString()
                    .endsWith(": it belongs to mod_quotatab.c, which Sluice does not have");
        }

        @Test
        void aDirectiveThatALoadedModuleLacksIsSaidToBeMissing() {
            assertThat(problemsOf("ProxyRole reverse\n"))
                    .singleElement()
                    .asString()
                    .endsWith(": it belongs to mod_proxy.c, and Sluice does not have it");
        }

        @Test
        void aSectionIsNeverSkippedInSilence() {
            assertThat(problemsOf("<Class a>\nFrom x\n</Class>\n"))
                    .containsExactly("fatal: unknown configuration directive '<Class>' on line 1 of '/etc/x.conf':"
                            + " it belongs to mod_core.c (module acl), which is not loaded");
        }
    }

    @Nested
    class Places {
        @Test
        @DisplayName("CONF-ERR-03 a directive out of place is told where it may stand")
        void aDirectiveOutOfPlaceIsToldWhereItMayStand() {
            assertThat(problemsOf("<Global>\nMaxInstances 3\n</Global>\n"))
                    .containsExactly("fatal: MaxInstances: directive not allowed in <Global> context on line 2 of"
                            + " '/etc/x.conf'; allowed in: server config");
        }

        @Test
        void everyContextHasItsWords() {
            String path = "<Anonymous ~ftp>\nPort 1\n</Anonymous>\n<Directory />\nPort 1\n</Directory>\n"
                    + "<Limit ALL>\nPort 1\n</Limit>\n<VirtualHost a>\nUseIPv6 on\n</VirtualHost>\n";

            assertThat(problemsOf(path))
                    .satisfiesExactly(
                            e -> assertThat(e).contains("not allowed in <Anonymous> context"),
                            e -> assertThat(e).contains("not allowed in <Directory> context"),
                            e -> assertThat(e).contains("not allowed in <Limit> context"),
                            e -> assertThat(e).contains("not allowed in <VirtualHost> context"));
        }

        @Test
        void aSectionOutOfPlaceIsRefused() {
            assertThat(problemsOf("<VirtualHost a>\n<VirtualHost b>\n</VirtualHost>\n</VirtualHost>\n"))
                    .singleElement()
                    .asString()
                    .startsWith("fatal: <VirtualHost>: directive not allowed in <VirtualHost> context on line 2 of");
        }
    }

    @Nested
    class Arity {
        @Test
        @DisplayName("CONF-ERR-04 too few and too many parameters are told apart")
        void tooFewAndTooManyParametersAreToldApart() {
            assertThat(problemsOf("TimeoutIdle\nTimeoutIdle 1 2\n"))
                    .containsExactly(
                            "fatal: TimeoutIdle: missing parameters on line 1 of '/etc/x.conf'; expected: TimeoutIdle"
                                    + " duration",
                            "fatal: TimeoutIdle: wrong number of parameters on line 2 of '/etc/x.conf'; expected:"
                                    + " TimeoutIdle duration");
        }

        @Test
        void aVirtualHostNeedsAnAddress() {
            assertThat(problemsOf("<VirtualHost>\n</VirtualHost>\n"))
                    .singleElement()
                    .asString()
                    .startsWith("fatal: <VirtualHost>: requires at least one address on line 1 of '/etc/x.conf'");
        }
    }

    @Nested
    class Tags {
        @Test
        @DisplayName("CONF-ERR-05 an unclosed section is named")
        void anUnclosedSectionIsNamed() {
            assertThat(problemsOf("<Global>\n<Limit ALL>\n</Limit>\n"))
                    .containsExactly("fatal: error processing configuration file '/etc/x.conf': unclosed configuration"
                            + " section <Global>, opened on line 1 of '/etc/x.conf'");
        }

        @Test
        @DisplayName("CONF-ERR-06 unclosed conditionals are named")
        void unclosedConditionalsAreNamed() {
            assertThat(problemsOf("<IfModule mod_proxy.c>\n<IfDefine NOPE>\n"))
                    .containsExactly(
                            "error: unclosed <IfModule> context, opened on line 1 of '/etc/x.conf'",
                            "error: unclosed <IfDefine> context, opened on line 2 of '/etc/x.conf'");
        }

        @Test
        @DisplayName("CONF-ERR-07 a stray end tag is refused")
        void aStrayEndTagIsRefused() {
            assertThat(problemsOf("</Limit>\n</IfModule>\n"))
                    .containsExactly(
                            "fatal: unknown configuration directive '</Limit>' on line 1 of '/etc/x.conf': no section"
                                    + " is open here",
                            "fatal: unknown configuration directive '</IfModule>' on line 2 of '/etc/x.conf': no"
                                    + " <IfModule> is open here");
        }

        @Test
        @DisplayName("CONF-ERR-07 an end tag of another section is refused")
        void anEndTagOfAnotherSectionIsRefused() {
            assertThat(problemsOf("<Global>\n<Limit ALL>\n</Global>\nWords a\n"))
                    .containsExactly("fatal: unknown configuration directive '</Global>' on line 3 of '/etc/x.conf':"
                            + " the section to close here is <Limit>, opened on line 2 of '/etc/x.conf'");
        }
    }

    @Nested
    class FilesThatCannotBeRead {
        @Test
        @DisplayName("CONF-ERR-08 an unreadable file is named with the reason")
        void anUnreadableFileIsNamedWithTheReason() {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> ConfigurationReader.read(folder.resolve("none"), TABLE, INPUTS))
                    .withMessage("fatal: unable to read configuration file '" + folder
                            + "/none': No such file or directory");
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> ConfigurationReader.outline(folder, INPUTS))
                    .withMessage("fatal: unable to read configuration file '" + folder + "': Is a directory");
        }

        @Test
        @DisplayName("CONF-ERR-09 a relative path is refused")
        void aRelativePathIsRefused() {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> ConfigurationReader.read(Path.of("x.conf"), TABLE, INPUTS))
                    .withMessageStartingWith("fatal: -c requires an absolute path");
        }
    }

    @Test
    @DisplayName("CONF-ERR-10 an error in an included file names that file and line")
    void anErrorInAnIncludedFileNamesThatFileAndLine() throws IOException {
        var included = Files.writeString(folder.resolve("inner.conf"), "\nTimeoutIdle never\n");

        assertThat(problemsOf("Include " + included + "\n"))
                .singleElement()
                .asString()
                .startsWith("fatal: TimeoutIdle: error parsing timeout value 'never': Invalid argument on line 2 of '"
                        + included + "'");
    }

    @Test
    @DisplayName("CONF-ERR-11 an unknown option word is fatal")
    void anUnknownOptionWordIsFatal() {
        assertThat(problemsOf("LogOptions Hostname hostname\nIncludeOptions Foo\n"))
                .satisfiesExactly(
                        e -> assertThat(e)
                                .startsWith("fatal: LogOptions: : unknown LogOption 'hostname' on line 1 of")
                                .endsWith("known words: Hostname, Timestamp"),
                        e -> assertThat(e)
                                .startsWith("fatal: IncludeOptions: : unknown IncludeOption 'Foo' on line 2"));
    }

    @Test
    @DisplayName("CONF-ERR-12 a world-writable file is only warned of")
    void aWorldWritableFileIsOnlyWarnedOf() throws IOException, ConfigurationException {
        var file = Files.writeString(folder.resolve("x.conf"), "Words a\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

        assertThat(ConfigurationReader.read(file, TABLE, INPUTS).warnings())
                .extracting(Problem::text)
                .containsExactly("warning: config file '" + file + "' is world-writable");
    }

    @Test
    void aFileWithoutALastLineEndIsOnlyWarnedOf() throws IOException, ConfigurationException {
        var file = Files.writeString(folder.resolve("x.conf"), "Words a\nWords b");

        assertThat(ConfigurationReader.read(file, TABLE, INPUTS).warnings())
                .extracting(Problem::text)
                .containsExactly("warning: handling possibly truncated configuration data at line 2 of '" + file + "'");
    }

    @Test
    void allThatIsWrongIsReportedAtOnce() {
        assertThat(problemsOf("Nope 1\nTimeoutIdle x\n</Limit>\nPort 70000\nUseIPv6 maybe\n"))
                .satisfiesExactly(
                        e -> assertThat(e).contains("'Nope' on line 1"),
                        e -> assertThat(e).contains("on line 2"),
                        e -> assertThat(e).contains("'</Limit>' on line 3"),
                        e -> assertThat(e).contains("value must be between 0 and 65535 on line 4"),
                        e -> assertThat(e).contains("expected Boolean parameter on line 5"));
    }

    @Test
    void passwordsInRefusedArgumentsAreNotRepeated() {
        assertThat(problemsOf("SetEnv a secret extra\n"))
                .singleElement()
                .asString()
                .doesNotContain("secret");
    }
}
