package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheSettings.Use;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Deadline;
import io.sluice.datastore.MemoryPlace;
import io.sluice.module.CacheModule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Shared stores of any kind, in the hands of modules.
class LentStoresTest {
    private static final String REST = "Port {port}\nDefaultAddress 127.0.0.1\nSocketBindTight on\n";

    @TempDir
    private Path directory;

    private final MemoryPlace place = new MemoryPlace("acme");
    private final Borrower borrower = new Borrower();
    private RunningServer server;

    private void serves(String lines) throws Exception {
        server = RunningServer.of(directory, new CacheModule(List.of(place)), borrower)
                .apply(REST + lines);
    }

    @AfterEach
    void closed() {
        server.close();
        assertThat(place.open()).as("open stores").isZero();
    }

    @Test
    @DisplayName("CACHE-110 a module opens a store of somebody else by its type, with its use, info, and options")
    void byType() throws Exception {
        serves("MemoryServer there");

        borrower.store("acme", "/some=info");

        assertThat(place.opened()).singleElement().satisfies(settings -> {
            assertThat(settings.use()).isEqualTo(Use.TLS_SESSIONS);
            assertThat(settings.info()).isEqualTo("/some=info");
            assertThat(settings.get(MemoryPlace.SERVER)).isEqualTo("there");
        });
    }

    @Test
    void aStoreIsSharedByEqualSettingsAndOutlivesReloads() throws Exception {
        borrower.wanted.addAll(List.of("", "", "other"));
        serves("");
        server.apply(REST);

        assertThat(borrower.opened).hasSize(6);
        assertThat(borrower.opened.stream().distinct()).hasSize(2);
        assertThat(place.open()).isEqualTo(2);
    }

    @Test
    @DisplayName("CACHE-81 a store that was destroyed is another one after the next reload")
    void destroyed() throws Exception {
        borrower.wanted.add("");
        serves("");
        borrower.opened.getFirst().destroy(Deadline.after(Duration.ofSeconds(1)));
        server.apply(REST);

        assertThat(borrower.opened.getLast().state()).isEqualTo(CacheStore.State.UP);
        assertThat(place.open()).isOne();
    }

    @Test
    @DisplayName("CACHE-60 a kind of store that no module has is unsupported, with the module that would have it")
    void unknown() throws Exception {
        serves("");

        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> borrower.store("shm", "/file=/tmp/x"))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED))
                .withMessageContaining("cache-shm");
        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> borrower.store("Acme", ""))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED));
    }
}
