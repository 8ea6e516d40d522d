package io.sluice.acl;

import java.util.Map;

/// Numbered names and domains, and for a name the lowest number of those that fit. Keys are whole names
/// (`host.example.com`) and domains with their leading dot (`.example.com`); a name is walked from its end, so that a
/// question takes a look per label whatever the number of keys.
final class NameIndex {
    private static final int NONE = PrefixTree.NONE;

    private final String[] keys;
    private final int[] numbers;

    NameIndex(Map<String, Integer> numbered) {
        int size = Integer.highestOneBit(Math.max(1, numbered.size())) * 4;
        keys = new String[size];
        numbers = new int[size];
        numbered.forEach((key, number) -> {
            int hash = 0;
            for (int i = key.length() - 1; i >= 0; i--) {
                hash = hash(hash, key.charAt(i));
            }
            int at = place(hash);
            while (keys[at] != null) {
                at = place(at + 1);
            }
            keys[at] = key;
            numbers[at] = number;
        });
    }

    /// The lowest number of the keys that fit a name, or [PrefixTree#NONE].
    int lowest(String name) {
        int lowest = NONE;
        int hash = 0;
        for (int i = name.length() - 1; i >= 0; i--) {
            char c = name.charAt(i);
            hash = hash(hash, c);
            if (c == '.' || i == 0) {
                lowest = Math.min(lowest, number(hash, name, i));
            }
        }
        return lowest;
    }

    private int number(int hash, String name, int from) {
        int length = name.length() - from;
        for (int at = place(hash); keys[at] != null; at = place(at + 1)) {
            if (keys[at].length() == length && name.startsWith(keys[at], from)) {
                return numbers[at];
            }
        }
        return NONE;
    }

    private static int hash(int soFar, char c) {
        return 31 * soFar + c;
    }

    private int place(int hash) {
        return (hash ^ hash >>> 16) & (keys.length - 1);
    }
}
