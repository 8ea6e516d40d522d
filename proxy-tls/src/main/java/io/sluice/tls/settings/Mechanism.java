package io.sluice.tls.settings;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How it is found out whether a client's certificate has been revoked (`TLSVerifyOrder`).
public enum Mechanism {
    CRL,
    OCSP;

    static List<Mechanism> parse(Arguments arguments) throws BadValue {
        var order = new ArrayList<Mechanism>();
        for (var word : arguments.all()) {
            order.add(
                    switch (word.toLowerCase(Locale.ROOT)) {
                        case "crl" -> CRL;
                        case "ocsp" -> OCSP;
                        default -> throw new BadValue("unsupported verification mechanism '" + word + "' requested");
                    });
        }
        return order.stream().distinct().toList();
    }
}
