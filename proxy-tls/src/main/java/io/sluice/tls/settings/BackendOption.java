package io.sluice.tls.settings;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The words of `ProxyTLSOptions`.
public enum BackendOption {
    /// Short keys and old suites will do.
    ALLOW_WEAK_SECURITY("AllowWeakSecurity"),
    ENABLE_DIAGS("EnableDiags"),
    /// A control connection resumes no TLS session of another.
    NO_SESSION_CACHE("NoSessionCache"),
    /// Backends are not asked for tickets.
    NO_SESSION_TICKETS("NoSessionTickets");

    private static final Map<String, BackendOption> WORDS =
            Arrays.stream(values()).collect(Collectors.toMap(BackendOption::word, Function.identity()));

    private final String word;

    BackendOption(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    static String syntax() {
        return Arrays.stream(values()).map(BackendOption::word).collect(Collectors.joining("|"));
    }

    static Set<BackendOption> parse(Arguments arguments) throws BadValue {
        return arguments.options("ProxyTLS", WORDS);
    }
}
