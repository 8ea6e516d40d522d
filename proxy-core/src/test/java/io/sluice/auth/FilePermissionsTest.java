package io.sluice.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Position;
import io.sluice.config.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("CONF-DIR-23 AuthUserFile permissions; InsecurePerms; malformed line")
class FilePermissionsTest {
    private final DirectiveSet.Builder directives = new DirectiveSet.Builder();

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void aFileOfOurOwn() throws IOException {
        file = Files.writeString(directory.resolve("ftpd.passwd"), "ann:x:1:1::/:/\n");
        mode(file, "rw-------");
        mode(directory, "rwx------");
        directives.put(AuthDirectives.AUTH_USER_FILE, AccountFile.of(file), new Position("/etc/proftpd.conf", 7));
    }

    @Test
    void aFileOfOurOwnIsInOrder() {
        assertThat(problems()).isEmpty();
    }

    @Test
    void aFileTheWorldMayReadIsFatal() throws IOException {
        mode(file, "rw-r--r--");

        assertThat(problems())
                .containsExactly("fatal: AuthUserFile: unable to use " + file
                        + ": world-readable on line 7 of '/etc/proftpd.conf'");
    }

    @Test
    void soAreAFileAndADirectoryItMayWriteTo() throws IOException {
        mode(file, "rw-----w-");
        assertThat(FilePermissions.complaint(file)).contains("world-writable");

        mode(file, "rw-------");
        mode(directory, "rwxrwxrwx");
        assertThat(FilePermissions.complaint(file)).contains("in world-writable directory " + directory);
    }

    @Test
    void oneLinkIsFollowed() throws IOException {
        var link = Files.createSymbolicLink(directory.resolve("link"), file);
        assertThat(FilePermissions.complaint(link)).isEmpty();

        var linkToLink = Files.createSymbolicLink(directory.resolve("again"), link);
        assertThat(FilePermissions.complaint(linkToLink)).contains("too many symbolic links");
    }

    @Test
    void whatIsNoFileIsFatal() {
        assertThat(FilePermissions.complaint(directory)).contains("not a regular file");
        assertThat(FilePermissions.complaint(directory.resolve("none"))).contains("No such file or directory");
    }

    @Test
    void insecurePermsAcceptsAll() throws Exception {
        mode(file, "rw-rw-rw-");
        option("InsecurePerms");

        assertThat(problems()).isEmpty();
    }

    @Test
    void syntaxCheckMakesAMalformedLineFatal() throws Exception {
        Files.writeString(file, "ann:x\n");
        assertThat(problems()).isEmpty();

        option("SyntaxCheck");
        assertThat(problems()).singleElement().asString().contains("malformed entry");
    }

    @Test
    void unknownOptionsAreFatal() {
        assertThatExceptionOfType(BadValue.class)
                .isThrownBy(() -> option("insecureperms"))
                .withMessageStartingWith(": unknown AuthFileOption 'insecureperms'");
    }

    private List<String> problems() {
        return FilePermissions.problems(directives.build()).stream()
                .map(Problem::text)
                .toList();
    }

    private void option(String word) throws BadValue {
        var arguments = new Arguments(List.of(word), Position.CODE);
        directives.put(
                AuthDirectives.AUTH_FILE_OPTIONS,
                AuthDirectives.AUTH_FILE_OPTIONS.parser().parse(arguments));
    }

    private static void mode(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
