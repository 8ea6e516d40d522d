package io.sluice.tls.cache;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.Deadline;
import io.sluice.cache.Expiry;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// OCSP responses in a directory (`fs:/path=…`): `<fingerprint>.der` is the DER text, its time of modification when it
/// was stored. A file is replaced as a whole. No other file of the directory is touched, and no link is followed.
final class FileResponses implements ResponseStore {
    private static final String MODULE = "mod_tls_fscache/0.0";
    private static final String PATH = "/path=";
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern FILE = Pattern.compile("[0-9a-f]{40}\\.der");

    private final Path directory;
    private final CacheLog log;

    private FileResponses(Path directory, CacheLog log) {
        this.directory = directory;
        this.log = log;
    }

    /// The responses in the directory that a text names.
    ///
    /// @param warnings hears if nothing can be written there
    /// @throws CacheException where the directory cannot be used
    static FileResponses open(String info, CacheLog log, Consumer<String> warnings) throws CacheException {
        if (!info.startsWith(PATH)) {
            throw refused(Kind.ARGUMENT, "badly formatted info '" + info + "', unable to open fscache");
        }
        var text = info.substring(PATH.length());
        Path path;
        try {
            path = Path.of(text);
        } catch (InvalidPathException e) {
            throw refused(Kind.ARGUMENT, "unable to check '" + text + "': Invalid argument");
        }
        if (!path.isAbsolute()) {
            throw refused(Kind.ARGUMENT, "path '" + text + "' not an absolute path");
        }
        checkDirectory(path);
        var responses = new FileResponses(path, log);
        responses.tryToWrite().ifPresent(warnings);
        return responses;
    }

    private static CacheException refused(Kind kind, String text) {
        return new CacheException(kind, MODULE + ": " + text);
    }

    private static void checkDirectory(Path path) throws CacheException {
        try {
            if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isDirectory()) {
                throw refused(Kind.REFUSED, "unable to use '" + path + "': Not a directory");
            }
            if (Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_WRITE)) {
                int mode = (int) Files.getAttribute(path, "unix:mode") & 0777;
                throw refused(
                        Kind.REFUSED,
                        "unable to use world-writable '" + path + "' (perms 0" + Integer.toOctalString(mode) + ")");
            }
        } catch (IOException | UnsupportedOperationException e) {
            throw refused(Kind.REFUSED, "unable to check '" + path + "': " + words(e));
        }
    }

    private static String words(Exception e) {
        return switch (e) {
            case NoSuchFileException _ -> "No such file or directory";
            case AccessDeniedException _ -> "Permission denied";
            default -> String.valueOf(e.getMessage());
        };
    }

    private Optional<String> tryToWrite() {
        try {
            Files.delete(temporary());
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("unable to write to '" + directory + "': " + words(e)
                    + "; OCSP responses are kept inside this process");
        }
    }

    private Path temporary() throws IOException {
        return Files.createTempFile(
                directory, "", "", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private Path file(String fingerprint) throws CacheException {
        if (!FINGERPRINT.matcher(fingerprint).matches()) {
            throw new CacheException(Kind.ARGUMENT, "no fingerprint; expected 40 hexadecimal digits");
        }
        return directory.resolve(fingerprint + ".der");
    }

    @Override
    public Optional<Stamped> get(String fingerprint, Deadline deadline) throws CacheException {
        var file = file(fingerprint);
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink()) {
                return discarded(file, "it is a symbolic link");
            }
            if (!attributes.isRegularFile()) {
                return Optional.empty();
            }
            byte[] text = read(file);
            if (text.length > OcspFetcher.LARGEST) {
                return discarded(file, "it is too large");
            }
            var entry =
                    new Stamped(text, attributes.lastModifiedTime().toInstant().getEpochSecond());
            OcspResponse.of(entry);
            return Optional.of(entry);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (Undecodable e) {
            return discarded(file, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new CacheException(Kind.UNAVAILABLE, "unable to read '" + file + "': " + words(e), e);
        }
    }

    private static byte[] read(Path file) throws IOException {
        try (var channel = Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            return Channels.newInputStream(channel).readNBytes(OcspFetcher.LARGEST + 1);
        }
    }

    private Optional<Stamped> discarded(Path file, String why) {
        log.line("deleting '" + file + "': " + why);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.line("unable to delete '" + file + "': " + words(e));
        }
        return Optional.empty();
    }

    @Override
    public void put(String fingerprint, Stamped response, Expiry expiry, Deadline deadline) throws CacheException {
        var file = file(fingerprint);
        try {
            var temporary = temporary();
            try {
                Files.write(temporary, response.text());
                Files.setLastModifiedTime(temporary, FileTime.from(Instant.ofEpochSecond(response.moment())));
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new CacheException(Kind.UNAVAILABLE, "unable to write '" + file + "': " + words(e), e);
        }
    }

    @Override
    public void remove(String fingerprint, Deadline deadline) throws CacheException {
        var file = file(fingerprint);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new CacheException(Kind.UNAVAILABLE, "unable to delete '" + file + "': " + words(e), e);
        }
    }

    private List<Path> files() throws IOException {
        try (var all = Files.list(directory)) {
            return all.filter(
                            file -> FILE.matcher(file.getFileName().toString()).matches())
                    .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
    }

    @Override
    public SharedEntries.Cleared clear(Deadline deadline) throws CacheException {
        try {
            long count = 0;
            for (var file : files()) {
                count += Files.deleteIfExists(file) ? 1 : 0;
            }
            return new SharedEntries.Cleared(count, true, true);
        } catch (IOException e) {
            throw new CacheException(Kind.UNAVAILABLE, "unable to clear '" + directory + "': " + words(e), e);
        }
    }

    @Override
    public void destroy(Deadline deadline) throws CacheException {
        clear(deadline);
    }

    @Override
    public boolean isUp() {
        return true;
    }

    @Override
    public void countHit() {}

    @Override
    public List<String> status(Deadline deadline) {
        try {
            return List.of(
                    "Filesystem (fs) OCSP response cache provided by " + MODULE,
                    "",
                    "Current OCSP responses cached: " + files().size());
        } catch (IOException e) {
            return List.of(
                    "Filesystem (fs) OCSP response cache provided by " + MODULE,
                    "",
                    "unable to read '" + directory + "': " + words(e));
        }
    }
}
