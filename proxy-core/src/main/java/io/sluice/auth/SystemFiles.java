package io.sluice.auth;

import java.nio.file.Path;

/// Where the machine keeps its own users, and who of them may use FTP.
public record SystemFiles(Path passwd, Path shadow, Path group, Path shells, Path ftpUsers) {
    public static final SystemFiles USUAL = in(Path.of("/etc"));

    public static SystemFiles in(Path directory) {
        return new SystemFiles(
                directory.resolve("passwd"),
                directory.resolve("shadow"),
                directory.resolve("group"),
                directory.resolve("shells"),
                directory.resolve("ftpusers"));
    }
}
