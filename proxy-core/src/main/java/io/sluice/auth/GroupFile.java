package io.sluice.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The groups of a file in the format of group(5): `name:hash:gid:member,…`. Malformed lines are logged and skipped.
final class GroupFile {
    private final WatchedFile<List<Group>> file;

    GroupFile(AccountFile account, Consumer<String> log) {
        file = new WatchedFile<>(account.path(), lines -> parse(lines, account, log), log);
    }

    private record Group(String name, long gid, Set<String> members) {}

    /// The names of the groups a user is in, the one with the user's own gid first, as the number where it has no name.
    List<String> of(UserEntry user) {
        var groups = file.content();
        var own = groups.stream()
                .filter(group -> group.gid() == user.gid())
                .map(Group::name)
                .toList();
        return Stream.concat(
                        own.isEmpty() ? withoutName(user).stream() : own.stream(),
                        groups.stream()
                                .filter(group -> group.members().contains(user.name()))
                                .map(Group::name))
                .distinct()
                .toList();
    }

    /// The group of a user where no group has a name.
    static List<String> withoutName(UserEntry user) {
        return List.of(Long.toString(user.gid()));
    }

    private static List<Group> parse(List<String> lines, AccountFile account, Consumer<String> log) {
        var groups = new ArrayList<Group>();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            var fields = line.split(":", -1);
            if (!isWellFormed(line)) {
                log.accept("Malformed entry in AuthGroupFile file (line " + (i + 1) + ")");
                continue;
            }
            var gid = Long.parseLong(fields[2]);
            if (account.admits(fields[0], gid)) {
                groups.add(new Group(
                        fields[0],
                        gid,
                        Set.of(Stream.of(fields[3].split(","))
                                .map(String::strip)
                                .distinct()
                                .toArray(String[]::new))));
            }
        }
        return List.copyOf(groups);
    }

    static boolean isWellFormed(String line) {
        var fields = line.split(":", -1);
        return fields.length == 4
                && !fields[0].isEmpty()
                && UserFile.number(fields[2]).isPresent();
    }
}
