package io.sluice.cache.shm;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/// Where things are in shared memory: a header, a line for each process, the buckets of the hash table, what is known
/// of each entry, and the entries. All numbers are in the byte order of the machine; positions are in bytes.
///
/// There is one entry more than may be live, so that a new value never overwrites the one before.
record Layout(int capacity, int largestValue) {
    static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    /// Says that the memory is ready, and in this layout.
    static final long MAGIC = 0x31_4d48_5343_4c53L;

    static final long MAGIC_AT = 0;
    static final long SIZE_AT = 8;
    static final long CREATED_AT = 16;
    static final long SEED_AT = 24;
    static final long LOCK_AT = 64;
    static final long PASSAGES_AT = 72;
    static final long ASKING_AT = 80;
    static final long VERSIONS_AT = 128;
    static final long LIVE_AT = 136;
    static final long FREE_AT = 140;

    /// The processes that can be attached at once, counted from 1.
    static final int PROCESSES = 127;

    static final int GENERATION = 0;

    private static final long PROCESSES_AT = 4096;
    private static final int PROCESS = 128;
    private static final int BUCKET = 8;
    private static final int META = 32;
    static final int LARGEST_NAME = 256;
    private static final int ENTRY_HEAD = 8;

    int entries() {
        return capacity + 1;
    }

    int buckets() {
        return Math.max(16, Integer.highestOneBit(capacity) * 2);
    }

    static long process(int number) {
        return PROCESSES_AT + (long) number * PROCESS;
    }

    /// A bucket: its sequence, odd while it changes, and behind it the first entry of its chain plus 1.
    long bucket(int index) {
        return process(PROCESSES + 1) + (long) index * BUCKET;
    }

    private long meta(int entry) {
        return bucket(buckets()) + (long) entry * META;
    }

    /// Which writing an entry is of; 0 where it is free.
    long version(int entry) {
        return meta(entry);
    }

    /// When an entry ends, in milliseconds of the system clock.
    long end(int entry) {
        return meta(entry) + 8;
    }

    /// When it was last used, likewise.
    long used(int entry) {
        return meta(entry) + 16;
    }

    /// The next entry of its chain plus 1.
    long next(int entry) {
        return meta(entry) + 24;
    }

    /// The upper half of its name's hash.
    long hash(int entry) {
        return meta(entry) + 28;
    }

    private long data(int entry) {
        long stride = (long) ENTRY_HEAD + LARGEST_NAME + largestValue;
        return (meta(entries()) + 63) / 64 * 64 + entry * ((stride + 7) / 8 * 8);
    }

    long nameLength(int entry) {
        return data(entry);
    }

    long valueLength(int entry) {
        return data(entry) + 4;
    }

    long name(int entry) {
        return data(entry) + ENTRY_HEAD;
    }

    long value(int entry) {
        return data(entry) + ENTRY_HEAD + LARGEST_NAME;
    }

    /// The bytes of all of it.
    long length() {
        return data(entries());
    }
}
