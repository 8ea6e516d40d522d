package io.sluice.acl;

import io.sluice.acl.Limit.Ruling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// The limits of one server, arranged so that a command finds those that may decide of it in the order in which they
/// are asked: those that name it before those that name a group of it before those for all commands, within each kind
/// those of the root directory before those of the server, and later ones before earlier ones. The first that decides
/// is heard; if none does the command is allowed.
public final class LimitTable {
    private final List<Limit> ofLogin;
    private final Map<String, List<Limit>> byName;
    private final List<Limit> ofAll;

    /// What the limits say, and the section that says so; allowed without one if none has decided.
    public sealed interface Outcome {
        record Allowed(Optional<Limit> section, Optional<LimitRule> by) implements Outcome {}

        /// Without a rule by the order of the section, since no rule of it fits.
        record Refused(Limit section, Optional<LimitRule> by) implements Outcome {}
    }

    /// By no section.
    public static final Outcome ALLOWED = new Outcome.Allowed(Optional.empty(), Optional.empty());

    /// @param root the limits of `<Directory />`, in the order of the configuration
    /// @param server those of the server itself, likewise
    public LimitTable(List<Limit> root, List<Limit> server) {
        ofLogin = naming(server, Set.of(CommandNames.LOGIN)::contains);
        ofAll = inOrder(root, server, CommandNames.ALL::equals);
        var names = new HashSet<>(CommandNames.NOT_IN_ALL);
        CommandNames.GROUPS.values().forEach(names::addAll);
        root.forEach(limit -> names.addAll(limit.names()));
        server.forEach(limit -> names.addAll(limit.names()));
        var chains = new HashMap<String, List<Limit>>();
        for (var name : names) {
            chains.put(name, chain(name, root, server));
        }
        byName = Map.copyOf(chains);
    }

    private List<Limit> chain(String name, List<Limit> root, List<Limit> server) {
        var verbAlone = CommandNames.withoutSubcommand(name);
        var chain = new LinkedHashSet<>(inOrder(root, server, name::equals));
        verbAlone.ifPresent(verb -> chain.addAll(inOrder(root, server, verb::equals)));
        for (var group : CommandNames.GROUPS_IN_ORDER) {
            if (CommandNames.GROUPS.getOrDefault(group, Set.of()).contains(name)) {
                chain.addAll(inOrder(root, server, group::equals));
            }
        }
        if (!CommandNames.NOT_IN_ALL.contains(verbAlone.orElse(name))) {
            chain.addAll(ofAll);
        }
        return List.copyOf(chain);
    }

    private static List<Limit> inOrder(List<Limit> root, List<Limit> server, Predicate<String> name) {
        var found = new ArrayList<>(naming(root, name).reversed());
        found.addAll(naming(server, name).reversed());
        return List.copyOf(found);
    }

    private static List<Limit> naming(List<Limit> limits, Predicate<String> name) {
        return limits.stream()
                .filter(limit -> limit.names().stream().anyMatch(name))
                .toList();
    }

    /// Whether there is no limit at all.
    public boolean isEmpty() {
        return ofLogin.isEmpty() && ofAll.isEmpty() && byName.values().stream().allMatch(List::isEmpty);
    }

    /// Whether somebody may connect: not if sections for the login decide, and none of them allows it.
    public Outcome connect(Subject subject) {
        var outcome = ALLOWED;
        for (var limit : ofLogin) {
            var one = outcome(limit, limit.decide(subject, Optional.empty()));
            if (one instanceof Outcome.Allowed(var section, var _) && section.isPresent()) {
                return one;
            }
            if (one instanceof Outcome.Refused) {
                outcome = one;
            }
        }
        return outcome;
    }

    /// Whether a user may log in: not if any section for the login denies it.
    public Outcome login(Subject subject) {
        var outcome = ALLOWED;
        for (var limit : ofLogin) {
            var one = outcome(limit, limit.decide(subject, Optional.empty()));
            if (one instanceof Outcome.Refused) {
                return one;
            }
            if (one instanceof Outcome.Allowed(var section, var _) && section.isPresent()) {
                outcome = one;
            }
        }
        return outcome;
    }

    /// The sections that may decide of a command, in the order in which they are asked. The verb is in upper case; the
    /// argument is empty where there is none.
    public List<Limit> of(String verb, String argument) {
        if (CommandNames.EXEMPT.contains(verb)) {
            return List.of();
        }
        var named = CommandNames.withSubcommand(verb, argument).map(byName::get);
        return named.isPresent() ? named.get() : byName.getOrDefault(verb, ofAll);
    }

    /// Whether a command may be used, by the sections [#of] it.
    public static Outcome command(List<Limit> sections, String argument, Subject subject) {
        var looked = Optional.of(argument);
        for (var limit : sections) {
            var ruling = limit.decide(subject, looked);
            if (!(ruling instanceof Ruling.Undecided)) {
                return outcome(limit, ruling);
            }
        }
        return ALLOWED;
    }

    private static Outcome outcome(Limit limit, Ruling ruling) {
        return switch (ruling) {
            case Ruling.Allowed(var by) -> new Outcome.Allowed(Optional.of(limit), Optional.of(by));
            case Ruling.Denied(var by) -> new Outcome.Refused(limit, Optional.of(by));
            case Ruling.DeniedByOrder() -> new Outcome.Refused(limit, Optional.empty());
            case Ruling.Undecided() -> ALLOWED;
        };
    }
}
