package io.sluice.ban.cache;

import java.util.Arrays;
import java.util.Optional;

/// What keeps shared bans (`BanCache`).
public enum Driver {
    REDIS("redis", "Redis", "Redis"),
    MEMCACHE("memcache", "memcached", "memcache");

    private final String word;
    private final String server;
    private final String entry;

    Driver(String word, String server, String entry) {
        this.word = word;
        this.server = server;
        this.entry = entry;
    }

    /// The driver of a word of the configuration, in any case.
    public static Optional<Driver> ofWord(String word) {
        return Arrays.stream(values())
                .filter(driver -> driver.word.equalsIgnoreCase(word))
                .findFirst();
    }

    /// The name of its provider of stores.
    public String provider() {
        return word;
    }

    /// How logs call the server.
    String server() {
        return server;
    }

    /// How logs call what is in it.
    String entry() {
        return entry;
    }

    /// How it keeps bans.
    ///
    /// @param usesJson whether that is asked for (`BanCacheOptions UseJSON`)
    EntryFormat format(boolean usesJson) {
        return this == REDIS || usesJson ? EntryFormat.JSON : EntryFormat.TPL;
    }
}
