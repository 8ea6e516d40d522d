package io.sluice.cache;

import java.util.Arrays;

/// A value as it was read, and which writing of it that was.
///
/// @param value the bytes; the array belongs to whoever called `get`, who may overwrite it when they were a secret,
/// unless
///     the entry is to be given to `compareAndSet`
/// @param version a number of the store's own, which changes whenever the entry is written. A store without such
/// numbers
///     always says 0, and compares values
@SuppressWarnings("ArrayRecordComponent") // equality is by content, and a copy of 64 KiB for each reader is not wanted
public record Entry(byte[] value, long version) {

    @Override
    public boolean equals(Object other) {
        return other instanceof Entry that && version == that.version && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(value) + Long.hashCode(version);
    }

    /// The length alone: the bytes may be a secret.
    @Override
    public String toString() {
        return "Entry[" + value.length + " bytes, version " + version + "]";
    }
}
