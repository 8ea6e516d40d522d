package io.sluice.tls.settings;

import static io.sluice.module.TlsDemands.Data.FORBIDDEN;
import static io.sluice.module.TlsDemands.Data.FREE;
import static io.sluice.module.TlsDemands.Data.REQUIRED;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.module.TlsDemands;

/// The values of `TLSRequired`.
final class Requirement {
    private static final TlsDemands BOTH = new TlsDemands(true, true, REQUIRED);

    private Requirement() {}

    static TlsDemands parse(Arguments arguments) throws BadValue {
        return switch (arguments.text()) {
            case "both", "ctrl+data", "control+data" -> BOTH;
            case "ctrl", "control" -> new TlsDemands(true, true, FREE);
            case "data" -> new TlsDemands(false, false, REQUIRED);
            case "!data" -> new TlsDemands(false, false, FORBIDDEN);
            case "ctrl+!data", "control+!data" -> new TlsDemands(true, true, FORBIDDEN);
            case "auth" -> new TlsDemands(true, false, FREE);
            case "auth+data" -> new TlsDemands(true, false, REQUIRED);
            case "auth+!data" -> new TlsDemands(true, false, FORBIDDEN);
            default -> ofBoolean(arguments);
        };
    }

    private static TlsDemands ofBoolean(Arguments arguments) throws BadValue {
        try {
            return arguments.bool() ? BOTH : TlsDemands.NONE;
        } catch (BadValue _) {
            throw new BadValue("bad parameter", "; seen: '" + arguments.text() + "'");
        }
    }
}
