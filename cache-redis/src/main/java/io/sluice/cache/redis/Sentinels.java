package io.sluice.cache.redis;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Whom to ask for the master (`RedisSentinel`).
///
/// @param master its name; empty for the first that a sentinel lists
/// @param tls for the connections to sentinels alone
record Sentinels(List<Place.Tcp> places, Optional<String> master, Tls tls) {
    static final int DEFAULT_PORT = 26_379;

    Sentinels {
        places = List.copyOf(places);
    }

    static Sentinels parse(List<String> words, Consumer<String> warnings) throws CacheException {
        var places = new ArrayList<Place.Tcp>();
        var ssl = new ArrayList<String>();
        Optional<String> master = Optional.empty();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (Tls.isWord(word)) {
                ssl.add(word);
            } else if (word.equalsIgnoreCase("master") && !places.isEmpty()) {
                if (++i == words.size() || words.get(i).isEmpty() || Tls.isWord(words.get(i))) {
                    throw new CacheException(Kind.ARGUMENT, "no name after '" + word + "'; expected master name");
                }
                if (master.isPresent()) {
                    throw new CacheException(Kind.ARGUMENT, "two masters; expected one");
                }
                master = Optional.of(words.get(i));
            } else if (master.isPresent()) {
                throw new CacheException(
                        Kind.ARGUMENT, "unknown parameter '" + word + "'; expected hosts before 'master'");
            } else {
                places.add(Place.tcp(word, DEFAULT_PORT));
            }
        }
        if (places.isEmpty()) {
            throw new CacheException(Kind.ARGUMENT, "wrong number of parameters; expected host[:port]");
        }
        return new Sentinels(places, master, Tls.parse(ssl, warnings));
    }
}
