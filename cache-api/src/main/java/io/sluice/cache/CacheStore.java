package io.sluice.cache;

import java.time.Duration;
import java.util.Optional;

/// An open store: one file, one server, one group of servers.
///
/// Safe for use from any thread. Thousands of virtual threads call at once, so that an implementation waits only in
/// ways that free the carrier (locks of `java.util.concurrent`, channels), and bounds what it opens by its own limits
/// rather than by the number of callers. Several stores, in one process or many, may be open on the same place; where
/// the store is [SHARED][Capabilities.Feature#SHARED] they act as one.
///
/// A store that loses its server keeps trying to find it again in the background and never makes a caller pay for it:
/// it is [DOWN][State#DOWN] after one failure to connect or three failures of calls in a row within 10 seconds, tries
/// again after 1, 2, 4 … seconds and at least every 30, and while it is down every call fails within a millisecond as
/// [UNAVAILABLE][CacheException.Kind#UNAVAILABLE]. [Circuit] does all that. Where one connection breaks, the idle ones
/// that were made before it are likely dead too: they are left, so that the server that runs again answers the very
/// next call.
public interface CacheStore extends AutoCloseable {

    /// Whether a store can be used.
    enum State {
        /// Calls are tried. A store that has not been used yet is up.
        UP,
        /// Calls fail at once, until the store is found again.
        DOWN,
        /// Closed, for ever.
        CLOSED
    }

    /// A change of state.
    ///
    /// @param store what a log calls the store: its provider and [CacheStore#address()]
    /// @param state what it is now
    /// @param cause what took it down; empty where it came up
    /// @param lasted how long the state before had lasted
    /// @param note what else people should know, such as what was lost meanwhile; may be empty
    record Change(String store, State state, Optional<CacheException> cause, Duration lasted, String note) {

        /// A change of which there is no more to say.
        public Change(String store, State state, Optional<CacheException> cause, Duration lasted) {
            this(store, state, cause, lasted, "");
        }

        /// The same change with a note.
        public Change noting(String text) {
            return new Change(store, state, cause, lasted, text);
        }

        @Override
        public String toString() {
            return words() + (note.isEmpty() ? "" : "; " + note);
        }

        private String words() {
            return switch (state) {
                case UP -> store + ": cache up again after " + lasted.toSeconds() + " s";
                case DOWN ->
                    store + ": cache down"
                            + cause.map(why -> ": " + why.kind() + ": " + why.getMessage())
                                    .orElse("");
                case CLOSED -> store + ": cache closed";
            };
        }
    }

    /// What it can do, and its limits. The same for as long as the store is open.
    Capabilities capabilities();

    /// The entries whose keys begin with a prefix. Two calls with equal prefixes give views of the same entries. Does
    /// not touch the store, costs little, and never fails because the store is down.
    ///
    /// Namespaces whose prefixes differ hold different entries, unless one prefix begins with the other and a key's
    /// bytes make up the rest: prefix and key are joined without a separator, so that what other programs wrote under
    /// such keys is found. The empty prefix gives access to every key.
    ///
    /// @param prefix 0 to [Capabilities#LARGEST_PREFIX] bytes; the array is copied
    /// @throws CacheException of kind [ARGUMENT][CacheException.Kind#ARGUMENT] for a longer one
    Cache namespace(byte[] prefix) throws CacheException;

    /// Does beforehand what the first call would have to wait for, such as making a connection, as far as the time
    /// suffices. A gateway calls it before there are sessions, where these will wait for the store. It is back when the
    /// deadline has passed, and throws nothing. That the store cannot be reached is no failure here; it is then down,
    /// as it would be after that call.
    default void prepare(Deadline deadline) {}

    /// Whether it can be used. Answers at once.
    State state();

    /// Counts of this process since the store was opened, and what else the store has to tell. Answers at once, with
    /// what is known without asking a server.
    CacheStatistics statistics();

    /// Where the store is, in the words of the configuration: `192.0.2.7:6379`, a path, several joined by `, `. Never
    /// with a password.
    String address();

    /// Destroys what is stored, for all who use it, and closes the store: a local store deletes its files. The next
    /// `open` finds an empty store.
    ///
    /// @throws CacheException of kind [UNSUPPORTED][CacheException.Kind#UNSUPPORTED] where the store is not the
    /// gateway's
    ///     to destroy, such as a server
    default void destroy(Deadline deadline) throws CacheException {
        throw new CacheException(CacheException.Kind.UNSUPPORTED, address() + " cannot be destroyed from here");
    }

    /// Gives back every connection, thread and file within two seconds. Calls in flight, those that wait for a server
    /// that is silent or for a free connection among them, end with
    /// [CLOSED][CacheException.Kind#CLOSED], and so does every later one; closing again does nothing. What is stored
    /// stays, where the store is [SHARED][Capabilities.Feature#SHARED] and in use by others or
    /// [PERSISTENT][Capabilities.Feature#PERSISTENT].
    @Override
    void close();
}
