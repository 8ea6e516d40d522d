package io.sluice.log;

import io.sluice.ftp.Command;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Set;

/// The path a command names, as the client means it. The argument is made absolute with the directory that replies
/// have told; where none is known it stays as sent.
final class ClientPath {
    private static final Set<String> OF_FILES = Set.of(
            "RETR", "STOR", "STOU", "APPE", "DELE", "RNFR", "RNTO", "MDTM", "SIZE", "MLST", "MKD", "XMKD", "RMD",
            "XRMD", "HASH", "MD5", "XCRC", "XMD5", "XSHA", "XSHA1", "XSHA256", "XSHA512");
    private static final Set<String> OF_DIRECTORIES =
            Set.of("CDUP", "XCUP", "CWD", "XCWD", "LIST", "MLSD", "NLST", "MKD", "XMKD", "RMD", "XRMD");
    private static final Set<String> AFTER_A_WORD = Set.of("MFMT", "MFCT", "MFF");

    private ClientPath() {}

    /// The argument that names a file, as sent.
    static Optional<String> sent(Command command) {
        if (AFTER_A_WORD.contains(command.verb())) {
            return command.argument()
                    .filter(text -> text.indexOf(' ') >= 0)
                    .map(text -> text.substring(text.indexOf(' ') + 1));
        }
        return OF_FILES.contains(command.verb())
                ? command.argument().filter(text -> !text.isEmpty())
                : Optional.empty();
    }

    static Optional<String> absolute(Command command, Optional<String> directory) {
        return sent(command).map(path -> resolve(path, directory));
    }

    static boolean namesDirectory(String verb) {
        return OF_DIRECTORIES.contains(verb);
    }

    /// The directory a command is about: the one it names, else the current one. After a successful change of
    /// directory that is where the client is now.
    static Optional<String> directory(Command command, boolean succeeded, Optional<String> current) {
        return switch (command.verb()) {
            case "CWD", "XCWD" -> succeeded && current.isPresent() ? current : argument(command, current);
            case "CDUP", "XCUP" -> current;
            case "LIST", "NLST" -> listed(command, current);
            default -> argument(command, current).or(() -> current);
        };
    }

    /// What follows the last slash, blanks kept; the root is itself.
    static String lastComponent(String path) {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        return end <= 1 ? path.substring(0, end) : path.substring(path.lastIndexOf('/', end - 1) + 1, end);
    }

    static String resolve(String path, Optional<String> directory) {
        if (path.startsWith("/")) {
            return normal(path);
        }
        return directory
                .filter(base -> base.startsWith("/"))
                .map(base -> normal(base + "/" + path))
                .orElse(path);
    }

    private static Optional<String> argument(Command command, Optional<String> current) {
        return command.argument().filter(text -> !text.isEmpty()).map(path -> resolve(path, current));
    }

    /// Listings take options in front of the path, as `ls` does.
    private static Optional<String> listed(Command command, Optional<String> current) {
        var rest = command.argument().orElse("");
        while (rest.startsWith("-")) {
            int blank = rest.indexOf(' ');
            rest = blank < 0 ? "" : rest.substring(blank + 1).stripLeading();
        }
        return rest.isEmpty() ? current : Optional.of(resolve(rest, current));
    }

    private static String normal(String path) {
        var parts = new ArrayDeque<String>();
        for (var part : path.split("/", -1)) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return "/" + String.join("/", parts);
    }
}
