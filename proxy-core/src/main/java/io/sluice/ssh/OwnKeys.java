package io.sluice.ssh;

import java.security.KeyPair;
import java.util.List;

/// The keys by which the proxy vouches for its clients (`ProxySFTPHostKey`), in the order they are to be tried; none if
/// there are none.
@FunctionalInterface
public interface OwnKeys {
    List<KeyPair> all();
}
