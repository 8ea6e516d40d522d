package io.sluice.tls.settings;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.tls.suites.CipherList;
import io.sluice.tls.suites.CipherSuite;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What one `TLSCipherSuite` says, and the suites it selects in its order.
///
/// @param written the list as OpenSSL gets it
/// @param isOfTls13 whether it is one of TLS 1.3; otherwise of what was before
public record CipherChoice(String written, boolean isOfTls13, List<CipherSuite> suites) {
    private static final String NO_MATCH = "no cipher match";
    private static final Set<String> OLDER = Set.of("tlsv1.2", "tlsv1.1", "tlsv1.0");
    private static final String NO_EXPORT = ":!EXPORT";

    /// What is offered where no directive says it.
    public static final String DEFAULT_LIST = "DEFAULT:!ADH:!EXPORT:!DES";

    public CipherChoice {
        suites = List.copyOf(suites);
    }

    /// The suites up to TLS 1.2 without a directive.
    static CipherChoice standard() {
        return new CipherChoice(DEFAULT_LIST, false, CipherList.select(DEFAULT_LIST));
    }

    /// Every suite of TLS 1.3.
    public static CipherChoice standardOfTls13() {
        var suites = CipherSuite.all().stream()
                .filter(CipherSuite::isOfTls13)
                .limit(3)
                .toList();
        return new CipherChoice(names(suites), true, suites);
    }

    static CipherChoice parse(Arguments arguments) throws BadValue {
        return arguments.size() == 1 ? upToTls12("TLSCipherSuite", arguments.text()) : parseOfTls13(arguments);
    }

    /// What `ProxyTLSCipherSuite` says, before whose lists older protocols may stand too.
    static CipherChoice parseOfProxy(Arguments arguments) throws BadValue {
        int last = arguments.size() - 1;
        return last == 0 || OLDER.contains(arguments.text().toLowerCase(Locale.ROOT))
                ? upToTls12("ProxyTLSCipherSuite", arguments.text(last))
                : parseOfTls13(arguments);
    }

    private static CipherChoice parseOfTls13(Arguments arguments) throws BadValue {
        var protocol = arguments.text();
        if (!protocol.equalsIgnoreCase("TLSv1.3")) {
            throw new BadValue("unknown/unsupported protocol specifier: " + protocol);
        }
        return ofTls13(arguments.text(1));
    }

    private static CipherChoice upToTls12(String directive, String list) throws BadValue {
        if (Arrays.stream(list.split("[:, ;]+")).anyMatch(CipherChoice::isNameOfTls13)) {
            throw new BadValue("use of TLSv1.3 ciphersuite in '" + list + "' requires protocol parameter; use '"
                    + directive + " TLSv1.3 " + list + "'");
        }
        var written = list.startsWith("PROFILE=") ? list : list + NO_EXPORT;
        var suites = CipherList.select(list.startsWith("PROFILE=") ? DEFAULT_LIST : list);
        if (suites.isEmpty() && CipherList.select(list, 0).isEmpty()) {
            throw unusable(list);
        }
        return new CipherChoice(written, false, suites);
    }

    /// Whether a word has the form of a name of TLS 1.3. Standard names of older suites have it too, and are known.
    private static boolean isNameOfTls13(String word) {
        return word.contains("_")
                && CipherSuite.ofStandardName(word).map(CipherSuite::isOfTls13).orElse(true);
    }

    private static CipherChoice ofTls13(String list) throws BadValue {
        var suites = Arrays.stream(list.split(":", -1))
                .map(name -> CipherSuite.ofStandardName(name).filter(CipherSuite::isOfTls13))
                .toList();
        if (suites.stream().anyMatch(Optional::isEmpty)) {
            throw unusable(list);
        }
        return new CipherChoice(
                list, true, suites.stream().flatMap(Optional::stream).toList());
    }

    private static BadValue unusable(String list) {
        return new BadValue("unable to use ciphersuite '" + list + "': " + NO_MATCH);
    }

    private static String names(List<CipherSuite> suites) {
        return String.join(":", suites.stream().map(CipherSuite::name).toList());
    }
}
