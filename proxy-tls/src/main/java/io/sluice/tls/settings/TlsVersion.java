package io.sluice.tls.settings;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The versions of the protocol, the oldest first, and the words of `TLSProtocol` for them.
public enum TlsVersion {
    /// Is named in files, and never offered.
    SSL_3("SSLv3", 0x0300),
    TLS_1_0("TLSv1", 0x0301),
    TLS_1_1("TLSv1.1", 0x0302),
    TLS_1_2("TLSv1.2", 0x0303),
    TLS_1_3("TLSv1.3", 0x0304);

    private static final String PREFIX_MISSING = "missing required +/- prefix: ";
    private static final String UNKNOWN = "unknown protocol: '";

    private final String word;
    private final int number;

    TlsVersion(String word, int number) {
        this.word = word;
        this.number = number;
    }

    /// Its number in hellos.
    public int number() {
        return number;
    }

    /// Its name in `TLSProtocol`, in the JDK and in OpenSSL.
    public String word() {
        return word;
    }

    /// The versions that `TLSProtocol` names: exactly these, gaps between them too.
    static Set<TlsVersion> parse(Arguments arguments) throws BadValue {
        var versions = parse(arguments, EnumSet.range(TLS_1_0, TLS_1_3));
        if (!versions.contains(TLS_1_2) && !versions.contains(TLS_1_3)) {
            arguments.warn("neither TLSv1.2 nor TLSv1.3 is left; present clients offer nothing else");
        }
        return versions;
    }

    /// The same for `ProxyTLSProtocol`, of which at least one version is left.
    static Set<TlsVersion> parseOfProxy(Arguments arguments) throws BadValue {
        var versions = parse(arguments, EnumSet.of(SSL_3, TLS_1_0));
        if (versions.isEmpty()) {
            throw new BadValue("no protocol is left");
        }
        return versions;
    }

    private static Set<TlsVersion> parse(Arguments arguments, Set<TlsVersion> ofSsl23) throws BadValue {
        if (arguments.size() == 0) {
            throw new BadValue("wrong number of parameters");
        }
        var versions = arguments.text().equalsIgnoreCase("ALL")
                ? startingWithAll(arguments.from(1))
                : listed(arguments, ofSsl23);
        if (versions.remove(SSL_3)) {
            arguments.warn("SSLv3 is not offered to anybody");
        }
        return Set.copyOf(versions);
    }

    private static EnumSet<TlsVersion> listed(Arguments arguments, Set<TlsVersion> ofSsl23) throws BadValue {
        var versions = EnumSet.noneOf(TlsVersion.class);
        for (var each : arguments.all()) {
            if (each.equalsIgnoreCase("SSLv23")) {
                versions.addAll(ofSsl23);
            } else {
                versions.add(of(each).orElseThrow(() -> new BadValue(UNKNOWN + each + "'")));
            }
        }
        return versions;
    }

    private static EnumSet<TlsVersion> startingWithAll(Arguments changes) throws BadValue {
        var versions = EnumSet.range(TLS_1_0, TLS_1_3);
        for (var each : changes.all()) {
            if (!each.startsWith("+") && !each.startsWith("-")) {
                throw new BadValue(PREFIX_MISSING + each);
            }
            var version = of(each.substring(1)).orElseThrow(() -> new BadValue(UNKNOWN + each + "'"));
            if (each.startsWith("+")) {
                versions.add(version);
            } else {
                versions.remove(version);
            }
        }
        return versions;
    }

    private static Optional<TlsVersion> of(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "sslv3" -> Optional.of(SSL_3);
            case "tlsv1", "tlsv1.0" -> Optional.of(TLS_1_0);
            case "tlsv1.1" -> Optional.of(TLS_1_1);
            case "tlsv1.2" -> Optional.of(TLS_1_2);
            case "tlsv1.3" -> Optional.of(TLS_1_3);
            default -> Optional.empty();
        };
    }
}
