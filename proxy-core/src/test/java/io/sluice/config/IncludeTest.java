package io.sluice.config;

import static io.sluice.config.Samples.problemsOf;
import static io.sluice.config.Samples.read;
import static io.sluice.config.Samples.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncludeTest {

    @TempDir
    Path folder;

    @BeforeEach
    void someFiles() throws IOException {
        Files.createDirectories(folder.resolve("d1"));
        Files.createDirectories(folder.resolve("d2"));
        for (String name : List.of("d1/b.conf", "d1/a.conf", "d1/B.conf", "d1/.hidden.conf", "d1/x.bak", "d2/a.conf")) {
            Files.writeString(folder.resolve(name), "Words " + name + "\n");
        }
    }

    @Test
    @DisplayName("CONF-SEC-13 a file or all files of a directory")
    void aFileOrAllFilesOfADirectory() throws ConfigurationException {
        assertThat(included("d2/a.conf")).containsExactly("d2/a.conf");
        assertThat(included("d1"))
                .containsExactly("d1/.hidden.conf", "d1/B.conf", "d1/a.conf", "d1/b.conf", "d1/x.bak");
    }

    @Test
    @DisplayName("CONF-SEC-14 a pattern reads what it matches in the order of bytes")
    void aPatternReadsWhatItMatchesInTheOrderOfBytes() throws ConfigurationException {
        assertThat(included("d1/*.conf")).containsExactly("d1/B.conf", "d1/a.conf", "d1/b.conf");
        assertThat(included("d?/[!b-z].conf")).containsExactly("d1/B.conf", "d1/a.conf", "d2/a.conf");
    }

    @Test
    @DisplayName("CONF-SEC-14 a pattern without a match is nothing")
    void aPatternWithoutAMatchIsNothing() throws ConfigurationException {
        assertThat(included("d1/*.none")).isEmpty();
        assertThat(included("none/*.conf")).isEmpty();
    }

    @Test
    @DisplayName("CONF-SEC-15 a plain path that does not exist is fatal")
    void aPlainPathThatDoesNotExistIsFatal() {
        assertThat(problemsOf("\nInclude /nowhere/x.conf\n"))
                .containsExactly("fatal: Include: error including '/nowhere/x.conf': No such file or directory on line"
                        + " 2 of '/etc/x.conf'");
    }

    @Test
    @DisplayName("CONF-SEC-16 files are included 64 deep")
    void filesAreIncludedOnlySoDeep() throws IOException {
        var loop = folder.resolve("loop.conf");
        Files.writeString(loop, "Include " + loop + "\nInclude " + loop + "\n");

        assertThat(problemsOf("Include " + loop + "\n"))
                .singleElement()
                .asString()
                .startsWith("fatal: Include: maximum include depth (64) exceeded on line 1 of '" + loop + "'");
    }

    @Test
    @DisplayName("CONF-SEC-16 64 files in each other are not too deep")
    void sixtyFourAreNotTooDeep() throws IOException, ConfigurationException {
        for (int i = 1; i < 64; i++) {
            Files.writeString(folder.resolve("f" + i), "Include " + folder.resolve("f" + (i + 1)) + "\n");
        }
        Files.writeString(folder.resolve("f64"), "Words end\n");

        assertThat(included("f1")).containsExactly("end");
    }

    @Test
    @DisplayName("CONF-SEC-17 symbolic links are read only if allowed")
    void symbolicLinksAreReadOnlyIfAllowed() throws IOException, ConfigurationException {
        var link = Files.createSymbolicLink(folder.resolve("link.conf"), folder.resolve("d2/a.conf"));

        assertThat(problemsOf("Include " + link + "\n"))
                .singleElement()
                .asString()
                .contains("error including '" + link + "': is a symbolic link", "AllowSymlinks");
        assertThat(words(read("IncludeOptions AllowSymlinks\nInclude " + link + "\n")))
                .containsExactly(List.of("d2/a.conf"));
    }

    @Test
    void aSymbolicLinkToNothingIsNotPassedOverInSilence() throws IOException {
        Files.createSymbolicLink(folder.resolve("d2/z.conf"), folder.resolve("gone"));

        assertThat(problemsOf("IncludeOptions AllowSymlinks\nInclude " + folder + "/d2/*.conf\n"))
                .singleElement()
                .asString()
                .contains("No such file or directory on line 2 of");
    }

    @Test
    @DisplayName("CONF-SEC-17 temporary files are passed over if asked")
    void temporaryFilesArePassedOverIfAsked() throws IOException, ConfigurationException {
        for (String name : List.of("c.conf~", ".c.conf.swp", "c.conf.dpkg-old", "c.conf.rpmsave")) {
            Files.writeString(folder.resolve("d2").resolve(name), "Words wrong\n");
        }

        assertThat(words(read("IncludeOptions IgnoreTempFiles\nInclude " + folder + "/d2\n")))
                .containsExactly(List.of("d2/a.conf"));
    }

    @Test
    @DisplayName("CONF-SEC-17 patterns for directories may be switched off")
    void patternsForDirectoriesMayBeSwitchedOff() throws ConfigurationException {
        assertThat(words(read("IncludeOptions IgnoreWildcards\nInclude " + folder + "/d?/a.conf*\n")))
                .isEmpty();
        assertThat(words(read("IncludeOptions IgnoreWildcards\nInclude " + folder + "/d2/a.conf*\n")))
                .hasSize(1);
    }

    @Test
    void whatIsIncludedStandsInTheSectionOfTheLine() throws IOException, ConfigurationException {
        var file = Files.writeString(folder.resolve("inner"), "Port 2121\n");

        var configuration = read("<VirtualHost a>\nInclude " + file + "\n</VirtualHost>\n");

        assertThat(configuration.virtualHosts().getFirst().directives().find(Samples.PORT))
                .contains(2121);
        assertThat(configuration.main().directives().find(Samples.PORT)).isEmpty();
    }

    @Test
    void aFileCannotCloseASectionOfTheFileThatIncludesIt() throws IOException {
        var file = Files.writeString(folder.resolve("inner"), "</VirtualHost>\n");

        assertThat(problemsOf("<VirtualHost a>\nInclude " + file + "\n</VirtualHost>\n"))
                .containsExactly("fatal: unknown configuration directive '</VirtualHost>' on line 1 of '" + file
                        + "': no section is open here");
    }

    @Test
    void aClassCannotInclude() throws IOException, ConfigurationException {
        var file = Files.writeString(folder.resolve("inner"), "");
        var classes = new Section<List<String>>(
                "Class", Set.of(Context.SERVER), Context.CLASS, (arguments, contents) -> arguments.all(), "");
        var table = DirectiveTable.of(List.of(), List.of(classes));
        String text = "<Class a>\nInclude " + file + "\n</Class>\n";

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ConfigurationReader.readText("x", text, table, Samples.INPUTS))
                .withMessageStartingWith("fatal: Include: directive not allowed in <Class> context on line 2 of 'x'");
    }

    @Test
    void onlyAbsolutePathsAreIncluded() {
        assertThat(problemsOf("Include conf.d\n"))
                .singleElement()
                .asString()
                .startsWith("fatal: Include: must be an absolute path on line 1 of '/etc/x.conf'");
    }

    private List<String> included(String path) throws ConfigurationException {
        return words(read("Include " + folder.resolve(path) + "\n")).stream()
                .map(List::getFirst)
                .toList();
    }
}
