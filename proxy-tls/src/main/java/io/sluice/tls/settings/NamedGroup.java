package io.sluice.tls.settings;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The groups that `TLSECDHCurve` may name.
///
/// @see <a href="https://www.rfc-editor.org/rfc/rfc8446#section-4.2.7">RFC 8446 §4.2.7</a>
public enum NamedGroup {
    P_256("secp256r1", "P-256"),
    P_384("secp384r1", "P-384"),
    P_521("secp521r1", "P-521"),
    X25519("x25519", "X25519"),
    X448("x448", "X448");

    private final String jdkName;
    private final String openSslName;

    NamedGroup(String jdkName, String openSslName) {
        this.jdkName = jdkName;
        this.openSslName = openSslName;
    }

    /// Its name in the JDK.
    public String jdkName() {
        return jdkName;
    }

    public String openSslName() {
        return openSslName;
    }

    /// The groups of a list, in its order; none for `auto`, which leaves them to the library.
    static List<NamedGroup> parse(Arguments arguments) throws BadValue {
        var list = arguments.text();
        if (list.equalsIgnoreCase("auto")) {
            return List.of();
        }
        var groups = new ArrayList<NamedGroup>();
        for (var name : list.split(":", -1)) {
            groups.add(of(name).orElseThrow(() ->
                    new BadValue("unable to use ECDH curves '" + list + "'", ": group '" + name + "' cannot be set")));
        }
        return List.copyOf(groups);
    }

    private static Optional<NamedGroup> of(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "p-256", "prime256v1", "secp256r1" -> Optional.of(P_256);
            case "p-384", "secp384r1" -> Optional.of(P_384);
            case "p-521", "secp521r1" -> Optional.of(P_521);
            case "x25519" -> Optional.of(X25519);
            case "x448" -> Optional.of(X448);
            default -> Optional.empty();
        };
    }
}
