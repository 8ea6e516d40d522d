package io.sluice.tls.cache;

import java.nio.charset.StandardCharsets;

/// How an entry is written into a store. A format is a wire format: other programs read it.
interface EntryFormat {

    /// The key of an entry, beside the prefix of the cache.
    ///
    /// @param name the session id or the fingerprint, in lower-case hexadecimal digits
    byte[] key(String name);

    /// The bytes with which the keys of all entries begin, and those of counters do not.
    byte[] keysBegin();

    /// The name in a key that this format has made.
    String name(byte[] key);

    byte[] value(Stamped entry);

    Stamped read(byte[] value) throws Undecodable;

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
