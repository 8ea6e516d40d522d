package io.sluice.cache.redis;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// The server and how to log in to it (`RedisServer`).
///
/// @param user the name for AUTH; empty for the default user
/// @param password empty where no AUTH is sent
/// @param database the index for SELECT; empty where none is sent
record Server(Place place, Optional<String> user, Optional<String> password, OptionalInt database, Tls tls) {
    static final int DEFAULT_PORT = 6379;
    private static final int MOST_POSITIONAL = 4;

    static Server parse(List<String> words, Consumer<String> warnings) throws CacheException {
        String first = words.getFirst().toLowerCase(Locale.ROOT);
        if (first.startsWith("redis://") || first.startsWith("rediss://")) {
            return url(words, warnings);
        }
        var positional = new ArrayList<>(List.of(words.getFirst()));
        var ssl = new ArrayList<String>();
        for (String word : words.subList(1, words.size())) {
            (Tls.isWord(word) ? ssl : positional).add(word);
        }
        if (positional.size() > MOST_POSITIONAL) {
            throw new CacheException(
                    Kind.ARGUMENT,
                    "unknown parameter '" + positional.get(MOST_POSITIONAL)
                            + "'; expected server, user, password, db-index and ssl words");
        }
        var server = new Server(
                Place.parse(words.getFirst(), DEFAULT_PORT),
                word(positional, 1),
                word(positional, 2),
                database(word(positional, 3)),
                Tls.parse(ssl, warnings));
        return server.checked(warnings);
    }

    /// `redis[s]://[[user][:password]@]host[:port][/db]`; ssl words may follow it.
    private static Server url(List<String> words, Consumer<String> warnings) throws CacheException {
        String url = words.getFirst();
        List<String> ssl = new ArrayList<>(words.subList(1, words.size()));
        for (String word : ssl) {
            if (!Tls.isWord(word)) {
                throw new CacheException(
                        Kind.ARGUMENT,
                        "a URL and the words user, password, db-index exclude each other; expected ssl words at most");
            }
        }
        boolean secure = url.toLowerCase(Locale.ROOT).startsWith("rediss:");
        if (secure) {
            if (ssl.stream().anyMatch(word -> word.startsWith("ssl:"))) {
                throw new CacheException(Kind.ARGUMENT, "rediss:// is ssl:true already; expected no other ssl: word");
            }
            ssl.add("ssl:true");
        }
        String rest = url.substring(url.indexOf("//") + 2);
        int at = rest.lastIndexOf('@');
        String login = at < 0 ? "" : rest.substring(0, at);
        String address = rest.substring(at + 1);
        int slash = address.indexOf('/');
        String index = slash < 0 ? "" : address.substring(slash + 1);
        int colon = login.indexOf(':');
        var server = new Server(
                Place.tcp(slash < 0 ? address : address.substring(0, slash), DEFAULT_PORT),
                given(decoded(colon < 0 ? login : login.substring(0, colon))),
                given(colon < 0 ? "" : decoded(login.substring(colon + 1))),
                database(given(index)),
                Tls.parse(ssl, warnings));
        return server.checked(warnings);
    }

    private Server checked(Consumer<String> warnings) throws CacheException {
        if (user.isPresent() && password.isEmpty()) {
            warnings.accept("user '" + user.get() + "' has no password: no AUTH is sent");
        }
        if (place instanceof Place.Local && tls.enabled()) {
            throw new CacheException(Kind.ARGUMENT, "TLS is not for a Unix socket; expected no ssl:true with " + place);
        }
        return this;
    }

    private static Optional<String> word(List<String> words, int index) {
        return index < words.size() ? given(words.get(index)) : Optional.empty();
    }

    private static Optional<String> given(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static OptionalInt database(Optional<String> word) throws CacheException {
        if (word.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!word.get().matches("[0-9]{1,9}")) {
            throw new CacheException(
                    Kind.ARGUMENT, "invalid database index '" + word.get() + "'; expected a whole number from 0 on");
        }
        return OptionalInt.of(Integer.parseInt(word.get()));
    }

    private static String decoded(String text) throws CacheException {
        var bytes = new java.io.ByteArrayOutputStream();
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] != '%') {
                bytes.write(raw[i]);
                continue;
            }
            int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
            int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw new CacheException(Kind.ARGUMENT, "a '%' in the URL's login is not followed by two hex digits");
            }
            bytes.write(high << 4 | low);
            i += 2;
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /// Without user and password.
    @Override
    public String toString() {
        return "Server[" + place + (password.isPresent() ? ", password=***" : "")
                + (database.isPresent() ? ", database " + database.getAsInt() : "")
                + (tls.enabled() ? ", TLS" : "") + "]";
    }
}
