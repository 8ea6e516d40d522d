package io.sluice.auth;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// The users of a file in the format of passwd(5): `name:hash:uid:gid:gecos:home:shell`. Malformed lines are logged and
/// skipped; of two entries with a name the first counts.
final class UserFile {
    private final WatchedFile<Map<String, UserEntry>> file;

    UserFile(AccountFile account, Consumer<String> log) {
        file = new WatchedFile<>(account.path(), lines -> parse(lines, account, log), log);
    }

    Optional<UserEntry> find(String name) {
        return Optional.ofNullable(file.content().get(name));
    }

    /// The hash of some user, if there are any; what a login of an unknown user is measured against.
    Optional<String> someHash() {
        return file.content().values().stream().map(UserEntry::hash).findFirst();
    }

    private static Map<String, UserEntry> parse(List<String> lines, AccountFile account, Consumer<String> log) {
        var users = new LinkedHashMap<String, UserEntry>();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            var entry = entry(line);
            if (entry.isEmpty()) {
                log.accept("Malformed entry in AuthUserFile file (" + complaint(line) + ", line " + (i + 1) + ")");
            }
            entry.filter(user -> account.admits(user.name(), user.uid()) && account.admitsHome(user.home()))
                    .ifPresent(user -> users.putIfAbsent(user.name(), user));
        }
        return users;
    }

    static Optional<UserEntry> entry(String line) {
        var fields = line.split(":", -1);
        if (fields.length != 7 || fields[0].isEmpty()) {
            return Optional.empty();
        }
        var uid = number(fields[2]);
        var gid = number(fields[3]);
        return uid.isEmpty() || gid.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new UserEntry(fields[0], fields[1], uid.getAsLong(), gid.getAsLong(), fields[5], fields[6]));
    }

    /// What is wrong with a malformed line, without what it says.
    static String complaint(String line) {
        var fields = line.split(":", -1);
        if (fields.length != 7) {
            return "field count " + fields.length + " != 7";
        }
        return fields[0].isEmpty() ? "missing name" : "non-numeric UID or GID";
    }

    static OptionalLong number(String text) {
        return text.matches("\\d{1,10}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
