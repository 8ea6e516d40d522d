package io.sluice.ban;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.TreeMap;

/// The contents of a table as bytes, for processes of one machine. Texts longer than [#LONGEST] bytes are cut.
final class ContentsFormat {
    /// Bytes of a text, and so of a name that can be banned.
    static final int LONGEST = 1024;

    /// Bytes that no contents exceed.
    static final int MOST = 4 << 20;

    private static final long NEVER = Long.MAX_VALUE;

    private ContentsFormat() {}

    static byte[] bytes(Contents contents) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeInt(contents.slots().size());
            for (var slot : contents.slots().entrySet()) {
                out.writeInt(slot.getKey());
                write(out, slot.getValue());
            }
            out.writeInt(contents.counters().size());
            for (Counter counter : contents.counters()) {
                write(out, counter);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes all bytes", e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, Ban ban) throws IOException {
        out.writeByte(ban.type().number());
        write(out, ban.name());
        write(out, ban.reason());
        write(out, ban.message());
        out.writeLong(ban.expires().map(Instant::toEpochMilli).orElse(NEVER));
        out.writeInt(ban.serverId());
    }

    private static void write(DataOutputStream out, Counter counter) throws IOException {
        write(out, counter.key().event().word());
        write(out, counter.key().source());
        out.writeInt(counter.key().serverId());
        out.writeInt(counter.count());
        out.writeInt(counter.most());
        out.writeLong(counter.start().toEpochMilli());
        out.writeLong(counter.window().toMillis());
        out.writeLong(counter.length().toMillis());
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        var bytes = text.getBytes(UTF_8);
        int length = Math.min(bytes.length, LONGEST);
        out.writeShort(length);
        out.write(bytes, 0, length);
    }

    /// @throws IOException if these are not the bytes of contents
    static Contents contents(byte[] bytes) throws IOException {
        var in = new DataInputStream(new ByteArrayInputStream(bytes));
        var bans = new TreeMap<Integer, Ban>();
        for (int left = in.readInt(); left > 0; left--) {
            bans.put(in.readInt(), ban(in));
        }
        var counters = new LinkedHashMap<Counter.Key, Counter>();
        for (int left = in.readInt(); left > 0; left--) {
            var counter = counter(in);
            counters.put(counter.key(), counter);
        }
        return new Contents(bans, counters);
    }

    private static Ban ban(DataInputStream in) throws IOException {
        int number = in.readByte();
        var type = BanType.ofNumber(number).orElseThrow(() -> new IOException("no type of ban has number " + number));
        return new Ban(
                type,
                text(in),
                text(in),
                text(in),
                Optional.of(in.readLong()).filter(end -> end != NEVER).map(Instant::ofEpochMilli),
                in.readInt());
    }

    private static Counter counter(DataInputStream in) throws IOException {
        var key = new Counter.Key(BanEvent.named(text(in)), text(in), in.readInt());
        return new Counter(
                key,
                in.readInt(),
                in.readInt(),
                Instant.ofEpochMilli(in.readLong()),
                Duration.ofMillis(in.readLong()),
                Duration.ofMillis(in.readLong()));
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readUnsignedShort()), UTF_8);
    }
}
