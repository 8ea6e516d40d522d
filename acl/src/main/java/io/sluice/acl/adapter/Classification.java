package io.sluice.acl.adapter;

import io.sluice.acl.AddressClass;
import io.sluice.acl.ClassTable;
import io.sluice.acl.ClassTable.Choice;
import io.sluice.acl.Client;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Problem;
import io.sluice.module.ActiveModule;
import io.sluice.module.AddressClasses;
import io.sluice.module.Decision;
import io.sluice.module.Explanation;
import io.sluice.module.Explanation.Moment;
import io.sluice.module.Overlay;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The classes of one configuration at work: every session gets its class when it connects and keeps it.
///
/// @param contents what the section of each class holds
/// @param limits what they and everybody else may do
/// @param overlays the conditional sections of every server, by its directives
/// @param names whether the names of clients were asked for (`UseReverseDNS`)
record Classification(
        ClassTable table,
        Map<AddressClass, DirectiveSet> contents,
        Limits limits,
        Map<DirectiveSet, Overlays> overlays,
        boolean names,
        List<Problem> warnings)
        implements ActiveModule, SessionFilter, AddressClasses {
    Classification {
        contents = Map.copyOf(contents);
        overlays = Map.copyOf(overlays);
        warnings = List.copyOf(warnings);
    }

    @Override
    public List<SessionFilter> filters() {
        return List.of(
                this,
                new LoginLimits(limits),
                new OverlayFilter(overlays),
                new OverlaidLogins(limits),
                new CommandLimits(limits));
    }

    @Override
    public Optional<AddressClasses> addressClasses() {
        return Optional.of(this);
    }

    @Override
    public List<Overlay> overlays(DirectiveSet server) {
        return overlays.containsKey(server) ? overlays.get(server).all() : List.of();
    }

    @Override
    public Phase phase() {
        return Phase.CLASSIFY;
    }

    @Override
    public Decision connected(SessionView session) {
        table.classOf(Limits.client(session, names)).ifPresent(chosen -> assign(session, chosen));
        return Decision.PERMIT;
    }

    @Override
    public Optional<Explanation> explain(SessionView supposed, Moment moment) {
        if (!(moment instanceof Moment.Connect)) {
            return Optional.empty();
        }
        return Optional.of(
                switch (table.classify(Limits.client(supposed, names))) {
                    case Choice.Chosen(var chosen, var by) -> {
                        assign(supposed, chosen);
                        yield new Explanation("class", false, chosen.name(), Reasons.ofClass(chosen, by));
                    }
                    case Choice.NoneFits() -> new Explanation("class", false, "none", List.of());
                });
    }

    private void assign(SessionView session, AddressClass chosen) {
        session.assignClass(chosen.name(), contents.getOrDefault(chosen, DirectiveSet.EMPTY));
    }

    /// The address may be another than that of a client, and its name is not asked for: rules on names have no part.
    @Override
    public boolean contains(String className, InetAddress address) {
        return table.contains(className, Client.of(address));
    }
}
