package io.sluice.acl.adapter;

import io.sluice.acl.adapter.ConditionalSection.Claim;
import io.sluice.acl.adapter.ConditionalSection.Kind;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Setting;
import io.sluice.module.Overlay;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The conditional sections of one server, in the order in which one comes over the other: of one kind later ones over
/// earlier ones.
///
/// @param fromUserOn whether sections of users and groups hold before there is a password
record Overlays(List<ConditionalSection> sections, boolean fromUserOn) {
    /// What has been acted on when a client connects, and what when it has logged in: directives that come too late in
    /// sections about users.
    private static final Set<String> OF_CONNECTING = Set.of(
            "defaulttransfermode",
            "displayconnect",
            "identlookups",
            "proxyengine",
            "proxyforwardmethod",
            "proxyrole",
            "serverident",
            "tlsengine");

    private static final Set<String> OF_LOGIN = Set.of(
            "accessdenymsg",
            "accessgrantmsg",
            "authaliasonly",
            "authgroupfile",
            "authorder",
            "authuserfile",
            "authusingalias",
            "requirevalidshell",
            "rootlogin",
            "useftpusers",
            "useralias");

    Overlays {
        sections = List.copyOf(sections);
    }

    static Overlays of(DirectiveSet server) {
        boolean fromUserOn = server.find(ConditionalSection.OPTIONS).orElse(false);
        return new Overlays(
                ConditionalSection.ALL.stream()
                        .flatMap(kind -> server.settings(kind).stream())
                        .map(Setting::value)
                        .sorted(Comparator.comparing(ConditionalSection::kind))
                        .map(section -> inTime(section, fromUserOn))
                        .toList(),
                fromUserOn);
    }

    /// What is to be laid over the server for a client of that class, as which somebody has logged in or wants to.
    List<Overlay> holding(Optional<String> className, Optional<Claim> claim) {
        return sections.stream()
                .filter(section -> section.holds(className, claim))
                .map(ConditionalSection::overlay)
                .toList();
    }

    List<Overlay> all() {
        return sections.stream().map(ConditionalSection::overlay).toList();
    }

    /// Whether a directive comes too late in a section of that kind to do anything.
    static boolean isTooLate(Kind kind, boolean fromUserOn, Directive<?> directive) {
        var name = directive.name().toLowerCase(Locale.ROOT);
        boolean loginIsOver = kind == Kind.AUTHENTICATED || !fromUserOn;
        return kind != Kind.CLASS && (OF_CONNECTING.contains(name) || (loginIsOver && OF_LOGIN.contains(name)));
    }

    private static ConditionalSection inTime(ConditionalSection section, boolean fromUserOn) {
        var overlay = section.overlay();
        var contents = overlay.contents().without(directive -> isTooLate(section.kind(), fromUserOn, directive));
        return new ConditionalSection(
                section.kind(),
                section.names(),
                section.keyword(),
                new Overlay(overlay.title(), contents, overlay.position()));
    }
}
