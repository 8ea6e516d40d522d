package io.sluice.acl.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.acl.Client;
import io.sluice.acl.Origin;
import io.sluice.acl.WrapClient;
import io.sluice.acl.WrapTable.Hit;
import io.sluice.acl.WrapTable.Ruling;
import io.sluice.acl.WrapTables.Source;
import io.sluice.config.DirectiveSet;
import io.sluice.module.CoreServices;
import io.sluice.module.peers.BareCore;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class KeyedTablesTest {
    private static final Client LOCAL = Client.of(InetAddress.ofLiteral("192.0.2.200"));

    /// A core whose store has one list for each of two users and one set, and is down for other keys.
    private static final class Store implements BareCore, CoreServices.Collections {
        private final Map<String, List<String>> lists =
                Map.of("deny:alice", List.of("192.0.2.1, 192.0.2.2", "192.0.2.3"), "options", List.of("ALLOW"));

        @Override
        public Collections collections(DirectiveSet server) {
            return this;
        }

        @Override
        public List<String> list(String key) throws IOException {
            return Optional.ofNullable(lists.get(key)).orElseThrow(() -> new IOException("the store is down"));
        }

        @Override
        public List<String> set(String key) {
            return key.equals("deny") ? List.of("203.0.113.") : List.of();
        }
    }

    private final WrapTableReader reader = new WrapTableReader(new Store(), new TableFiles(TableFiles.BOUND, _ -> {}));

    private Source open(String table) throws Exception {
        return reader.open(WrapSource.parse(table), DirectiveSet.EMPTY, "alice", "alice");
    }

    private static Optional<Hit> find(Source source, String address) {
        return source instanceof Source.Opened(var table)
                ? table.find("proftpd", LOCAL, WrapClient.of(Client.of(InetAddress.ofLiteral(address))))
                : Optional.empty();
    }

    @Test
    @DisplayName("ACL-67 a list under a key that names the user is a table, and a hit tells key and element")
    void lists() throws Exception {
        var source = open("redis:/list:deny:%{name}");

        assertThat(find(source, "192.0.2.3"))
                .hasValueSatisfying(hit -> assertThat(hit.origin()).isEqualTo(new Origin("redis:/list:deny:alice", 2)));
        assertThat(find(source, "192.0.2.4")).isEmpty();
    }

    @Test
    @DisplayName("ACL-67 a set is a table, and another key may have options for it")
    void setsAndOptions() throws Exception {
        assertThat(find(open("redis:/set:deny"), "203.0.113.9")).isPresent();
        assertThat(find(open("redis:/set:deny/list:options"), "203.0.113.9"))
                .hasValueSatisfying(hit -> assertThat(hit.ruling()).contains(Ruling.ALLOW));
    }

    @Test
    @DisplayName("ACL-68 a store that is down is a table that cannot be read")
    void outages() throws Exception {
        assertThat(open("redis:/list:gone")).isEqualTo(new Source.Missing("the store is down"));
    }
}
