package io.sluice.ssh;

import java.io.IOException;
import java.util.List;

/// The keys by which the proxy vouches for its clients (`ProxySFTPHostKey`), in the order they are to be tried; none if
/// there are none.
@FunctionalInterface
public interface OwnKeys {
    List<Key> all();

    /// A key, wherever it is.
    interface Key {

        /// By which it signs.
        String algorithm();

        /// The public half as it stands in packets.
        byte[] blob();

        /// A signature as it stands in packets (RFC 4253 §6.6).
        byte[] sign(byte[] bytes) throws IOException;
    }
}
