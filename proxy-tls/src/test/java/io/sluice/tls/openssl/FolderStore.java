package io.sluice.tls.openssl;

import io.sluice.tls.session.SessionStore;
import io.sluice.tls.session.TicketKeyStore;
import io.sluice.tls.session.TicketKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;

/// TLS sessions and ticket keys in a folder that several processes look into.
record FolderStore(Path folder) implements SessionStore, TicketKeyStore {
    private static final String RING = "ring";

    /// A server that shares what is in a folder.
    static OpenSslContextBuilder shared(ResumptionTest.Way way, Path folder) {
        var store = new FolderStore(folder);
        return way.server()
                .sessions(store)
                .ticketKeys(new TicketKeys(Duration.ofHours(12), 25, InstantSource.system(), store));
    }

    @Override
    public void store(byte[] id, byte[] session, Instant expiry) {
        try {
            var whole = Files.write(Files.createTempFile(folder, "new", ""), session);
            Files.move(whole, file(id), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<byte[]> find(byte[] id) {
        return content(file(id));
    }

    @Override
    public void remove(byte[] id) {
        try {
            Files.deleteIfExists(file(id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<byte[]> read() {
        return content(folder.resolve(RING));
    }

    @Override
    public boolean create(byte[] ring) {
        try {
            Files.write(folder.resolve(RING), ring, StandardOpenOption.CREATE_NEW);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Keys are not old enough to be replaced here.
    @Override
    public boolean replace(byte[] known, byte[] ring) {
        return false;
    }

    private Path file(byte[] id) {
        return folder.resolve(HexFormat.of().formatHex(id));
    }

    private static Optional<byte[]> content(Path file) {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
