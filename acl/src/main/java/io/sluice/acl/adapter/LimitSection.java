package io.sluice.acl.adapter;

import io.sluice.acl.CommandNames;
import io.sluice.acl.Limit;
import io.sluice.acl.LimitRule;
import io.sluice.acl.LimitRule.Effect;
import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.BoundedPattern;
import io.sluice.config.Context;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The section `<Limit command …>`.
final class LimitSection {
    static final Section<Limit> LIMIT = new Section<>(
            "Limit",
            Set.of(
                    Context.SERVER,
                    Context.VIRTUAL_HOST,
                    Context.GLOBAL,
                    Context.ANONYMOUS,
                    Context.DIRECTORY,
                    Context.OVERLAY),
            Context.LIMIT,
            LimitSection::read,
            "Rules on who may use commands: `<Limit name …>` with names of commands (`STOR`, `SITE_CHMOD`), of groups of"
                    + " them (`READ`, `WRITE`, `DIRS`, `ALL`), or `LOGIN`. A section that names a command is heard before"
                    + " one that names a group of it, that one before `ALL`; of several the last that decides. In proxied"
                    + " sessions the sections of the server and of `<Directory />` act.");

    private LimitSection() {}

    private static Limit read(Arguments arguments, DirectiveSet contents) throws BadValue {
        var names = CommandNames.parse(arguments.all());
        if (names.isEmpty()) {
            throw new BadValue("directive requires one or more commands");
        }
        var rules = new ArrayList<LimitRule>();
        for (var directive : LimitDirectives.RULES) {
            contents.settings(directive).forEach(setting -> rules.add(setting.value()));
        }
        filters(contents, LimitDirectives.ALLOW_FILTER, Effect.ALLOW).forEach(rules::add);
        filters(contents, LimitDirectives.DENY_FILTER, Effect.DENY).forEach(rules::add);
        return new Limit(
                names,
                contents.get(LimitDirectives.ORDER),
                List.copyOf(rules),
                ClassDirectives.origin(arguments.position()));
    }

    /// `none` is no pattern, and so no rule.
    private static Stream<LimitRule> filters(
            DirectiveSet contents, Directive<Optional<BoundedPattern>> directive, Effect effect) {
        return contents.settings(directive).stream()
                .flatMap(setting -> setting.value().stream()
                        .map(pattern -> new LimitRule(
                                effect,
                                new LimitRule.Test.OfArgument(new LimitDirectives.Bounded(pattern)),
                                directive + " " + pattern,
                                ClassDirectives.origin(setting.position()))));
    }
}
