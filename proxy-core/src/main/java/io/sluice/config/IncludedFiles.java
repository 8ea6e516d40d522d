package io.sluice.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The files that one `Include` names, in the byte-wise order of their names: a file, all files of a directory, or what
/// a pattern matches, which may be nothing.
final class IncludedFiles {
    private static final Comparator<Path> BYTE_WISE = (a, b) -> Arrays.compareUnsigned(
            a.toString().getBytes(StandardCharsets.UTF_8), b.toString().getBytes(StandardCharsets.UTF_8));
    private static final List<NameGlob> TEMPORARY = Stream.of(
                    "*.bak", "*~", ".*~", ".*.sw?", "*.swp", "*.dpkg-*", "*.rpm*")
            .map(NameGlob::new)
            .toList();

    private final Set<IncludeOption> options;

    IncludedFiles(Set<IncludeOption> options) {
        this.options = options;
    }

    List<Path> named(String path) throws IOException {
        var parts = Path.of(path);
        List<Path> found = List.of(parts.getRoot());
        boolean pattern = false;
        for (int i = 0; i < parts.getNameCount(); i++) {
            String name = parts.getName(i).toString();
            boolean last = i == parts.getNameCount() - 1;
            if (NameGlob.isGlob(name) && (last || !options.contains(IncludeOption.IGNORE_WILDCARDS))) {
                pattern = true;
                found = matching(found, new NameGlob(name));
            } else {
                found = found.stream().map(parent -> parent.resolve(name)).toList();
            }
        }
        if (pattern) {
            return filesOf(found.stream().filter(IncludedFiles::exists).toList(), true);
        }
        if (!exists(found.getFirst())) {
            throw new NoSuchFileException(path);
        }
        return filesOf(found, false);
    }

    /// Whether there is something of that name, be it a symbolic link to nothing.
    private static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    private List<Path> matching(List<Path> directories, NameGlob glob) throws IOException {
        var matches = new ArrayList<Path>();
        for (var directory : directories) {
            if (Files.isDirectory(directory)) {
                for (var entry : entries(directory)) {
                    if (glob.matches(entry.getFileName().toString())) {
                        matches.add(entry);
                    }
                }
            }
        }
        return matches;
    }

    private List<Path> filesOf(List<Path> paths, boolean found) throws IOException {
        var files = new ArrayList<Path>();
        for (var path : paths.stream().sorted(BYTE_WISE).toList()) {
            if (found && isPassedOver(path)) {
                continue;
            }
            if (Files.isSymbolicLink(path) && !options.contains(IncludeOption.ALLOW_SYMLINKS)) {
                throw new FileSystemException(
                        path.toString(), null, "is a symbolic link (see IncludeOptions AllowSymlinks)");
            }
            if (Files.isDirectory(path)) {
                files.addAll(filesOf(
                        entries(path).stream().filter(IncludedFiles::isReadable).toList(), true));
            } else {
                files.add(path);
            }
        }
        return files;
    }

    /// Neither a directory nor a link to one, and nothing that reading would wait for.
    private static boolean isReadable(Path entry) {
        return Files.isRegularFile(entry) || (Files.isSymbolicLink(entry) && !Files.isDirectory(entry));
    }

    private boolean isPassedOver(Path path) {
        String name = path.getFileName().toString();
        return options.contains(IncludeOption.IGNORE_TEMP_FILES)
                && TEMPORARY.stream().anyMatch(glob -> glob.matches(name));
    }

    private static List<Path> entries(Path directory) throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
