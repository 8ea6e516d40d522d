package io.sluice.acl.adapter;

import io.sluice.acl.GeoDatabase;
import io.sluice.acl.GeoField;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// A file of geography, open. If it is followed, it is opened again in the background when it has changed; one that
/// cannot be opened then leaves the one before in force.
final class GeoTable {
    static final Duration BETWEEN_LOOKS = Duration.ofSeconds(60);

    private final GeoDirectives.Table table;
    private final InstantSource clock;
    private final Consumer<String> log;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile Opened opened;
    private volatile boolean saidDamaged;

    /// What was opened, of which state of the file, and when that was last looked at.
    private record Opened(Optional<GeoDatabase> database, Optional<FileTime> changed, Instant looked) {}

    /// Opens the file.
    ///
    /// @param log gets what is wrong with it
    GeoTable(GeoDirectives.Table table, InstantSource clock, Consumer<String> log) {
        this.table = table;
        this.clock = clock;
        this.log = log;
        this.opened = open(Optional.empty());
    }

    boolean isUsable() {
        return opened.database.isPresent();
    }

    Map<GeoField, String> facts(InetAddress address) {
        look();
        var database = opened.database;
        if (database.isEmpty()) {
            return Map.of();
        }
        try {
            return database.get().facts(address);
        } catch (IOException e) {
            if (!saidDamaged) {
                saidDamaged = true;
                log.accept("GeoIPTable '" + table.file() + "': " + e.getMessage());
            }
            return Map.of();
        }
    }

    private void look() {
        var now = clock.instant();
        if (!table.followed()
                || now.isBefore(opened.looked.plus(BETWEEN_LOOKS))
                || !looking.compareAndSet(false, true)) {
            return;
        }
        Thread.ofVirtual().name("geoip-table").start(() -> {
            try {
                var before = opened;
                opened = changed().equals(before.changed)
                        ? new Opened(before.database, before.changed, now)
                        : open(before.database);
                saidDamaged = false;
            } finally {
                looking.set(false);
            }
        });
    }

    private Opened open(Optional<GeoDatabase> otherwise) {
        var changed = changed();
        try {
            if (!table.file().isAbsolute()) {
                throw new IOException("relative path");
            }
            return new Opened(Optional.of(GeoDatabase.open(table.file(), table.memory())), changed, clock.instant());
        } catch (IOException e) {
            log.accept("GeoIPTable '" + table.file() + "' cannot be used: "
                    + (e instanceof NoSuchFileException || !Files.exists(table.file())
                            ? "No such file or directory"
                            : e.getMessage()));
            return new Opened(otherwise, changed, clock.instant());
        }
    }

    private Optional<FileTime> changed() {
        try {
            return Optional.of(Files.getLastModifiedTime(table.file()));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
