package io.sluice.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheSettings.Use;
import io.sluice.datastore.Datastore.Table;
import io.sluice.datastore.Datastore.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedDatastoreTest {
    private static final Table KEYS = new Table("keys", List.of("algo", "blob"));

    @TempDir
    private Path folder;

    private final MemoryPlace place = new MemoryPlace();

    @AfterEach
    void goesOn() {
        place.goOn();
    }

    private Datastore open(String kind) {
        try {
            return new SharedDatastore(
                    new SharedSpace(place.open(CacheSettings.of(Use.STATE).info(kind)), "a."));
        } catch (CacheException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Value value(String text) {
        return new Value(Map.of("algo", "ssh-" + text, "blob", text + "=="));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "hashes"})
    void whatOneGatewayPutsTheOthersSee(String kind) throws IOException {
        var one = open(kind);
        var other = open(kind);

        assertThat(one.get(KEYS, "name")).isEmpty();
        assertThat(one.putIfAbsent(KEYS, "name", value("one"))).isEqualTo(value("one"));
        assertThat(other.putIfAbsent(KEYS, "name", value("two"))).isEqualTo(value("one"));
        assertThat(other.get(KEYS, "name")).contains(value("one"));
        other.put(KEYS, "name", value("three"));
        assertThat(one.get(KEYS, "name")).contains(value("three"));
        other.remove(KEYS, "name");
        assertThat(one.get(KEYS, "name")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hashes"})
    void namesMayBeLongerThanKeys(String kind) throws IOException {
        var store = open(kind);

        store.put(KEYS, "x".repeat(500) + "1", value("one"));
        store.put(KEYS, "x".repeat(500) + "2", value("two"));

        assertThat(store.get(KEYS, "x".repeat(500) + "1")).contains(value("one"));
        assertThat(store.get(KEYS, "x".repeat(500) + "2")).contains(value("two"));
    }

    @Test
    @DisplayName("where the store has hashes a value is one, as in the reference")
    void valuesAreHashes() throws IOException {
        var store = open("hashes");
        store.put(KEYS, "ours", value("one"));
        assertThat(place.hash("a.keys:ours")).isEqualTo(value("one").fields());

        place.field("a.keys:theirs", "algo", "ssh-two");
        assertThat(store.get(KEYS, "theirs")).as("half of it is not a value").isEmpty();
        place.field("a.keys:theirs", "blob", "two==");
        assertThat(store.get(KEYS, "theirs")).contains(value("two"));
    }

    @Test
    void halfAValueIsReplaced() throws IOException {
        var store = open("hashes");
        place.field("a.keys:half", "algo", "ssh-one");

        assertThat(store.putIfAbsent(KEYS, "half", value("two"))).isEqualTo(value("two"));
        assertThat(store.get(KEYS, "half")).contains(value("two"));
    }

    @Test
    @DisplayName("CACHE-117 what is no hash where one is to be is as nothing, and is replaced")
    void whatIsNoHashIsReplaced() throws IOException {
        open("").put(KEYS, "name", value("one"));
        var store = open("hashes");

        assertThat(store.get(KEYS, "name")).isEmpty();
        assertThat(store.putIfAbsent(KEYS, "name", value("two"))).isEqualTo(value("two"));
        assertThat(store.get(KEYS, "name")).contains(value("two"));
    }

    @Test
    void nonsenseIsReplaced() throws IOException {
        var store = open("");
        store.put(KEYS, "name", value("one"));
        place.spoil();

        assertThat(store.get(KEYS, "name")).isEmpty();
        assertThat(store.putIfAbsent(KEYS, "name", value("two"))).isEqualTo(value("two"));
        assertThat(store.get(KEYS, "name")).contains(value("two"));
    }

    @Test
    void theDirectiveSaysWhichDatastoreItIs() throws Exception {
        var store = place.open(CacheSettings.of(Use.STATE).info("hashes"));
        var shared = new DatastoreKind.Shared("memory", "hashes", "a.");

        assertThat(Datastore.of(new DatastoreKind.Sqlite(), Optional.empty(), folder))
                .isInstanceOf(SqliteDatastore.class);
        assertThat(Datastore.of(shared, Optional.of(new SharedSpace(store, "a.")), folder))
                .isInstanceOf(SharedDatastore.class);
        assertThatIOException()
                .isThrownBy(() -> Datastore.of(shared, Optional.empty(), folder).get(KEYS, "name"))
                .withMessage("ProxyDatastore 'memory' could not be opened");
    }

    @Test
    void aLostStoreIsSaidAndASilentOneIsNotWaitedForForEver() {
        var store = open("hashes");
        place.lose();
        assertThatIOException().isThrownBy(() -> store.get(KEYS, "name")).withMessageContaining("lost");
        place.comeBack();

        place.hang();
        var began = Instant.now();
        assertThatIOException().isThrownBy(() -> store.putIfAbsent(KEYS, "name", value("one")));
        assertThat(Duration.between(began, Instant.now()))
                .isGreaterThanOrEqualTo(SharedDatastore.LONGEST_CALL.minusMillis(20));
    }
}
