package io.sluice.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Random;

/// Files to be sent through a gateway, and their digests.
public final class TestFiles {
    private static final int MARK_EVERY = 1 << 20;
    private static final int MARK = 4096;

    private TestFiles() {}

    /// Bytes that look random and are the same for the same seed.
    public static byte[] bytes(int size, long seed) {
        var bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /// A small file of such bytes, readable by everybody.
    public static Path random(Path file, int size, long seed) {
        return write(file, bytes(size, seed));
    }

    public static Path write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
            return readable(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Path folder(Path folder) {
        try {
            return Files.createDirectory(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Removes what is in a folder.
    public static void empty(Path folder) {
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(folder)) {
                    Files.delete(path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A large file of holes with a different mark in each mebibyte, so that it costs no disk and yet no part of it can
    /// be left out or swapped without being noticed.
    public static Path sparse(Path file, long size) {
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long position = 0; position + MARK <= size; position += MARK_EVERY) {
                channel.write(ByteBuffer.wrap(bytes(MARK, position)), position);
            }
            channel.write(ByteBuffer.wrap(new byte[] {'.'}), size - 1);
            return readable(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// SHA-256 in hexadecimal.
    public static String digest(Path file) {
        try (var in = Files.newInputStream(file)) {
            return digest(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String digest(InputStream in) throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var buffer = new byte[256 * 1024];
            for (int n; (n = in.read(buffer)) > 0; ) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /// Demands that a file holds the same bytes as another.
    public static void assertSame(Path actual, Path expected) {
        try {
            assertThat(Files.mismatch(actual, expected))
                    .as("the first byte of " + actual + " that is not as in " + expected)
                    .isEqualTo(-1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads to the end, and demands the bytes of a file.
    public static void assertSame(InputStream actual, Path expected) throws IOException {
        try (var file = Files.newInputStream(expected)) {
            var seen = new byte[256 * 1024];
            var due = new byte[seen.length];
            long position = 0;
            for (int n; (n = actual.readNBytes(seen, 0, seen.length)) > 0; position += n) {
                assertThat(Arrays.mismatch(seen, 0, n, due, 0, file.readNBytes(due, 0, n)))
                        .as("the first byte beyond " + position + " that is not as in " + expected)
                        .isEqualTo(-1);
            }
            assertThat(position).as("the length of what came").isEqualTo(Files.size(expected));
        }
    }

    private static Path readable(Path file) throws IOException {
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    }
}
