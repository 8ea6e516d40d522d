package io.sluice.log;

import io.sluice.config.BadValue;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/// The comma-separated names by which an event log is told what to record. A name that nobody knows is a warning, and
/// the others count.
final class EventNames {
    private EventNames() {}

    /// Reads the names of commands, in any case, or `ALL` for every command.
    static CommandSelection commands(String text, Consumer<String> warnings) throws BadValue {
        boolean all = false;
        var verbs = new HashSet<String>();
        for (var name : names(text, "commands")) {
            var verb = name.toUpperCase(Locale.ROOT);
            if (verb.equals("ALL")) {
                all = true;
            } else if (LogClass.isKnown(verb)) {
                verbs.add(verb);
            } else {
                warnings.accept("ignoring unknown command '" + name + "'");
            }
        }
        return new CommandSelection(all, Set.of(), Set.of(), verbs, Set.of());
    }

    /// Reads names of classes and commands. `ALL` is every command and both ends of a session; `!` excludes, and a list
    /// that begins with an exclusion takes from `ALL`. A name that is both is the class (`AUTH`).
    static CommandSelection events(String text, Consumer<String> warnings) throws BadValue {
        var names = names(text, "events");
        var events = new Events();
        if (names.getFirst().startsWith("!")) {
            events.all(true);
        }
        for (var name : names) {
            boolean wanted = !name.startsWith("!");
            if (!events.change((wanted ? name : name.substring(1)).toUpperCase(Locale.ROOT), wanted)) {
                warnings.accept("ignoring unknown event '" + name + "'");
            }
        }
        return events.selection();
    }

    private static List<String> names(String text, String what) throws BadValue {
        var names = List.of(text.split(",", -1));
        if (names.stream().anyMatch(String::isEmpty)) {
            throw new BadValue("unable to use " + what + " '" + text + "': Invalid argument");
        }
        return names;
    }

    /// What the names so far have chosen.
    private static final class Events {
        private boolean all;
        private final Set<LogClass> in = EnumSet.noneOf(LogClass.class);
        private final Set<LogClass> out = EnumSet.noneOf(LogClass.class);
        private final Set<String> commands = new HashSet<>();
        private final Set<String> notCommands = new HashSet<>();

        /// Takes one name into account; false if there is no such event.
        boolean change(String name, boolean wanted) {
            if (name.equals("ALL") || name.equals("NONE")) {
                all(name.equals("ALL") == wanted);
                return true;
            }
            var named = LogClass.named(name);
            if (named.isPresent()) {
                move(named.get(), wanted ? out : in, wanted ? in : out);
                return true;
            }
            if (LogClass.isKnown(name)) {
                move(name, wanted ? notCommands : commands, wanted ? commands : notCommands);
                return true;
            }
            return false;
        }

        private void all(boolean wanted) {
            all = wanted;
            in.clear();
            out.clear();
            commands.clear();
            notCommands.clear();
            if (wanted) {
                in.addAll(EnumSet.of(LogClass.CONNECT, LogClass.EXIT));
            }
        }

        private static <T> void move(T each, Set<T> from, Set<T> to) {
            from.remove(each);
            to.add(each);
        }

        CommandSelection selection() {
            return new CommandSelection(all, in, out, commands, notCommands);
        }
    }
}
