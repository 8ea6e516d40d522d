package io.sluice.ssh;

import java.util.Map;
import java.util.Optional;

/// The events by which it is told that a client could not log in by a method (RFC 4252 §5).
final class FailedMethods {
    private static final Map<String, String> NAMES = Map.of(
            "password", "password",
            "publickey", "publickey",
            "keyboard-interactive", "kbdint",
            "hostbased", "hostbased");

    private FailedMethods() {}

    /// None for a method that nobody logs in by, such as `none`, which only asks what there is.
    static Optional<String> event(String method) {
        return Optional.ofNullable(NAMES.get(method)).map(name -> "mod_sftp.ssh2.auth-" + name + ".failed");
    }
}
