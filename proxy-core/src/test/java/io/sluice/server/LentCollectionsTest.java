package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.sluice.datastore.MemoryPlace;
import io.sluice.module.CacheModule;
import io.sluice.module.ServerModule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Lists and sets in Redis, in the hands of modules.
@Execution(ExecutionMode.CONCURRENT)
class LentCollectionsTest {
    private static final String REST = "Port {port}\nDefaultAddress 127.0.0.1\nSocketBindTight on\n";

    @TempDir
    private Path directory;

    private final MemoryPlace place = new MemoryPlace("redis");
    private final Borrower borrower = new Borrower();
    private final List<RunningServer> servers = new ArrayList<>();

    private RunningServer server(String lines, ServerModule... more) throws Exception {
        var modules = new ArrayList<ServerModule>(List.of(more));
        modules.add(borrower);
        var server = RunningServer.of(directory, modules.toArray(ServerModule[]::new));
        servers.add(server);
        return server.apply(REST + lines);
    }

    private RunningServer withRedis(String lines) throws Exception {
        return server(lines, new CacheModule(List.of(place)));
    }

    @AfterEach
    void closed() {
        servers.forEach(RunningServer::close);
        assertThat(place.open()).as("open stores").isZero();
    }

    @Test
    @DisplayName("ACL-67 lists and sets are found under the whole key, in the store that the server is configured for")
    void areRead() throws Exception {
        withRedis("MemoryServer there");
        place.collect("deny:älice", List.of("192.0.2.1", "192.0.2.2, 192.0.2.3"));

        assertThat(borrower.collections().list("deny:älice")).containsExactly("192.0.2.1", "192.0.2.2, 192.0.2.3");
        assertThat(borrower.collections().set("deny:älice")).hasSize(2);
        assertThat(borrower.collections().list("other")).isEmpty();
        assertThat(place.opened())
                .singleElement()
                .satisfies(
                        settings -> assertThat(settings.get(MemoryPlace.SERVER)).isEqualTo("there"));
    }

    @Test
    @DisplayName("CACHE-26 a store that nobody asks for is not opened")
    void nobodyAsks() throws Exception {
        withRedis("");

        assertThat(place.opened()).isEmpty();
    }

    @Test
    void theStoreIsSharedWithTheDatastoreAndOutlivesReloads() throws Exception {
        var server = withRedis("ProxyDatastore Redis a.");
        borrower.collections();
        server.apply(REST + "ProxyDatastore Redis b.");
        borrower.collections();

        assertThat(place.opened()).hasSize(1);
        assertThat(place.open()).isOne();
    }

    @Test
    @DisplayName("ACL-68 a store that is lost is told in words, and is asked again when it is back")
    void outages() throws Exception {
        withRedis("");
        place.collect("deny", List.of("192.0.2.1"));

        place.lose();
        assertThatIOException()
                .isThrownBy(() -> borrower.collections().list("deny"))
                .withMessage("memory: lost");
        place.comeBack();

        assertThat(borrower.collections().list("deny")).hasSize(1);
    }

    @Test
    @Timeout(30)
    void aStoreThatHangsKeepsNobodyBeyondItsTime() throws Exception {
        withRedis("");

        place.hang();
        try {
            assertThatIOException()
                    .isThrownBy(() -> borrower.collections().list("deny"))
                    .withMessageContaining("no answer in time");
        } finally {
            place.goOn();
        }
    }

    @Test
    void aListTooLongToBeReadWholeIsNotReadInPart() throws Exception {
        withRedis("");
        place.collect("deny", Collections.nCopies(100_001, "192.0.2.1"));

        assertThatIOException()
                .isThrownBy(() -> borrower.collections().list("deny"))
                .withMessageContaining("more than 100000 values");
    }

    @Test
    @DisplayName("ACL-70 without a module for Redis, or with settings it does not take, there are none")
    void noStore() throws Exception {
        server("");
        assertThatIOException()
                .isThrownBy(borrower::collections)
                .withMessageContaining("needs mod_redis.c")
                .withMessageContaining("cache-redis");
    }
}
