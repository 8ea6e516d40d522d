package io.sluice.cache.memcache;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Which server has a key: the "consistent" distribution of libmemcached with its default hash, so that nodes of the
/// reference find what is put here, and the reverse.
///
/// Each server has [#POINTS] points on a ring of 32 bits, the hashes of its name and a number. A key belongs to the
/// server of the first point that is not before the key's hash. The namespace's prefix does not enter.
final class Ring {
    private static final int POINTS = 100;

    private record Point(long hash, int server) {}

    private final int servers;
    private final long[] hashes;
    private final int[] owners;

    Ring(List<Place> places) {
        this.servers = places.size();
        var points = new ArrayList<Point>();
        for (int server = 0; server < servers; server++) {
            for (int i = 0; i < POINTS; i++) {
                String text = places.get(server).onRing() + "-" + i;
                points.add(new Point(hash(text.getBytes(StandardCharsets.UTF_8)), server));
            }
        }
        points.sort(Comparator.comparingLong(Point::hash));
        this.hashes = points.stream().mapToLong(Point::hash).toArray();
        this.owners = points.stream().mapToInt(Point::server).toArray();
    }

    /// The index of a key's server.
    int serverOf(byte[] key) {
        if (servers == 1) {
            return 0;
        }
        long hash = hash(key);
        int low = 0;
        int high = hashes.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (hashes[middle] < hash) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return owners[low == hashes.length ? 0 : low];
    }

    /// The hash "one at a time" of Bob Jenkins, as an unsigned number. Bytes count with their sign, as libmemcached has
    /// them where ProFTPD usually runs: names beyond ASCII would be looked for on other servers otherwise.
    static long hash(byte[] bytes) {
        int hash = 0;
        for (byte each : bytes) {
            hash += each;
            hash += hash << 10;
            hash ^= hash >>> 6;
        }
        hash += hash << 3;
        hash ^= hash >>> 11;
        hash += hash << 15;
        return Integer.toUnsignedLong(hash);
    }
}
