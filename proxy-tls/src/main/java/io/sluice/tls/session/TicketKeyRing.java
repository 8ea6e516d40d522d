package io.sluice.tls.session;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Keys, the newest first, and their form in a store: the byte 1, the number of keys in two bytes, and for each key the
/// time it was made (eight bytes, milliseconds since 1970), its name, and its two keys.
record TicketKeyRing(List<TicketKey> keys) {
    private static final byte FORM = 1;
    private static final int KEY = Long.BYTES + TicketKey.NAME_LENGTH + 2 * TicketKey.KEY_LENGTH;

    TicketKeyRing {
        keys = List.copyOf(keys);
    }

    /// The ring in a value of a store, unless it has another form.
    static Optional<TicketKeyRing> parse(byte[] value) {
        var bytes = ByteBuffer.wrap(value);
        try {
            if (bytes.get() != FORM) {
                return Optional.empty();
            }
            int count = bytes.getShort();
            var keys = new ArrayList<TicketKey>();
            for (int i = 0; i < count; i++) {
                var created = Instant.ofEpochMilli(bytes.getLong());
                keys.add(new TicketKey(
                        taken(bytes, TicketKey.NAME_LENGTH),
                        taken(bytes, TicketKey.KEY_LENGTH),
                        taken(bytes, TicketKey.KEY_LENGTH),
                        created));
            }
            return bytes.hasRemaining() ? Optional.empty() : Optional.of(of(keys.stream()));
        } catch (BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    byte[] bytes() {
        var bytes = ByteBuffer.allocate(1 + Short.BYTES + keys.size() * KEY);
        bytes.put(FORM).putShort((short) keys.size());
        for (var key : keys) {
            bytes.putLong(key.created().toEpochMilli());
            bytes.put(key.name()).put(key.cipherKey()).put(key.macKey());
        }
        return bytes.array();
    }

    Optional<TicketKey> newest() {
        return keys.stream().findFirst();
    }

    Optional<TicketKey> find(byte[] name) {
        return keys.stream().filter(key -> key.isNamed(name)).findFirst();
    }

    TicketKeyRing with(TicketKey key) {
        return of(Stream.concat(Stream.of(key), keys.stream()));
    }

    TicketKeyRing and(TicketKeyRing other) {
        return of(Stream.concat(keys.stream(), other.keys.stream()));
    }

    /// Without the keys that are too old, and those beyond the count.
    TicketKeyRing limited(Duration age, int count, Instant now) {
        return of(keys.stream()
                .filter(key -> key.created().plus(age).isAfter(now))
                .limit(count));
    }

    private static TicketKeyRing of(Stream<TicketKey> keys) {
        return new TicketKeyRing(keys.distinct()
                .sorted(Comparator.comparing(TicketKey::created).reversed())
                .toList());
    }

    private static byte[] taken(ByteBuffer bytes, int length) {
        var taken = new byte[length];
        bytes.get(taken);
        return taken;
    }
}
