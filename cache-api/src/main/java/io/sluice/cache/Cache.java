package io.sluice.cache;

import java.util.Optional;
import java.util.OptionalLong;

/// The entries of one namespace of a store. Safe for use from any thread.
///
/// **Keys and values** are bytes, any bytes, and come back as they went in. A key has 1 to
/// [largestKey][Capabilities#largestKey()] bytes (at least 200) beside the namespace's prefix; a value has 0 to
/// [largestValue][Capabilities#largestValue()] bytes. Arrays given to a call are not changed, and are not looked at
/// after it has returned; arrays it returns belong to the caller. Null is never given nor returned.
///
/// **Expiry.** An entry with an [Expiry] is *expired* once that time has passed since it was written, by the store's
/// clock: at the latest one [resolution][Capabilities#resolution()] after it, every operation treats it as absent, and
/// it may be absent one resolution early. Whether the bytes are still somewhere is the store's affair. Each write
/// starts the time anew, or ends it where the new expiry is [never][Expiry#NEVER]. A store with little room may drop
/// live entries; none is promised to stay.
///
/// **Order.** Once a write has returned, every reader sees it or a later one: in this process, and, where the store is
/// [SHARED][Capabilities.Feature#SHARED], in all others. Operations on one key happen one at a time.
///
/// **Time.** Each call ends when its [Deadline] passes, whatever the store does meanwhile, and sooner where the store
/// has a limit of its own; 50 ms beyond is forgiven to a busy machine. Connecting, resolving a name and waiting for a
/// free connection count. Interrupting the calling thread ends the call too, and leaves the thread interrupted. A call
/// that begins without time or on an interrupted thread fails with `TIMEOUT` before the store is asked or found to be
/// down.
///
/// **Failure.** Every operation may throw a [CacheException], and nothing else, of these kinds:
/// `TIMEOUT` (as above), `UNAVAILABLE`, `REFUSED`, `CORRUPT`, `CLOSED`, `ARGUMENT` (key, expiry, or delta out of
/// range), `TOO_LARGE` (value), `UNSUPPORTED` (the store lacks the [Feature][Capabilities.Feature]). A write that
/// failed with `TIMEOUT` or `UNAVAILABLE` may or may not have happened, or may yet happen once; `ARGUMENT`, `TOO_LARGE`
/// and `UNSUPPORTED` say that nothing was touched, and are told also while the store is down, though a call without
/// time or on a closed store may be told that instead. A server whose own limit is below that of the store may have
/// dropped the entry before for a value that is `TOO_LARGE`.
public interface Cache {

    /// The value under a key, unless it is absent or expired.
    Optional<Entry> get(byte[] key, Deadline deadline) throws CacheException;

    /// Puts a value in place of whatever is there.
    void put(byte[] key, byte[] value, Expiry expiry, Deadline deadline) throws CacheException;

    /// Puts a value where there is none. Of many callers at once exactly one succeeds.
    ///
    /// @return whether the value was put; false leaves the present one and its expiry alone
    boolean putIfAbsent(byte[] key, byte[] value, Expiry expiry, Deadline deadline) throws CacheException;

    /// Removes whatever is under a key; without an entry nothing happens.
    ///
    /// @return whether this call is known to have removed a live entry
    boolean remove(byte[] key, Deadline deadline) throws CacheException;

    /// Puts a value in place of one that was read before. Of many callers who expect the same entry at most one
    /// succeeds. Needs [COMPARE_AND_SET][Capabilities.Feature#COMPARE_AND_SET].
    ///
    /// @param expected what [#get(byte[], Deadline)] gave for this key, or a [Visitor] was shown, on any store of the
    ///     same place
    /// @return whether the value was put; false if what is there is not `expected`, or nothing is. A store may take an
    ///     entry that was replaced and came back with the same bytes for unchanged
    default boolean compareAndSet(byte[] key, Entry expected, byte[] value, Expiry expiry, Deadline deadline)
            throws CacheException {
        throw Capabilities.Feature.COMPARE_AND_SET.missing();
    }

    /// Removes an entry that was read before, if it is unchanged. Needs
    /// [COMPARE_AND_SET][Capabilities.Feature#COMPARE_AND_SET].
    ///
    /// @param expected as in [#compareAndSet(byte[], Entry, byte[], Expiry, Deadline)]
    /// @return whether it was removed
    default boolean removeIf(byte[] key, Entry expected, Deadline deadline) throws CacheException {
        throw Capabilities.Feature.COMPARE_AND_SET.missing();
    }

    /// Adds to a counter: a signed 64-bit number that is 0 where there is no entry. No addition is lost. Needs
    /// [COUNTER][Capabilities.Feature#COUNTER].
    ///
    /// A counter is an entry like others, and its value is the number in decimal ASCII digits, with `-` before a
    /// negative one: `get` reads it so, and `put` of such a text sets it. Stores differ in whether a text with zeros
    /// before it or blanks behind it is one. A counter that this call creates, also in place of one that has expired,
    /// never expires; one that was put keeps its expiry. A delta of 0 reads it, and creates it too. Any other is a
    /// write, after which the entry is no longer the one that was read before.
    ///
    /// @return the number after the addition
    /// @throws CacheException of kind `CORRUPT` where the value is no such text, of kind `ARGUMENT` where the sum does
    /// not
    ///     fit; the entry is then as it was
    default long add(byte[] key, long delta, Deadline deadline) throws CacheException {
        throw Capabilities.Feature.COUNTER.missing();
    }

    /// Removes every entry of this namespace and none of others. Entries that are written meanwhile may stay, and so
    /// may those that were put through a namespace whose prefix begins with this one's and is longer. Needs
    /// [CLEAR][Capabilities.Feature#CLEAR].
    default Cleared clear(Deadline deadline) throws CacheException {
        throw Capabilities.Feature.CLEAR.missing();
    }

    /// Shows the live entries to a visitor, each at most once; those that are written or go meanwhile may be left out.
    /// The visitor may call this store, so that no lock of the store and none of few connections is kept while it
    /// looks. What it throws comes out as it is. Needs [ENUMERATE][Capabilities.Feature#ENUMERATE].
    ///
    /// @param limit the most entries to show; none where it is 0 or less
    /// @return how many were shown
    /// @throws CacheException of kind `TIMEOUT` where the deadline passed before the last one, and some may have been
    ///     shown
    default int forEach(int limit, Visitor visitor, Deadline deadline) throws CacheException {
        throw Capabilities.Feature.ENUMERATE.missing();
    }

    /// Something that not every store has, such as [CacheLists], [CacheSets] or [CacheHashes],
    /// working on the same namespace.
    default <F> Optional<F> find(Class<F> facet) {
        return Optional.empty();
    }

    /// Sees entries one by one, on the thread that called.
    @FunctionalInterface
    interface Visitor {

        /// Takes one entry; its key is without the namespace's prefix.
        ///
        /// @return whether to go on
        boolean visit(byte[] key, Entry entry);
    }

    /// What became of a namespace that was to be cleared.
    ///
    /// @param removed how many live entries went, where the store can tell
    /// @param complete false where the deadline passed before the last one
    record Cleared(OptionalLong removed, boolean complete) {}
}
