package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.ftp.QuotedPath;
import io.sluice.ftp.Reply;
import java.util.ArrayDeque;
import java.util.Optional;

/// The directory a client is in, as far as the backend's replies tell: 257 to `PWD` says it, an accepted `CWD` or
/// `CDUP` moves it. Unknown until the first of them that is absolute.
final class DirectoryTracker {
    private Optional<String> path = Optional.empty();

    Optional<String> path() {
        return path;
    }

    void answered(Command command, Reply reply) {
        if (!reply.isCompletion()) {
            return;
        }
        switch (command.verb()) {
            case "PWD", "XPWD" -> QuotedPath.of(reply).ifPresent(said -> path = Optional.of(said));
            case "CWD", "XCWD" -> path = command.argument().flatMap(this::resolve);
            case "CDUP", "XCUP" -> path = resolve("..");
            default -> {}
        }
    }

    /// A path as the client wrote it, made absolute; empty while the directory is not known.
    Optional<String> resolve(String written) {
        if (written.startsWith("/")) {
            return Optional.of(normal(written));
        }
        if (written.startsWith("~")) {
            return Optional.empty();
        }
        return path.map(base -> normal(base + "/" + written));
    }

    private static String normal(String absolute) {
        var parts = new ArrayDeque<String>();
        for (String part : absolute.split("/", -1)) {
            switch (part) {
                case "", "." -> {}
                case ".." -> parts.pollLast();
                default -> parts.addLast(part);
            }
        }
        return "/" + String.join("/", parts);
    }
}
