package io.sluice.cache.memcache;

import io.sluice.cache.memcache.log.LibraryLogger;
import net.spy.memcached.MemcachedConnection;

/// What has to be said to the library of memcached before its first class awakes.
final class Library {
    private static final String LOGGER = "net.spy.log.LoggerImpl";

    private Library() {}

    /// Sends what the library says to [LibraryLogger], unless someone has chosen otherwise, and has it check answers:
    /// it looks at the mark, the command and the number of an answer by assertions alone, and would take the answer to
    /// another question for the right one without them.
    static void prepare() {
        // Class literals and their loaders initialize nothing.
        var _ = Prepared.DONE;
    }

    private static final class Prepared {
        static final boolean DONE = now();

        private static boolean now() {
            if (System.getProperty(LOGGER) == null) {
                System.setProperty(LOGGER, LibraryLogger.class.getName());
            }
            ClassLoader loader = MemcachedConnection.class.getClassLoader();
            loader.setPackageAssertionStatus("net.spy.memcached", true);
            return true;
        }
    }
}
