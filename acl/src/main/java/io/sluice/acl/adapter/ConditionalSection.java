package io.sluice.acl.adapter;

import io.sluice.acl.NameList;
import io.sluice.acl.NameList.Combination;
import io.sluice.acl.Truth;
import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Context;
import io.sluice.config.Directive;
import io.sluice.config.Directive.Occurrence;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Section;
import io.sluice.module.Overlay;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// A section whose directives hold for some sessions only: `<IfClass>`, `<IfAuthenticated>`, `<IfGroup>`, `<IfUser>`.
///
/// @param names what the class, the groups or the user must be, where the section says so
/// @param keyword the word that says how names combine, if one is there
record ConditionalSection(Kind kind, Optional<NameList> names, Optional<String> keyword, Overlay overlay) {

    /// What a section looks at, in the order in which one comes over the other.
    enum Kind {
        CLASS,
        AUTHENTICATED,
        GROUP,
        USER
    }

    static final Section<ConditionalSection> IF_CLASS = section(
            "IfClass",
            (arguments, contents) -> read("IfClass", Kind.CLASS, Combination.OR, arguments, contents),
            "What holds for clients of a class: `<IfClass [AND|OR] name …>` or `<IfClass regex pattern>`, names perhaps"
                    + " with `!`. It counts from the connection on, before anything but `<Limit LOGIN>` is asked.");

    static final Section<ConditionalSection> IF_AUTHENTICATED = section(
            "IfAuthenticated",
            ConditionalSection::readWithoutNames,
            "What holds for whoever has logged in: `<IfAuthenticated>`.");

    static final Section<ConditionalSection> IF_GROUP = section(
            "IfGroup",
            (arguments, contents) -> read("IfGroup", Kind.GROUP, Combination.AND, arguments, contents),
            "What holds for members of groups: `<IfGroup [AND|OR] name …>` or `<IfGroup regex pattern>`, names perhaps"
                    + " with `!`; without a word before them all must be true. The groups of users whom the backend checks"
                    + " are not known, and count as none.");

    static final Section<ConditionalSection> IF_USER = section(
            "IfUser",
            (arguments, contents) -> read("IfUser", Kind.USER, Combination.OR, arguments, contents),
            "What holds for users: `<IfUser [AND|OR] name …>` or `<IfUser regex pattern>`, names perhaps with `!`. It"
                    + " counts once the user has logged in, and comes over `<IfGroup>`, `<IfAuthenticated>`, `<IfClass>`.");

    /// In the order in which one comes over the other.
    static final List<Section<ConditionalSection>> ALL = List.of(IF_CLASS, IF_AUTHENTICATED, IF_GROUP, IF_USER);

    /// `PerUnauthenticatedUser`: sections of users and groups hold from `USER` on, for users whom the proxy knows.
    static final Directive<Boolean> OPTIONS = Directive.of("IfSessionOptions", ConditionalSection::options)
            .takes(1, Integer.MAX_VALUE)
            .occurs(Occurrence.ACCUMULATES)
            .syntax("PerUnauthenticatedUser")
            .help(
                    "With PerUnauthenticatedUser `<IfUser>` and `<IfGroup>` hold from `USER` on, before there is a password,"
                            + " for users in the accounts of the proxy itself. How long the answer takes may tell which names"
                            + " these are.");

    /// Whether the section holds for a client of that class, as which somebody has logged in or wants to.
    boolean holds(Optional<String> className, Optional<Claim> claim) {
        return switch (kind) {
            case CLASS -> holds(className.stream().toList());
            case AUTHENTICATED -> claim.filter(Claim::proven).isPresent();
            case GROUP -> claim.filter(user -> holds(user.groups())).isPresent();
            case USER -> claim.filter(user -> holds(List.of(user.name()))).isPresent();
        };
    }

    /// Whom a client says to be: a user and the groups that are known of it, with a password that was right or without.
    record Claim(String name, List<String> groups, boolean proven) {
        Claim {
            groups = List.copyOf(groups);
        }
    }

    private boolean holds(Collection<String> present) {
        return names.map(list -> list.holds(present)).orElse(Truth.FALSE) == Truth.TRUE;
    }

    private static Section<ConditionalSection> section(
            String name, Section.Parser<ConditionalSection> parser, String help) {
        return new Section<>(
                name,
                Set.of(Context.SERVER, Context.VIRTUAL_HOST, Context.GLOBAL, Context.OVERLAY),
                Context.OVERLAY,
                parser,
                help);
    }

    private static ConditionalSection read(
            String name, Kind kind, Combination combination, Arguments arguments, DirectiveSet contents)
            throws BadValue {
        if (arguments.size() == 0) {
            throw new BadValue("wrong number of parameters");
        }
        notNested(contents);
        var names = LimitDirectives.nameList(arguments, combination);
        var first = Optional.of(arguments.text())
                .filter(word ->
                        arguments.size() > 1 && Set.of("and", "or", "regex").contains(word.toLowerCase(Locale.ROOT)));
        var title = "<" + name + " " + String.join(" ", arguments.all()) + ">";
        return new ConditionalSection(
                kind, Optional.of(names), first, new Overlay(title, contents, arguments.position()));
    }

    private static ConditionalSection readWithoutNames(Arguments arguments, DirectiveSet contents) throws BadValue {
        if (arguments.size() != 0) {
            throw new BadValue("wrong number of parameters");
        }
        notNested(contents);
        return new ConditionalSection(
                Kind.AUTHENTICATED,
                Optional.empty(),
                Optional.empty(),
                new Overlay("<IfAuthenticated>", contents, arguments.position()));
    }

    private static void notNested(DirectiveSet contents) throws BadValue {
        for (var section : ALL) {
            for (var inner : contents.settings(section)) {
                throw new BadValue(
                        "nested <" + section.name() + "> sections are not supported",
                        "; " + inner.value().overlay() + " stands on " + inner.position());
            }
        }
    }

    private static boolean options(Arguments arguments) throws BadValue {
        for (var word : arguments.all()) {
            if (!word.equals("PerUnauthenticatedUser")) {
                throw new BadValue("unknown IfSessionOption '" + word + "'");
            }
        }
        return true;
    }
}
