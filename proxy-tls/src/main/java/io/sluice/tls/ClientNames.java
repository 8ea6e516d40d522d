package io.sluice.tls;

import io.sluice.config.Arguments;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;

/// Whether the names of clients are looked up, which the core's directive tells.
final class ClientNames {
    private static final Directive<Boolean> USE_REVERSE_DNS =
            Directive.of("UseReverseDNS", Arguments::bool).occurs(Directive.Occurrence.LAST_WINS);

    private ClientNames() {}

    /// @param main the directives of the main server, which alone has it
    static boolean areLookedUp(DirectiveSet main) {
        return main.find(USE_REVERSE_DNS).orElse(true);
    }
}
