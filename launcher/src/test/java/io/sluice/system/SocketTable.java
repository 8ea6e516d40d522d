package io.sluice.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// The TCP connections of a process, from Linux's tables.
final class SocketTable {
    private static final String ESTABLISHED = "01";

    private SocketTable() {}

    /// How many established connections the process has with the port at either end.
    static long established(long pid, int port) throws IOException {
        var sockets = sockets(pid);
        var end = String.format(Locale.ROOT, ":%04X", port);
        var count = 0L;
        for (var table : Set.of("tcp", "tcp6")) {
            try (var lines = Files.lines(Path.of("/proc/net", table))) {
                count += lines.map(line -> line.strip().split("\\s+"))
                        .filter(words -> words.length > 9 && words[3].equals(ESTABLISHED))
                        .filter(words -> words[1].endsWith(end) || words[2].endsWith(end))
                        .filter(words -> sockets.contains("socket:[" + words[9] + "]"))
                        .count();
            }
        }
        return count;
    }

    private static Set<String> sockets(long pid) throws IOException {
        var sockets = new HashSet<String>();
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (var descriptor : descriptors) {
                try {
                    sockets.add(Files.readSymbolicLink(descriptor).toString());
                } catch (NoSuchFileException e) {
                    continue; // closed since the folder was listed
                }
            }
        }
        return sockets;
    }
}
