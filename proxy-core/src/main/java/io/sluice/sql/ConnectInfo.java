package io.sluice.sql;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// How a database is reached (`SQLConnectInfo`). The password stays out of `toString`.
///
/// @param info `database[@host][:port]`, or the path of a file
/// @param tls files and ciphers by kind
record ConnectInfo(
        String info, Optional<String> user, Optional<String> password, Policy policy, Map<TlsWord, String> tls) {
    private static final String COUNT = "requires 1 to 8 parameters; check the mod_sql docs";

    ConnectInfo {
        tls = Map.copyOf(tls);
    }

    /// How long a connection is kept when nobody uses it.
    record Policy(String word, Duration idle) {
        static final Policy PER_SESSION = new Policy("PERSESSION", Duration.ofSeconds(60));

        private static Policy of(String word) throws BadValue {
            return switch (word.toUpperCase(Locale.ROOT)) {
                case "PERSESSION", "PERCONNECTION" -> new Policy(word.toUpperCase(Locale.ROOT), PER_SESSION.idle());
                case "PERCALL" -> new Policy("PERCALL", Duration.ZERO);
                default -> {
                    if (!word.matches("[1-9][0-9]{0,8}")) {
                        throw new BadValue("unknown connection policy '" + word
                                + "', expected PERSESSION, PERCONNECTION, PERCALL or a number of seconds");
                    }
                    yield new Policy(word, Duration.ofSeconds(Long.parseLong(word)));
                }
            };
        }
    }

    /// What is said about TLS towards the database.
    enum TlsWord {
        CA("ssl-ca:"),
        CERTIFICATE("ssl-cert:"),
        KEY("ssl-key:"),
        CIPHERS("ssl-ciphers:");

        private final String prefix;

        TlsWord(String prefix) {
            this.prefix = prefix;
        }

        String prefix() {
            return prefix;
        }

        private static Optional<TlsWord> of(String word) {
            for (TlsWord each : values()) {
                if (word.startsWith(each.prefix)) {
                    return Optional.of(each);
                }
            }
            return Optional.empty();
        }
    }

    /// Reads `info [user [password [policy]]] [ssl-…:value …]`.
    static ConnectInfo parse(Arguments arguments) throws BadValue {
        return parse(arguments, COUNT);
    }

    static ConnectInfo parse(Arguments arguments, String otherwise) throws BadValue {
        var words = new ArrayList<String>();
        var tls = new EnumMap<TlsWord, String>(TlsWord.class);
        for (String word : arguments.all()) {
            var kind = TlsWord.of(word);
            if (kind.isPresent()) {
                tls.put(kind.get(), word.substring(kind.get().prefix.length()));
            } else {
                words.add(word);
            }
        }
        if (words.isEmpty() || words.size() > 4) {
            throw new BadValue(otherwise);
        }
        return new ConnectInfo(
                words.getFirst(),
                at(words, 1),
                at(words, 2),
                words.size() > 3 ? Policy.of(words.get(3)) : Policy.PER_SESSION,
                tls);
    }

    private static Optional<String> at(List<String> words, int index) {
        return index < words.size() ? Optional.of(words.get(index)) : Optional.empty();
    }

    /// Whether it names a file.
    boolean isFile() {
        return info.startsWith("/");
    }

    @Override
    public String toString() {
        return info + user.map(name -> " as " + name).orElse("");
    }
}
