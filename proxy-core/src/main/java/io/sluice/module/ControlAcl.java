package io.sluice.module;

import static io.sluice.config.Context.SERVER;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import java.util.LinkedHashSet;
import java.util.Set;

/// One line that says who may ask for some actions of the control socket (`BanControlsACLs ban,permit allow user
/// root`). Of several lines for one action the last for users counts, and the last for groups; whom either admits, may.
public record ControlAcl(Set<String> actions, AccessList list) {
    private static final String ALL = "all";

    public ControlAcl {
        actions = Set.copyOf(actions);
    }

    /// The directive that says so of the actions of one module.
    ///
    /// @param actions every action that may be named in it
    /// @param help which actions they are, and how they are asked for
    public static Directive<ControlAcl> directive(String name, Set<String> actions, String help) {
        var known = Set.copyOf(actions);
        return Directive.of(name, arguments -> parse(arguments, known))
                .in(SERVER)
                .takes(4, 4)
                .occurs(Directive.Occurrence.ACCUMULATES)
                .syntax("actions|all allow|deny user|group list")
                .help(help);
    }

    private static ControlAcl parse(Arguments arguments, Set<String> known) throws BadValue {
        return new ControlAcl(actions(arguments.text(), known), AccessList.parse(arguments, 1, "second", "third", ""));
    }

    /// Reads `all`, or actions between commas.
    public static Set<String> actions(String list, Set<String> known) throws BadValue {
        if (list.equalsIgnoreCase(ALL)) {
            return known;
        }
        var actions = new LinkedHashSet<String>();
        for (String word : list.split(",", -1)) {
            var action = word.strip();
            if (!known.contains(action)) {
                throw new BadValue(": unknown action: '" + action + "'");
            }
            actions.add(action);
        }
        return actions;
    }
}
