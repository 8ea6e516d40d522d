package io.sluice.log;

import io.sluice.config.BadValue;
import io.sluice.log.LogEvent.Moment;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// Which events a log has lines for: classes (`AUTH,READ`, `ALL,!DIRS`), refined by commands behind a plus sign
/// (`ALL+!NOOP,!TYPE`). `ALL` is every command, but neither the beginning nor the end of sessions.
public record CommandSelection(
        boolean all, Set<LogClass> in, Set<LogClass> out, Set<String> commands, Set<String> notCommands) {
    public static final CommandSelection ALL = new CommandSelection(true, Set.of(), Set.of(), Set.of(), Set.of());

    public CommandSelection {
        in = Set.copyOf(in);
        out = Set.copyOf(out);
        commands = Set.copyOf(commands);
        notCommands = Set.copyOf(notCommands);
    }

    static CommandSelection parse(String text) throws BadValue {
        int plus = text.indexOf('+');
        var classes = plus < 0 ? text : text.substring(0, plus);
        boolean all = false;
        var in = EnumSet.noneOf(LogClass.class);
        var out = EnumSet.noneOf(LogClass.class);
        for (var word : classes.split(",", -1)) {
            boolean excludes = word.startsWith("!");
            var name = excludes ? word.substring(1) : word;
            if (name.equalsIgnoreCase("ALL") || name.equalsIgnoreCase("NONE")) {
                all = name.equalsIgnoreCase("ALL") != excludes;
                in.clear();
                out.clear();
                continue;
            }
            var named = LogClass.named(name)
                    .orElseThrow(() -> new BadValue("invalid log class in '" + text + "': No such file or directory"));
            (excludes ? out : in).add(named);
            (excludes ? in : out).remove(named);
        }
        var commands = new HashSet<String>();
        var notCommands = new HashSet<String>();
        if (plus >= 0) {
            parseCommands(text, text.substring(plus + 1), commands, notCommands);
        }
        // a list of exclusions alone takes from everything
        boolean onlyExcludes = in.isEmpty() && !out.isEmpty() && classes.startsWith("!");
        return new CommandSelection(all || onlyExcludes, in, out, commands, notCommands);
    }

    private static void parseCommands(String whole, String text, Set<String> in, Set<String> out) throws BadValue {
        for (var word : text.split(",", -1)) {
            boolean excludes = word.startsWith("!");
            var verb = (excludes ? word.substring(1) : word).toUpperCase(Locale.ROOT);
            if (verb.isEmpty() || !LogClass.isKnown(verb)) {
                throw new BadValue("error parsing commands in '" + whole + "': "
                        + (verb.isEmpty() ? "Invalid argument" : "No such file or directory"));
            }
            (excludes ? out : in).add(verb);
        }
    }

    boolean contains(LogEvent event) {
        if (event.moment() != Moment.COMMAND) {
            return in.contains(event.moment() == Moment.CONNECT ? LogClass.CONNECT : LogClass.EXIT);
        }
        var verb = event.verb();
        if (notCommands.contains(verb)) {
            return false;
        }
        if (commands.contains(verb)) {
            return true;
        }
        var classes = LogClass.of(verb, event.session().protocol());
        boolean chosen = all || !Collections.disjoint(classes, in);
        return chosen && Collections.disjoint(classes, out);
    }
}
