package io.sluice.module;

import java.net.InetAddress;

/// Which addresses belong to a `<Class>`.
public interface AddressClasses {

    /// Whether the address satisfies the class of that name; an unknown class contains nothing.
    boolean contains(String className, InetAddress address);
}
