package io.sluice.tls.openssl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Optional;

/// The OpenSSL of this machine: whether it can be used, and the libraries it is in. Version 3 is needed.
///
/// The libraries are opened at the first question and stay open. OpenSSL is started without the machine's
/// `openssl.cnf`, so that what a configuration of ours says is what happens on every machine, and without its clean-up
/// at the end of the process, which threads may outlive.
public final class OpenSsl {
    private static final long NEEDED = 0x30000000L;
    private static final long OPENSSL_INIT_NO_LOAD_CONFIG = 0x80;
    private static final long OPENSSL_INIT_NO_ATEXIT = 0x80000;
    private static final String NOT_GRANTED = "the JVM was not started with --enable-native-access=";

    private OpenSsl() {}

    /// What keeps this process from using OpenSSL, if anything does: a part of a sentence.
    public static Optional<String> hindrance() {
        return Loaded.LIBRARIES.hindrance();
    }

    /// The version of the library, as it names itself, or what keeps this process from using it.
    public static String version() {
        return hindrance().orElseGet(() -> Memory.text(Crypto.OPENSSL_VERSION.p(0)));
    }

    static SymbolLookup libssl() {
        return Loaded.LIBRARIES.ssl().orElseThrow(() -> new IllegalStateException(version()));
    }

    static SymbolLookup libcrypto() {
        return Loaded.LIBRARIES.crypto().orElseThrow(() -> new IllegalStateException(version()));
    }

    /// Opened once.
    private static final class Loaded {
        static final Libraries LIBRARIES = Libraries.open(names());
    }

    private static List<Names> names() {
        return List.of(
                new Names("libssl.so.3", "libcrypto.so.3"),
                new Names("libssl.3.dylib", "libcrypto.3.dylib"),
                new Names("libssl.so", "libcrypto.so"),
                new Names("libssl.so.1.1", "libcrypto.so.1.1"));
    }

    /// The files of one version.
    record Names(String ssl, String crypto) {}

    /// What was found.
    @SuppressWarnings("restricted") // asked before
    record Libraries(Optional<SymbolLookup> ssl, Optional<SymbolLookup> crypto, Optional<String> hindrance) {

        /// Opens the first libraries that are there, which must be new enough.
        static Libraries open(List<Names> names) {
            var module = OpenSsl.class.getModule();
            if (!module.isNativeAccessEnabled()) {
                return without(NOT_GRANTED + (module.isNamed() ? module.getName() : "ALL-UNNAMED"));
            }
            for (var files : names) {
                var crypto = library(files.crypto());
                var ssl = library(files.ssl());
                if (crypto.isPresent() && ssl.isPresent()) {
                    return started(ssl.get(), crypto.get(), files);
                }
            }
            return without("there is no " + names.getFirst().ssl() + " on this machine");
        }

        private static Optional<SymbolLookup> library(String name) {
            try {
                return Optional.of(SymbolLookup.libraryLookup(name, Arena.global()));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        private static Libraries started(SymbolLookup ssl, SymbolLookup crypto, Names files) {
            if (crypto.find("OpenSSL_version_num").isEmpty()
                    || Call.of(crypto, "OpenSSL_version_num", "L").l() < NEEDED) {
                return without("the OpenSSL of this machine (" + files.ssl() + ") is older than 3");
            }
            if (Call.of(ssl, "OPENSSL_init_ssl", "ILP")
                            .i(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, MemorySegment.NULL)
                    != 1) {
                return without("the OpenSSL of this machine (" + files.ssl() + ") does not start");
            }
            return new Libraries(Optional.of(ssl), Optional.of(crypto), Optional.empty());
        }

        private static Libraries without(String why) {
            return new Libraries(Optional.empty(), Optional.empty(), Optional.of(why));
        }
    }
}
