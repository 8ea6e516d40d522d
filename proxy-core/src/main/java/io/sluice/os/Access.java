package io.sluice.os;

import java.lang.invoke.MethodHandles;
import java.util.Locale;
import java.util.Optional;

/// Whether this process may do what this package needs: call functions of the C library, and use what the JDK keeps in
/// `sun.nio.ch`. The first is granted by `--enable-native-access`, the second by `--add-exports`, or by a program that
/// has it and passes it on.
public final class Access {
    private static final String SOCKETS = "sun.nio.ch";

    private static volatile Optional<MethodHandles.Lookup> granted = Optional.empty();

    private Access() {}

    /// Passes on the access of the caller to `sun.nio.ch`, before the first gateway is started.
    public static void grant(MethodHandles.Lookup access) {
        granted = Optional.of(access);
    }

    /// What keeps this process from it, if anything does.
    public static Optional<String> hindrance() {
        var module = Access.class.getModule();
        var name = module.isNamed() ? module.getName() : "ALL-UNNAMED";
        if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).equals("linux")) {
            return Optional.of("this system is not Linux");
        }
        if (!System.getProperty("os.arch").matches("amd64|aarch64")) {
            return Optional.of("this processor is not known to it");
        }
        if (!module.isNativeAccessEnabled()) {
            return Optional.of("the JVM was not started with --enable-native-access=" + name);
        }
        if (!Object.class.getModule().isExported(SOCKETS, lookup().lookupClass().getModule())) {
            return Optional.of("the JVM was not started with --add-exports=java.base/" + SOCKETS + "=" + name);
        }
        return Optional.empty();
    }

    static MethodHandles.Lookup lookup() {
        return granted.orElseGet(MethodHandles::lookup);
    }
}
