package io.sluice.acl.adapter;

import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import java.util.Set;

/// Whether the proxy checks passwords itself, or leaves that to the backend.
final class UserChecks {
    private static final String UNREAD = "the core reads its own directives";

    /// Those of the core, found by their names; the words of its closed choices are the names of constants.
    private static final Directive<Enum<?>> ROLE = Directive.of("ProxyRole", _ -> {
        throw new IllegalStateException(UNREAD);
    });
    private static final Directive<Enum<?>> FORWARD_METHOD = Directive.of("ProxyForwardMethod", _ -> {
        throw new IllegalStateException(UNREAD);
    });
    private static final Directive<Set<? extends Enum<?>>> OPTIONS = Directive.of("ProxyOptions", _ -> {
        throw new IllegalStateException(UNREAD);
    });

    private UserChecks() {}

    static boolean madeBy(DirectiveSet directives) {
        boolean forward = directives
                .find(ROLE)
                .filter(role -> role.name().equals("FORWARD"))
                .isPresent();
        return forward
                ? directives
                        .find(FORWARD_METHOD)
                        .filter(method -> method.name().startsWith("PROXY_USER"))
                        .isPresent()
                : directives.settings(OPTIONS).stream()
                        .flatMap(setting -> setting.value().stream())
                        .anyMatch(option -> option.name().equals("UseReverseProxyAuth"));
    }
}
