package io.sluice.acl;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Writes small files in the MaxMind DB format 2.0: a search tree of 32 bit records, the records, the metadata.
public final class GeoFile {
    private static final byte[] METADATA_MARK = {
        (byte) 0xab, (byte) 0xcd, (byte) 0xef, 'M', 'a', 'x', 'M', 'i', 'n', 'd', '.', 'c', 'o', 'm'
    };
    private static final int SEPARATOR = 16;
    private static final int EMPTY = -1;

    private final List<int[]> nodes = new ArrayList<>(List.of(new int[] {EMPTY, EMPTY}));
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    /// Adds what is known of a network (`192.0.2.0/24`). Values are texts, doubles, integers, booleans, lists and maps.
    public GeoFile with(String network, Map<String, ?> record) {
        int slash = network.indexOf('/');
        var address = InetAddress.ofLiteral(network.substring(0, slash));
        int bits = Integer.parseInt(network.substring(slash + 1));
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            bytes = ByteBuffer.allocate(16).position(12).put(bytes).array();
            bits += 96;
        }
        int at = 0;
        for (int i = 0; i < bits - 1; i++) {
            int side = bit(bytes, i);
            if (nodes.get(at)[side] == EMPTY) {
                nodes.add(new int[] {EMPTY, EMPTY});
                nodes.get(at)[side] = nodes.size() - 1;
            }
            at = nodes.get(at)[side];
        }
        nodes.get(at)[bit(bytes, bits - 1)] = -2 - data.size();
        write(data, record);
        return this;
    }

    private static int bit(byte[] bytes, int index) {
        return (bytes[index / 8] >> (7 - index % 8)) & 1;
    }

    public Path writeTo(Path file) throws IOException {
        var whole = new ByteArrayOutputStream();
        for (int[] node : nodes) {
            for (int value : node) {
                int written =
                        value == EMPTY ? nodes.size() : value < 0 ? nodes.size() + SEPARATOR + (-2 - value) : value;
                whole.writeBytes(ByteBuffer.allocate(4).putInt(written).array());
            }
        }
        whole.writeBytes(new byte[SEPARATOR]);
        whole.writeBytes(data.toByteArray());
        whole.writeBytes(METADATA_MARK);
        write(
                whole,
                Map.of(
                        "node_count",
                        nodes.size(),
                        "record_size",
                        32,
                        "ip_version",
                        6,
                        "database_type",
                        "Test",
                        "languages",
                        List.of("en"),
                        "binary_format_major_version",
                        2,
                        "binary_format_minor_version",
                        0,
                        "build_epoch",
                        1_700_000_000L,
                        "description",
                        Map.of("en", "made by a test")));
        return Files.write(file, whole.toByteArray());
    }

    private static void write(ByteArrayOutputStream out, Object value) {
        switch (value) {
            case String text -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                control(out, 2, bytes.length);
                out.writeBytes(bytes);
            }
            case Double number -> {
                control(out, 3, 8);
                out.writeBytes(ByteBuffer.allocate(8).putDouble(number).array());
            }
            case Integer number -> {
                control(out, 6, 4);
                out.writeBytes(ByteBuffer.allocate(4).putInt(number).array());
            }
            case Long number -> {
                control(out, 9, 8);
                out.writeBytes(ByteBuffer.allocate(8).putLong(number).array());
            }
            case Map<?, ?> map -> {
                control(out, 7, map.size());
                map.forEach((key, each) -> {
                    write(out, key);
                    write(out, each);
                });
            }
            case List<?> list -> {
                control(out, 11, list.size());
                list.forEach(each -> write(out, each));
            }
            case Boolean flag -> control(out, 14, flag ? 1 : 0);
            default -> throw new IllegalArgumentException("no such type in the format: " + value);
        }
    }

    private static void control(ByteArrayOutputStream out, int type, int size) {
        int shown = size < 29 ? size : 29;
        out.write((type > 7 ? 0 : type << 5) | shown);
        if (type > 7) {
            out.write(type - 7);
        }
        if (size >= 29) {
            out.write(size - 29);
        }
    }
}
