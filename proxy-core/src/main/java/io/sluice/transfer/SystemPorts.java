package io.sluice.transfer;

import io.sluice.net.PortRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Scanner;

/// The ports that the system gives to sockets which want any, where it says so: Linux does.
final class SystemPorts {
    private static final Path RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final Path RESERVED = Path.of("/proc/sys/net/ipv4/ip_local_reserved_ports");

    private SystemPorts() {}

    /// The range, unless some of it is reserved.
    static Optional<PortRange> range() {
        try (var words = new Scanner(RANGE, StandardCharsets.US_ASCII)) {
            var range = new PortRange(words.nextInt(), words.nextInt());
            return Files.readString(RESERVED).isBlank() ? Optional.of(range) : Optional.empty();
        } catch (IOException | NoSuchElementException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
