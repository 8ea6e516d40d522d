package io.sluice.auth;

import io.sluice.config.DirectiveSet;
import io.sluice.config.Problem;
import io.sluice.config.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Whether the files of users and groups are kept from other people's eyes and hands: regular files, not readable or
/// writable by the world, not in a directory the world may write to, and behind one symbolic link at most.
public final class FilePermissions {
    private FilePermissions() {}

    /// Everything wrong with the account files of a server; asked at start and at each reload.
    public static List<Problem> problems(DirectiveSet directives) {
        var options = AuthDirectives.options(directives);
        var problems = new ArrayList<Problem>();
        check(
                directives.settings(AuthDirectives.AUTH_USER_FILE),
                "AuthUserFile",
                options,
                problems,
                line -> UserFile.entry(line).isPresent());
        check(
                directives.settings(AuthDirectives.AUTH_GROUP_FILE),
                "AuthGroupFile",
                options,
                problems,
                GroupFile::isWellFormed);
        return problems;
    }

    private static void check(
            List<Setting<AccountFile>> settings,
            String directive,
            Set<AuthDirectives.AuthFileOption> options,
            List<Problem> problems,
            Predicate<String> wellFormed) {
        for (var setting : settings) {
            var path = setting.value().path();
            var complaint = options.contains(AuthDirectives.AuthFileOption.INSECURE_PERMS)
                    ? Optional.<String>empty()
                    : complaint(path);
            if (complaint.isEmpty() && options.contains(AuthDirectives.AuthFileOption.SYNTAX_CHECK)) {
                complaint = syntaxComplaint(path, wellFormed);
            }
            complaint.ifPresent(text -> problems.add(new Problem(
                    Problem.Severity.ERROR,
                    setting.position(),
                    "fatal: " + directive + ": unable to use " + path + ": " + text + " on " + setting.position())));
        }
    }

    static Optional<String> complaint(Path path) {
        try {
            var target = path;
            if (Files.isSymbolicLink(path)) {
                target = path.resolveSibling(Files.readSymbolicLink(path));
                if (Files.isSymbolicLink(target)) {
                    return Optional.of("too many symbolic links");
                }
            }
            if (!Files.exists(target)) {
                return Optional.of("No such file or directory");
            }
            if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of("not a regular file");
            }
            if (!Files.getFileStore(target).supportsFileAttributeView("posix")) {
                return Optional.empty();
            }
            var permissions = Files.getPosixFilePermissions(target);
            if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
                return Optional.of("world-readable");
            }
            if (permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
                return Optional.of("world-writable");
            }
            for (var file : List.of(path, target)) {
                var parent = file.toAbsolutePath().getParent();
                if (parent != null
                        && Files.getPosixFilePermissions(parent).contains(PosixFilePermission.OTHERS_WRITE)) {
                    return Optional.of("in world-writable directory " + parent);
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.toString());
        }
    }

    private static Optional<String> syntaxComplaint(Path path, Predicate<String> wellFormed) {
        try (Stream<String> lines = Files.lines(path, StandardCharsets.ISO_8859_1)) {
            return lines.allMatch(line -> line.isBlank() || line.startsWith("#") || wellFormed.test(line))
                    ? Optional.empty()
                    : Optional.of("malformed entry");
        } catch (IOException e) {
            return Optional.of(e.toString());
        }
    }
}
