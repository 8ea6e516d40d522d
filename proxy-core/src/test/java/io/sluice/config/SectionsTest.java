package io.sluice.config;

import static io.sluice.config.Samples.INPUTS;
import static io.sluice.config.Samples.TABLE;
import static io.sluice.config.Samples.problemsOf;
import static io.sluice.config.Samples.read;
import static io.sluice.config.Samples.words;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SectionsTest {

    @Nested
    class Conditions {
        @Test
        @DisplayName("CONF-SEC-01 IfModule asks for the presence of a module")
        void ifModuleAsksForThePresenceOfAModule() throws ConfigurationException {
            String text = """
                    <IfModule mod_proxy.c>
                    Words present
                    </IfModule>
                    <IfModule mod_absent.c>
                    Words wrong
                    </IfModule>
                    <IfModule !mod_absent.c>
                    Words absent
                    </IfModule>
                    <IfModule MOD_PROXY.C>
                    Words wrong
                    </IfModule>
                    """;

            assertThat(words(read(text))).containsExactly(List.of("present"), List.of("absent"));
        }

        @Test
        @DisplayName("CONF-SEC-02 what stands in a false one is not looked at")
        void whatStandsInAFalseOneIsNotLookedAt() throws ConfigurationException {
            String text = """
                    <IfModule mod_absent.c>
                      NoSuchDirective "
                      <ifmodule mod_proxy.c>
                        </Nothing>
                      </IFMODULE>
                      <IfDefine GIVEN>
                      Words wrong
                    </IfModule> # end
                    <IfModule mod_proxy.c>
                      <IfModule mod_absent.c>
                      Words wrong
                      </IfModule>
                      Words right
                    </IfModule>
                    """;

            assertThat(words(read(text))).containsExactly(List.of("right"));
        }

        @Test
        @DisplayName("CONF-SEC-03 IfDefine asks for a name given by -D")
        void ifDefineAsksForANameGivenByTheCommandLine() throws ConfigurationException {
            String text = "<IfDefine GIVEN>\nWords a\n</IfDefine>\n<IfDefine given>\nWords b\n</IfDefine>\n";

            assertThat(words(read(text))).containsExactly(List.of("a"));
        }

        @Test
        @DisplayName("CONF-SEC-04 IfDefine asks for a name given by Define")
        void ifDefineAsksForANameGivenByDefine() throws ConfigurationException {
            String text = """
                    <IfDefine LATER>
                    Words wrong
                    </IfDefine>
                    <IfDefine !LATER>
                    Words before
                    </IfDefine>
                    Define LATER
                    <IfDefine LATER>
                    Words after
                    </IfDefine>
                    """;

            assertThat(words(read(text))).containsExactly(List.of("before"), List.of("after"));
        }

        @Test
        void aSectionMayBeginInOneAndEndInAnother() throws ConfigurationException {
            String text = """
                    <IfDefine GIVEN>
                    <VirtualHost a>
                    </IfDefine>
                    Words a
                    <IfDefine GIVEN>
                    </VirtualHost>
                    </IfDefine>
                    """;

            assertThat(read(text).virtualHosts()).hasSize(1);
        }
    }

    @Nested
    class Servers {
        @Test
        @DisplayName("CONF-SEC-05 a virtual host may have several addresses")
        void aVirtualHostMayHaveSeveralAddresses() throws ConfigurationException {
            var hosts = read("<VirtualHost 192.0.2.1 ftp.example.com 2001:db8::1>\n</VirtualHost>\n<VirtualHost b>\n"
                            + "</VirtualHost>\n")
                    .virtualHosts();

            assertThat(hosts)
                    .extracting(Configuration.ServerBlock::addresses)
                    .containsExactly(List.of("192.0.2.1", "ftp.example.com", "2001:db8::1"), List.of("b"));
            assertThat(hosts.getFirst().position()).isEqualTo(new Position("/etc/x.conf", 1));
        }

        @Test
        @DisplayName("CONF-SEC-08 Global reaches the main server and the virtual hosts")
        void globalReachesEveryServer() throws ConfigurationException {
            var configuration = read("<VirtualHost a>\n</VirtualHost>\n<Global>\nTimeoutIdle 5\n</Global>\n");

            assertThat(configuration.main().directives().get(Samples.TIMEOUT_IDLE))
                    .isEqualTo(Duration.ofSeconds(5));
            assertThat(configuration.virtualHosts().getFirst().directives().get(Samples.TIMEOUT_IDLE))
                    .isEqualTo(Duration.ofSeconds(5));
        }

        @Test
        @DisplayName("CONF-SEC-09 a directive of the virtual host keeps out all global ones of its name")
        void aDirectiveOfTheVirtualHostKeepsOutAllGlobalOnesOfItsName() throws ConfigurationException {
            String text = """
                    <Global>
                    Words a
                    Words b
                    TimeoutIdle 5
                    </Global>
                    <VirtualHost x>
                    wORDS c
                    </VirtualHost>
                    """;
            var host = read(text).virtualHosts().getFirst().directives();

            assertThat(host.settings(Samples.WORDS)).extracting(Setting::value).containsExactly(List.of("c"));
            assertThat(host.get(Samples.TIMEOUT_IDLE)).isEqualTo(Duration.ofSeconds(5));
        }

        @Test
        @DisplayName("CONF-SEC-10 two Global blocks add up, in a virtual host too")
        void globalBlocksAddUp() throws ConfigurationException {
            String text = """
                    <Global>
                    Words a
                    </Global>
                    <VirtualHost x>
                    <Global>
                    Words b
                    </Global>
                    </VirtualHost>
                    """;

            assertThat(words(read(text))).containsExactly(List.of("a"), List.of("b"));
        }

        @Test
        @DisplayName("CONF-SEC-11 a virtual host does not see the main server's directives")
        void aVirtualHostDoesNotSeeTheMainServersDirectives() throws ConfigurationException {
            var host = read("Port 2121\n<VirtualHost x>\n</VirtualHost>\n")
                    .virtualHosts()
                    .getFirst();

            assertThat(host.directives().find(Samples.PORT)).isEmpty();
        }

        @Test
        @DisplayName("CONF-SEC-12 sections of Global are added to every server's own, which count as later")
        void sectionsOfGlobalAreAddedToEveryServersOwn() throws ConfigurationException {
            String text = """
                    <Global>
                    <Limit STOR>
                    </Limit>
                    </Global>
                    <VirtualHost x>
                    <Limit RETR>
                    </Limit>
                    </VirtualHost>
                    """;
            var configuration = read(text);

            assertThat(configuration.main().directives().settings(Samples.LIMIT))
                    .hasSize(1);
            assertThat(configuration.virtualHosts().getFirst().directives().settings(Samples.LIMIT))
                    .extracting(Setting::value)
                    .containsExactly(List.of("STOR"), List.of("RETR"));
        }

        @Test
        void anEmptyTextIsOneServer() throws ConfigurationException {
            assertThat(read("").virtualHosts()).isEmpty();
            assertThat(read("").main().position()).hasToString("/etc/x.conf");
        }
    }

    @Nested
    class Modules {
        @Test
        @DisplayName("CONF-SEC-18 LoadModule of a present module changes nothing")
        void loadModuleOfAPresentModuleChangesNothing() throws ConfigurationException {
            var directives = read("LoadModule mod_proxy.c\nLoadModule mod_proxy.c\n")
                    .main()
                    .directives();

            assertThat(directives.settings(LanguageDirectives.LOAD_MODULE)).hasSize(2);
        }

        @Test
        @DisplayName("CONF-SEC-19 LoadModule of any other module is fatal")
        void loadModuleOfAnyOtherModuleIsFatal() {
            assertThat(problemsOf("LoadModule mod_tls.c\nLoadModule mod_quotatab.c\n"))
                    .containsExactly(
                            "fatal: LoadModule: error loading module 'mod_tls.c': No such file or directory on line"
                                    + " 1 of '/etc/x.conf': module proxy-tls of Sluice is not present",
                            "fatal: LoadModule: error loading module 'mod_quotatab.c': No such file or directory on"
                                    + " line 2 of '/etc/x.conf': Sluice does not have it");
        }

        @Test
        @DisplayName("CONF-SEC-20 the place of LoadModule lines has no influence")
        void thePlaceOfLoadModuleLinesHasNoInfluence(@TempDir Path folder) throws IOException, ConfigurationException {
            var more = Files.writeString(folder.resolve("more.conf"), "LoadModule mod_b.c\n");
            var file = Files.writeString(folder.resolve("x.conf"), """
                    Nope
                    LoadModule mod_c.c
                    Include %s
                    <IfDefine GIVEN>
                    loadmodule mod_a.c
                    </IfDefine>
                    <IfModule mod_absent.c>
                    LoadModule mod_d.c
                    </IfModule>
                    """.formatted(more));

            assertThat(ConfigurationReader.outline(file, INPUTS).loadModules())
                    .containsExactly("mod_c.c", "mod_b.c", "mod_a.c");
        }
    }

    @Test
    @DisplayName("CONF-SEC-21 the first occurrence wins, or the last, as the directive says")
    void theFirstOccurrenceWinsOrTheLast() throws ConfigurationException {
        var main = read("TimeoutIdle 1\nTimeoutIdle 2\nMaxInstances 3\nMaxInstances none\n")
                .main()
                .directives();

        assertThat(main.get(Samples.TIMEOUT_IDLE)).isEqualTo(Duration.ofSeconds(1));
        assertThat(main.get(Samples.MAX_INSTANCES)).isEqualTo(Optional.empty());
    }

    @Test
    @DisplayName("CONF-SEC-22 Anonymous and Directory are accepted and checked")
    void anonymousAndDirectoryAreAcceptedAndChecked() throws ConfigurationException {
        String good = "<Anonymous ~ftp>\n<Directory *>\n<Limit WRITE>\n</Limit>\n</Directory>\n</Anonymous>\n"
                + "<Directory />\nUmask 022\n</Directory>\n";

        assertThat(read(good).main().directives().settings(LanguageSections.DIRECTORY))
                .extracting(setting -> setting.value().path())
                .containsExactly("/");
        assertThat(problemsOf("<Anonymous ~ftp>\n<Directory *>\nNope 1\n</Directory>\n</Anonymous>\n"))
                .containsExactly("fatal: unknown configuration directive 'Nope' on line 3 of '/etc/x.conf'");
    }

    @Test
    void severalReadingsDoNotShareAnything() throws ConfigurationException {
        assertThat(words(ConfigurationReader.readText("a", "Define X\n", TABLE, INPUTS)))
                .isEmpty();
        assertThat(words(read("<IfDefine X>\nWords a\n</IfDefine>\n"))).isEmpty();
    }
}
