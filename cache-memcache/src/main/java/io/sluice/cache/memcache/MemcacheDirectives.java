package io.sluice.cache.memcache;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.Option;
import io.sluice.cache.StoreLog;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The directives of the connection to memcached.
final class MemcacheDirectives {

    /// A word of `MemcacheOptions`.
    enum Choice {
        NO_BINARY_PROTOCOL("NoBinaryProtocol"),
        NO_RANDOM_REPLICA_READS("NoRandomReplicaReads");

        private final String word;

        Choice(String word) {
            this.word = word;
        }
    }

    static final Option<Boolean> ENGINE = Option.of("MemcacheEngine", (words, _) -> Option.isOn(words.getFirst()))
            .syntax("on|off")
            .help("Whether memcached may be used. Absent, it serves what is configured to be kept in memcached; "
                    + "off keeps all of them from it.");

    static final Option<List<Place>> SERVERS = Option.of("MemcacheServers", (words, _) -> Place.parseAll(words))
            .takes(1, Integer.MAX_VALUE)
            .syntax("host[:port]|[v6][:port]|/path …")
            .help("The servers over which keys are spread, in words or a comma list. All gateways must name the same "
                    + "ones, in the same spelling and order. The port is 11211 unless given.");

    static final Option<Limits> TIMEOUTS = Option.of("MemcacheTimeouts", Limits::parse)
            .takes(3, 4)
            .syntax("connect-ms read-ms write-ms [ejected-s]")
            .defaultsTo(Limits.DEFAULT, "500 500 500 0")
            .help("How long connecting, looking up and changing may take, and how long a server that could not be "
                    + "reached is left alone where MemcacheConnectFailures is set (0 is 30 s).");

    static final Option<Integer> REPLICAS = Option.of(
                    "MemcacheReplicas", (words, _) -> count(words.getFirst(), "bad replica parameter: "))
            .syntax("count")
            .defaultsTo(0, "0")
            .help("On how many further servers each value is put, for the time when its first one is away. "
                    + "Without effect in the text protocol.");

    static final Option<Integer> CONNECT_FAILURES = Option.of(
                    "MemcacheConnectFailures",
                    (words, _) -> count(words.getFirst(), "bad connect failures parameter: "))
            .syntax("count")
            .defaultsTo(0, "0")
            .help("After how many failures to connect in a row a server is left alone for the time that "
                    + "MemcacheTimeouts says. 0: after the first, for 1, 2, 4 … 30 s.");

    static final Option<Set<Choice>> OPTIONS = Option.of("MemcacheOptions", (words, _) -> choices(words))
            .takes(1, Integer.MAX_VALUE)
            .syntax("NoBinaryProtocol|NoRandomReplicaReads …")
            .defaultsTo(Set.of(), "")
            .help("NoBinaryProtocol: the text protocol is spoken. NoRandomReplicaReads: while the first server of a "
                    + "key is away the others are asked in their order, not in a random one.");

    static final Option<Optional<Path>> LOG = Option.of("MemcacheLog", (words, _) -> StoreLog.parse(words.getFirst()))
            .syntax("path|none")
            .help("A file that tells when a server was lost and found again.");

    private MemcacheDirectives() {}

    static List<Option<?>> all() {
        return List.of(ENGINE, SERVERS, TIMEOUTS, REPLICAS, CONNECT_FAILURES, OPTIONS, LOG);
    }

    private static int count(String word, String error) throws CacheException {
        if (!Limits.isNumber(word)) {
            throw new CacheException(Kind.ARGUMENT, error + word + "; expected a whole number from 0 on");
        }
        return Integer.parseInt(word);
    }

    private static Set<Choice> choices(List<String> words) throws CacheException {
        var chosen = EnumSet.noneOf(Choice.class);
        for (String word : words) {
            chosen.add(List.of(Choice.values()).stream()
                    .filter(choice -> choice.word.equals(word))
                    .findFirst()
                    .orElseThrow(() -> new CacheException(
                            Kind.ARGUMENT,
                            ": unknown MemcacheOption '" + word
                                    + "'; expected NoBinaryProtocol or NoRandomReplicaReads")));
        }
        return Set.copyOf(chosen);
    }
}
