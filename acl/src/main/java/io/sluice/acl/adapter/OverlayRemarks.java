package io.sluice.acl.adapter;

import io.sluice.acl.adapter.ConditionalSection.Kind;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Problem;
import io.sluice.config.Setting;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What is worth a warning about conditional sections that can be read.
final class OverlayRemarks {
    private final Set<Problem> found = new LinkedHashSet<>();

    private OverlayRemarks() {}

    /// @param namesUsers whether it is the proxy that checks the users of that server, if it proxies at all
    static List<Problem> on(DirectiveSet server, boolean proxied, boolean namesUsers) {
        var remarks = new OverlayRemarks();
        boolean fromUserOn = server.find(ConditionalSection.OPTIONS).orElse(false);
        ConditionalSection.ALL.stream()
                .flatMap(kind -> server.settings(kind).stream())
                .map(Setting::value)
                .forEach(section -> remarks.section(section, fromUserOn, proxied, namesUsers));
        return List.copyOf(remarks.found);
    }

    private void section(ConditionalSection section, boolean fromUserOn, boolean proxied, boolean namesUsers) {
        var overlay = section.overlay();
        section.keyword()
                .filter(word -> !word.equals(word.equalsIgnoreCase("regex") ? "regex" : word.toUpperCase(Locale.ROOT)))
                .ifPresent(word -> found.add(Remarks.warning(
                        overlay + ": '" + word
                                + "' says how names combine; ProFTPD takes it for a name in this spelling",
                        overlay.position())));
        if (section.kind() == Kind.GROUP && proxied && !namesUsers && !fromUserOn) {
            found.add(Remarks.warning(
                    overlay + ": the groups of users whom the backend checks are not known, and count as none",
                    overlay.position()));
        }
        for (Directive<?> directive : overlay.contents().present()) {
            boolean chosen = directive.name().equals("ProxyReverseServers")
                    && section.kind() != Kind.CLASS
                    && !namesUsers
                    && !fromUserOn;
            if (chosen || Overlays.isTooLate(section.kind(), fromUserOn, directive)) {
                overlay.contents().settings(directive).forEach(setting -> tooLate(directive, section, setting));
            }
        }
    }

    private void tooLate(Directive<?> directive, ConditionalSection section, Setting<?> setting) {
        found.add(Remarks.warning(
                directive + " has no effect in " + section.overlay()
                        + ", since it has been acted on before that is known; it may stand in <IfClass>",
                setting.position()));
    }
}
