package io.sluice.net;

/// The ports from `min` to `max`, both included.
public record PortRange(int min, int max) {
    public static final int HIGHEST = 65535;

    public PortRange {
        if (min < 1 || max > HIGHEST || min > max) {
            throw new IllegalArgumentException("not a port range within 1-" + HIGHEST + ": " + min + "-" + max);
        }
    }

    public int size() {
        return max - min + 1;
    }

    public boolean contains(int port) {
        return port >= min && port <= max;
    }

    @Override
    public String toString() {
        return min + "-" + max;
    }
}
