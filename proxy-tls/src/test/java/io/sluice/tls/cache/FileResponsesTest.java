package io.sluice.tls.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.cache.CacheException;
import io.sluice.cache.Deadline;
import io.sluice.cache.Expiry;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileResponsesTest {
    private static final String NAME = "9c1185a5c5e9fc54612808977ee8f548b2258d31";
    private static final byte[] TRY_LATER = {0x30, 0x03, 0x0a, 0x01, 0x03};
    private static final byte[] UNAUTHORIZED = {0x30, 0x03, 0x0a, 0x01, 0x06};
    private static final long MOMENT = 1_795_228_936;

    @TempDir
    private Path folder;

    private Path directory;
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final List<String> warnings = new ArrayList<>();
    private final Deadline deadline = Deadline.after(Duration.ofMinutes(1));

    @BeforeEach
    void make() throws Exception {
        directory = Files.createDirectory(folder.resolve("ocsp"));
    }

    private FileResponses open(String info) throws CacheException {
        return FileResponses.open(info, new CacheLog(log::add, (_, _) -> {}), warnings::add);
    }

    private FileResponses responses() throws CacheException {
        return open("/path=" + directory);
    }

    private Path file() {
        return directory.resolve(NAME + ".der");
    }

    private void isRefused(String info, String why) {
        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> open(info))
                .withMessage("mod_tls_fscache/0.0: " + why);
    }

    @Test
    @DisplayName("CACHE-86 TLS-FS-01 what is no directory of the server's own is refused")
    void directories() throws Exception {
        var plain = Files.createFile(folder.resolve("plain"));
        var link = Files.createSymbolicLink(folder.resolve("link"), directory);
        var open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

        isRefused("path=/x", "badly formatted info 'path=/x', unable to open fscache");
        isRefused("/path=a/b", "path 'a/b' not an absolute path");
        isRefused("/path=" + folder + "/no", "unable to check '" + folder + "/no': No such file or directory");
        isRefused("/path=" + plain, "unable to use '" + plain + "': Not a directory");
        isRefused("/path=" + link, "unable to use '" + link + "': Not a directory");
        isRefused("/path=" + open, "unable to use world-writable '" + open + "' (perms 0777)");
        assertThat(warnings).isEmpty();
    }

    @Test
    @DisplayName("CACHE-87 TLS-FS-02 a response is a file of its own, mode 0600, of the time when it was stored")
    void file0600() throws Exception {
        responses().put(NAME, new Stamped(TRY_LATER, MOMENT), Expiry.NEVER, deadline);

        assertThat(file()).hasBinaryContent(TRY_LATER);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(Files.getLastModifiedTime(file()).toInstant()).isEqualTo(Instant.ofEpochSecond(MOMENT));
        assertThat(responses().get(NAME, deadline)).contains(new Stamped(TRY_LATER, MOMENT));
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file());
        }
    }

    @Test
    @DisplayName("CACHE-87 who reads while others write sees the one or the other")
    void replacedAsAWhole() throws Exception {
        var responses = responses();
        var done = new AtomicBoolean();
        responses.put(NAME, new Stamped(TRY_LATER, MOMENT), Expiry.NEVER, deadline);
        var writers = List.of(TRY_LATER, UNAUTHORIZED).stream()
                .map(text -> Thread.ofPlatform().start(() -> {
                    while (!done.get()) {
                        try {
                            responses.put(NAME, new Stamped(text, MOMENT), Expiry.NEVER, deadline);
                        } catch (CacheException e) {
                            log.add(e.getMessage());
                        }
                    }
                }))
                .toList();
        for (int i = 0; i < 2_000; i++) {
            assertThat(responses.get(NAME, deadline).orElseThrow().text()).isIn(TRY_LATER, UNAUTHORIZED);
        }
        done.set(true);
        for (var writer : writers) {
            writer.join();
        }

        assertThat(log).isEmpty();
    }

    @Test
    @DisplayName("CACHE-88 TLS-FS-03 what cannot be parsed is deleted")
    void corrupt() throws Exception {
        for (byte[] text : new byte[][] {{}, {1, 2, 3}, new byte[100_000]}) {
            Files.write(file(), text);

            assertThat(responses().get(NAME, deadline)).isEmpty();
            assertThat(file()).doesNotExist();
        }
        assertThat(log).hasSize(3);
    }

    @Test
    @DisplayName("CACHE-88 a symbolic link is deleted and not followed, a directory is a miss")
    void links() throws Exception {
        var target = Files.write(folder.resolve("target"), TRY_LATER);
        Files.createSymbolicLink(file(), target);
        assertThat(responses().get(NAME, deadline)).isEmpty();
        assertThat(Files.exists(file(), LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(target).exists();

        Files.createDirectory(file());
        assertThat(responses().get(NAME, deadline)).isEmpty();
        assertThat(file()).isDirectory();
    }

    @Test
    @DisplayName("CACHE-88 what is no fingerprint never becomes part of a path")
    void fingerprints() throws Exception {
        for (String name : List.of("", "../../" + NAME, NAME.replace('9', 'G'), NAME + "0", NAME.substring(1))) {
            assertThatExceptionOfType(CacheException.class)
                    .isThrownBy(() -> responses().get(name, deadline))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(CacheException.Kind.ARGUMENT));
        }
    }

    @Test
    @DisplayName(
            "CACHE-89 TLS-FS-04 clear deletes the responses and nothing else, and counts them; info counts them too")
    void clear() throws Exception {
        var responses = responses();
        responses.put(NAME, new Stamped(TRY_LATER, MOMENT), Expiry.NEVER, deadline);
        responses.put(NAME.replace('9', 'a'), new Stamped(TRY_LATER, MOMENT), Expiry.NEVER, deadline);
        for (String foreign : List.of("x.der", NAME + ".der.der", NAME, "notes.txt")) {
            Files.writeString(directory.resolve(foreign), "mine");
        }

        assertThat(responses.status(deadline))
                .containsExactly(
                        "Filesystem (fs) OCSP response cache provided by mod_tls_fscache/0.0",
                        "",
                        "Current OCSP responses cached: 2");
        assertThat(responses.clear(deadline)).isEqualTo(new SharedEntries.Cleared(2, true, true));
        assertThat(responses.clear(deadline)).isEqualTo(new SharedEntries.Cleared(0, true, true));
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(4);
        }
    }

    @Test
    @DisplayName("CACHE-89 removing is idempotent; the directory stays")
    void remove() throws Exception {
        var responses = responses();
        responses.put(NAME, new Stamped(TRY_LATER, MOMENT), Expiry.NEVER, deadline);
        responses.remove(NAME, deadline);
        responses.remove(NAME, deadline);
        responses.destroy(deadline);

        assertThat(responses.get(NAME, deadline)).isEmpty();
        assertThat(directory).isEmptyDirectory();
    }
}
