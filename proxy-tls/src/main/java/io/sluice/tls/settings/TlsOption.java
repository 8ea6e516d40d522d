package io.sluice.tls.settings;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The words of `TLSOptions`.
public enum TlsOption {
    ALLOW_CLIENT_RENEGOTIATION("AllowClientRenegotiation"),
    ALLOW_DOT_LOGIN("AllowDotLogin"),
    ALLOW_PER_USER("AllowPerUser"),
    ALLOW_WEAK_DH("AllowWeakDH"),
    ALLOW_WEAK_SECURITY("AllowWeakSecurity"),
    COMMON_NAME_REQUIRED("CommonNameRequired"),
    DNS_NAME_REQUIRED("dNSNameRequired"),
    IP_ADDRESS_REQUIRED("iPAddressRequired"),
    ENABLE_DIAGS("EnableDiags"),
    EXPORT_CERT_DATA("ExportCertData"),
    IGNORE_SNI("IgnoreSNI"),
    NO_AUTO_ECDH("NoAutoECDH"),
    NO_EMPTY_FRAGMENTS("NoEmptyFragments"),
    NO_SESSION_REUSE_REQUIRED("NoSessionReuseRequired"),
    STD_ENV_VARS("StdEnvVars"),
    USE_IMPLICIT_SSL("UseImplicitSSL"),
    NO_CERT_REQUEST("NoCertRequest");

    private static final Map<String, TlsOption> WORDS = words();

    private final String word;

    TlsOption(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /// The words in order, as the reference documentation shows them.
    static String syntax() {
        return String.join("|", WORDS.keySet());
    }

    static Set<TlsOption> parse(Arguments arguments) throws BadValue {
        var options = new LinkedHashSet<>(arguments.options("TLS", WORDS));
        if (options.remove(NO_CERT_REQUEST)) {
            arguments.warn("NoCertRequest has no effect; TLSVerifyClient off asks for no certificate");
        }
        return Set.copyOf(options);
    }

    private static Map<String, TlsOption> words() {
        var words = new TreeMap<String, TlsOption>();
        for (var option : values()) {
            words.put(option.word, option);
        }
        words.put("AllowClientRenegotiations", ALLOW_CLIENT_RENEGOTIATION);
        return words;
    }
}
