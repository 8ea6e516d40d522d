package io.sluice.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntPredicate;

/// The TCP connections of a process, from Linux's tables.
final class SocketTable {
    private static final String ESTABLISHED = "01";

    private SocketTable() {}

    /// How many established connections the process has with a port for which the predicate holds at either end.
    static long established(long pid, IntPredicate port) throws IOException {
        var sockets = sockets(pid);
        var count = 0L;
        for (var table : Set.of("tcp", "tcp6")) {
            try (var lines = Files.lines(Path.of("/proc/net", table))) {
                count += lines.map(line -> line.strip().split("\\s+"))
                        .filter(words -> words.length > 9 && words[3].equals(ESTABLISHED))
                        .filter(words -> port.test(port(words[1])) || port.test(port(words[2])))
                        .filter(words -> sockets.contains("socket:[" + words[9] + "]"))
                        .count();
            }
        }
        return count;
    }

    /// The port in `address:port`, both hexadecimal.
    private static int port(String end) {
        return Integer.parseInt(end.substring(end.indexOf(':') + 1), 16);
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
