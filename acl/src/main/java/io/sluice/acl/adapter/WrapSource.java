package io.sluice.acl.adapter;

import io.sluice.config.BadValue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Where a table of `mod_wrap2` is, as written: `type:info`.
sealed interface WrapSource {
    String SEPARATORS = "/";

    /// `builtin:all`.
    record Everybody() implements WrapSource {}

    /// What can be written and is never found.
    ///
    /// @param why for the log
    record Nowhere(String why) implements WrapSource {}

    /// `file:/path`, with `%U` for the user.
    record InFile(String template) implements WrapSource {
        private static final int LONGEST_NAME = 255;

        /// Whether users have tables of their own: it is nothing special if one has none.
        boolean isPerUser() {
            return template.contains("%U");
        }

        /// The file of a user; empty if the name cannot be part of one.
        Optional<Path> of(String user) {
            if (!isPerUser()) {
                return Optional.of(Path.of(template));
            }
            boolean usable = !user.isEmpty()
                    && !user.equals(".")
                    && !user.contains("..")
                    && user.chars().noneMatch(c -> c == '/' || c == '\\' || c == 0xfffd || Character.isISOControl(c))
                    && user.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME;
            return usable ? Optional.of(Path.of(template.replace("%U", user))) : Optional.empty();
        }
    }

    /// `sql:/clients[/options]`: the names of queries.
    record ByQuery(String clients, Optional<String> options) implements WrapSource {}

    /// `redis:/list:key[/list:key]`, or of sets.
    record ByKey(Key clients, Optional<Key> options) implements WrapSource {}

    /// A list or a set; `%{name}` in the key is the user or the group.
    record Key(boolean list, String template) {
        String of(String name) {
            return template.replace("%{name}", name);
        }

        private static Key parse(String word) throws BadValue {
            if (word.startsWith("list:")) {
                return new Key(true, word.substring("list:".length()));
            }
            if (word.startsWith("set:")) {
                return new Key(false, word.substring("set:".length()));
            }
            throw new BadValue("error: client key '" + word + "' lacks required 'list:' or 'set:' prefix");
        }
    }

    static WrapSource parse(String word) throws BadValue {
        int colon = word.indexOf(':');
        if (colon < 0) {
            throw new BadValue("bad table parameter: '" + word + "'");
        }
        var type = word.substring(0, colon).toLowerCase(Locale.ROOT);
        var info = word.substring(colon + 1);
        return switch (type) {
            case "builtin" ->
                info.equalsIgnoreCase("all")
                        ? new Everybody()
                        : new Nowhere("error: unknown builtin parameter: '" + info + "'");
            case "file" -> file(info);
            case "sql" -> {
                var parts = parts(word, info);
                yield new ByQuery(parts.getFirst(), parts.size() > 1 ? Optional.of(parts.get(1)) : Optional.empty());
            }
            case "redis" -> {
                var parts = parts(word, info);
                yield new ByKey(
                        Key.parse(parts.getFirst()),
                        parts.size() > 1 ? Optional.of(Key.parse(parts.get(1))) : Optional.empty());
            }
            default -> throw new BadValue("unsupported table source type: '" + word.substring(0, colon) + "'");
        };
    }

    private static WrapSource file(String path) throws BadValue {
        if (path.startsWith("~")) {
            return new Nowhere(
                    "table '" + path + "' is in the home directory of a user, and users of a proxy have none");
        }
        if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
            throw new BadValue("error: table relative paths are forbidden: '" + path + "'");
        }
        return new InFile(path);
    }

    /// One or two names behind a slash each.
    private static List<String> parts(String word, String info) throws BadValue {
        var parts = List.of(info.split(SEPARATORS, -1));
        if (parts.size() < 2
                || parts.size() > 3
                || !parts.getFirst().isEmpty()
                || parts.stream().skip(1).anyMatch(String::isEmpty)) {
            throw new BadValue("bad table parameter: '" + word + "'");
        }
        return parts.subList(1, parts.size());
    }
}
