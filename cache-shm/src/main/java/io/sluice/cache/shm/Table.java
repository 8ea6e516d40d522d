package io.sluice.cache.shm;

import io.sluice.cache.Entry;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.Optional;

/// A hash table in shared memory. One writer at a time changes it, under [SharedLock]; readers take no lock.
///
/// **Reading.** Each bucket has a sequence that is odd while its chain changes. A reader notes an even one, walks the
/// chain, copies the value, and has read something true if the sequence is still the same. All that a chain leads to is
/// written before it is linked, and freed only after it was unlinked, so that a change of the sequence covers it;
/// numbers that a reader takes from an entry that is being re-used are checked before they are followed.
///
/// **Dying.** A value is written into a free entry, which then gets its version, and only then takes the place of the
/// entry before, whose version becomes 0. A writer that is killed in the midst of it leaves the old value, or the new
/// one, or both; the versions alone say which entries hold something. Everything else, chains, free entries, count, can
/// be [rebuilt][#rebuild()] from them, which whoever finds the lock held by the dead does.
final class Table {
    private static final int SPINS = 200;
    private static final int NONE = -1;
    static final long NEVER = Long.MAX_VALUE;

    private final MemorySegment memory;
    private final Layout layout;
    private final boolean evictsByUse;
    private final long seed;

    Table(MemorySegment memory, Layout layout, boolean evictsByUse) {
        this.memory = memory;
        this.layout = layout;
        this.evictsByUse = evictsByUse;
        this.seed = (long) Layout.LONG.get(memory, Layout.SEED_AT);
    }

    /// What a reader without the lock has found.
    ///
    /// @param sure false where the chain kept changing, or its writer has died over it
    record Found(Optional<Entry> entry, boolean sure) {}

    private static final Found NOTHING = new Found(Optional.empty(), true);
    private static final Found UNSURE = new Found(Optional.empty(), false);

    /// The live entry of a name, without the lock.
    Found read(byte[] name, long now) {
        long hash = hash(name);
        long bucket = layout.bucket(bucketOf(hash));
        for (int spin = 0; spin < SPINS; spin++) {
            int before = (int) Layout.INT.getAcquire(memory, bucket);
            if ((before & 1) == 0) {
                int entry = walk(name, hash);
                Found found = entry == NONE ? NOTHING : new Found(copy(entry, now), true);
                VarHandle.acquireFence();
                if ((int) Layout.INT.getOpaque(memory, bucket) == before) {
                    return found;
                }
            }
            Thread.onSpinWait();
        }
        return UNSURE;
    }

    /// The live entry of a name, with the lock.
    Optional<Entry> get(byte[] name, long now) {
        int entry = walk(name, hash(name));
        return entry == NONE ? Optional.empty() : copy(entry, now);
    }

    /// When the live entry of a name ends, which is there.
    long end(byte[] name) {
        return (long) Layout.LONG.get(memory, layout.end(walk(name, hash(name))));
    }

    private Optional<Entry> copy(int entry, long now) {
        long version = (long) Layout.LONG.getAcquire(memory, layout.version(entry));
        int length = (int) Layout.INT.get(memory, layout.valueLength(entry));
        if (version == 0
                || length < 0
                || length > layout.largestValue()
                || (long) Layout.LONG.get(memory, layout.end(entry)) <= now) {
            return Optional.empty();
        }
        byte[] value = new byte[length];
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, layout.value(entry), value, 0, length);
        if ((long) Layout.LONG.getOpaque(memory, layout.used(entry)) != now) {
            Layout.LONG.setOpaque(memory, layout.used(entry), now);
        }
        return Optional.of(new Entry(value, version));
    }

    private int walk(byte[] name, long hash) {
        int entry = (int) Layout.INT.getOpaque(memory, layout.bucket(bucketOf(hash)) + 4) - 1;
        for (int steps = 0; steps < layout.entries() && entry >= 0 && entry < layout.entries(); steps++) {
            if ((int) Layout.INT.getOpaque(memory, layout.hash(entry)) == upperHalf(hash) && hasName(entry, name)) {
                return entry;
            }
            entry = (int) Layout.INT.getOpaque(memory, layout.next(entry)) - 1;
        }
        return NONE;
    }

    private boolean hasName(int entry, byte[] name) {
        long at = layout.name(entry);
        return (int) Layout.INT.getOpaque(memory, layout.nameLength(entry)) == name.length
                && MemorySegment.mismatch(memory, at, at + name.length, MemorySegment.ofArray(name), 0, name.length)
                        == -1;
    }

    /// What had to go to make room for an entry.
    record Room(int expired, int evicted) {}

    private static final Room ENOUGH = new Room(0, 0);

    /// Puts a value under a name; with the lock.
    Room put(byte[] name, byte[] value, long end, long now) {
        long hash = hash(name);
        int old = walk(name, hash);
        Room room = ENOUGH;
        if (old == NONE && live() >= layout.capacity()) {
            room = makeRoom(now);
        }
        int entry = takeFree();
        Layout.INT.set(memory, layout.nameLength(entry), name.length);
        Layout.INT.set(memory, layout.valueLength(entry), value.length);
        MemorySegment.copy(name, 0, memory, ValueLayout.JAVA_BYTE, layout.name(entry), name.length);
        MemorySegment.copy(value, 0, memory, ValueLayout.JAVA_BYTE, layout.value(entry), value.length);
        Layout.LONG.set(memory, layout.end(entry), end);
        Layout.LONG.set(memory, layout.used(entry), now);
        Layout.INT.set(memory, layout.hash(entry), upperHalf(hash));
        Layout.LONG.setRelease(memory, layout.version(entry), nextVersion());

        long bucket = layout.bucket(bucketOf(hash));
        beginChange(bucket);
        if (old != NONE) {
            unlink(old, bucket);
        }
        link(entry, bucket);
        endChange(bucket);
        if (old == NONE) {
            setLive(live() + 1);
        } else {
            free(old);
        }
        return room;
    }

    /// Removes the entry of a name; with the lock.
    ///
    /// @return whether there was one, expired or not
    boolean remove(byte[] name) {
        int entry = walk(name, hash(name));
        if (entry != NONE) {
            drop(entry);
        }
        return entry != NONE;
    }

    private void drop(int entry) {
        long bucket = layout.bucket(bucketOf(hash(nameOf(entry))));
        beginChange(bucket);
        unlink(entry, bucket);
        endChange(bucket);
        free(entry);
        setLive(live() - 1);
    }

    /// All expired entries go; without any, the one nearest to its end (of several, the one not used for longest), or
    /// the one not used for longest, those that never end last.
    ///
    /// The loop over all entries calls nothing and has no ordered access, though readers write when an entry was last
    /// used meanwhile: with either, it takes twice as long.
    private Room makeRoom(long now) {
        int victim = NONE;
        long victimEnd = NEVER;
        long victimUsed = NEVER;
        boolean someExpired = false;
        for (int entry = 0; entry < layout.entries(); entry++) {
            if ((long) Layout.LONG.get(memory, layout.version(entry)) == 0) {
                continue;
            }
            long end = (long) Layout.LONG.get(memory, layout.end(entry));
            long used = (long) Layout.LONG.get(memory, layout.used(entry));
            someExpired |= end <= now;
            boolean goesByUse = evictsByUse && end != NEVER;
            boolean goesFirst = goesByUse ? victimEnd == NEVER : end < victimEnd;
            boolean isLikeIt = goesByUse || end == victimEnd;
            if (goesFirst || (isLikeIt && used < victimUsed)) {
                victim = entry;
                victimEnd = end;
                victimUsed = used;
            }
        }
        if (someExpired) {
            return new Room(dropExpired(now), 0);
        }
        drop(victim);
        return new Room(0, 1);
    }

    private int dropExpired(long now) {
        int count = 0;
        for (int entry = 0; entry < layout.entries(); entry++) {
            if ((long) Layout.LONG.get(memory, layout.version(entry)) != 0
                    && (long) Layout.LONG.get(memory, layout.end(entry)) <= now) {
                drop(entry);
                count++;
            }
        }
        return count;
    }

    /// The name in an entry, if it holds something that lives and was written no later than a version; with the lock.
    Optional<byte[]> nameAt(int entry, long latest, long now) {
        long version = (long) Layout.LONG.get(memory, layout.version(entry));
        return version != 0 && version <= latest && (long) Layout.LONG.get(memory, layout.end(entry)) > now
                ? Optional.of(nameOf(entry))
                : Optional.empty();
    }

    private byte[] nameOf(int entry) {
        byte[] name =
                new byte[Math.clamp((int) Layout.INT.get(memory, layout.nameLength(entry)), 0, Layout.LARGEST_NAME)];
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, layout.name(entry), name, 0, name.length);
        return name;
    }

    /// The version of the latest writing.
    long latestVersion() {
        return (long) Layout.LONG.getVolatile(memory, Layout.VERSIONS_AT);
    }

    /// How many entries there are, expired ones included.
    int live() {
        return (int) Layout.INT.getOpaque(memory, Layout.LIVE_AT);
    }

    /// How many entries there are that have not expired; counted without the lock, so roughly while others write.
    int liveAt(long now) {
        int count = 0;
        for (int entry = 0; entry < layout.entries(); entry++) {
            if ((long) Layout.LONG.getOpaque(memory, layout.version(entry)) != 0
                    && (long) Layout.LONG.getOpaque(memory, layout.end(entry)) > now) {
                count++;
            }
        }
        return count;
    }

    /// Makes chains, free entries and count anew out of the versions; with the lock. Of two entries with the same name
    /// the older one goes. It can itself be broken off anywhere and begun again.
    void rebuild() {
        for (int bucket = 0; bucket < layout.buckets(); bucket++) {
            long at = layout.bucket(bucket);
            Layout.INT.setOpaque(memory, at, (int) Layout.INT.getOpaque(memory, at) | 1);
        }
        VarHandle.fullFence();
        for (int bucket = 0; bucket < layout.buckets(); bucket++) {
            Layout.INT.setOpaque(memory, layout.bucket(bucket) + 4, 0);
        }
        Layout.INT.setOpaque(memory, Layout.FREE_AT, 0);
        int count = 0;
        long latest = latestVersion();
        for (int entry = 0; entry < layout.entries(); entry++) {
            long version = (long) Layout.LONG.get(memory, layout.version(entry));
            if (version == 0) {
                free(entry);
                continue;
            }
            latest = Math.max(latest, version);
            byte[] name = nameOf(entry);
            long hash = hash(name);
            long bucket = layout.bucket(bucketOf(hash));
            int twin = walk(name, hash);
            if (twin == NONE) {
                link(entry, bucket);
                count++;
            } else if ((long) Layout.LONG.get(memory, layout.version(twin)) > version) {
                free(entry);
            } else {
                unlink(twin, bucket);
                link(entry, bucket);
                free(twin);
            }
        }
        Layout.LONG.setVolatile(memory, Layout.VERSIONS_AT, latest);
        setLive(count);
        for (int bucket = 0; bucket < layout.buckets(); bucket++) {
            endChange(layout.bucket(bucket));
        }
    }

    private void beginChange(long bucket) {
        Layout.INT.setOpaque(memory, bucket, (int) Layout.INT.getOpaque(memory, bucket) + 1);
        VarHandle.storeStoreFence();
    }

    private void endChange(long bucket) {
        Layout.INT.setRelease(memory, bucket, (int) Layout.INT.getOpaque(memory, bucket) + 1);
    }

    private void link(int entry, long bucket) {
        Layout.INT.setOpaque(memory, layout.next(entry), (int) Layout.INT.getOpaque(memory, bucket + 4));
        Layout.INT.setRelease(memory, bucket + 4, entry + 1);
    }

    private void unlink(int entry, long bucket) {
        long at = bucket + 4;
        int here = (int) Layout.INT.getOpaque(memory, at) - 1;
        while (here != entry && here != NONE) {
            at = layout.next(here);
            here = (int) Layout.INT.getOpaque(memory, at) - 1;
        }
        if (here == entry) {
            Layout.INT.setOpaque(memory, at, (int) Layout.INT.getOpaque(memory, layout.next(entry)));
        }
    }

    /// Gives an entry that no chain leads to back, with its bytes overwritten: they may have been a secret.
    private void free(int entry) {
        Layout.LONG.setRelease(memory, layout.version(entry), 0L);
        int length = (int) Layout.INT.get(memory, layout.valueLength(entry));
        memory.asSlice(layout.value(entry), Math.clamp(length, 0, layout.largestValue()))
                .fill((byte) 0);
        Layout.INT.setOpaque(memory, layout.next(entry), (int) Layout.INT.getOpaque(memory, Layout.FREE_AT));
        Layout.INT.setRelease(memory, Layout.FREE_AT, entry + 1);
    }

    private int takeFree() {
        int entry = (int) Layout.INT.getOpaque(memory, Layout.FREE_AT) - 1;
        Layout.INT.setOpaque(memory, Layout.FREE_AT, (int) Layout.INT.getOpaque(memory, layout.next(entry)));
        return entry;
    }

    private long nextVersion() {
        long version = (long) Layout.LONG.get(memory, Layout.VERSIONS_AT) + 1;
        Layout.LONG.setOpaque(memory, Layout.VERSIONS_AT, version);
        return version;
    }

    private void setLive(int count) {
        Layout.INT.setOpaque(memory, Layout.LIVE_AT, count);
    }

    private int bucketOf(long hash) {
        return (int) hash & layout.buckets() - 1;
    }

    private static int upperHalf(long hash) {
        return (int) (hash >>> 32);
    }

    /// A hash that who chooses names cannot foresee.
    private long hash(byte[] name) {
        long hash = seed ^ name.length * 0x9e37_79b9_7f4a_7c15L;
        for (byte each : name) {
            hash = (hash ^ each) * 0xff51_afd7_ed55_8ccdL;
            hash ^= hash >>> 29;
        }
        hash ^= hash >>> 33;
        hash *= 0xc4ce_b9fe_1a85_ec53L;
        return hash ^ hash >>> 32;
    }
}
