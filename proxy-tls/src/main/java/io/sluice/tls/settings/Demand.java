package io.sluice.tls.settings;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;

/// Whether clients are asked for a certificate (`TLSVerifyClient`).
public enum Demand {
    OFF,
    OPTIONAL,
    REQUIRED;

    static Demand parse(Arguments arguments) throws BadValue {
        if (arguments.text().equalsIgnoreCase("optional")) {
            return OPTIONAL;
        }
        return arguments.bool() ? REQUIRED : OFF;
    }
}
