package io.sluice.log;

import java.util.Locale;
import java.util.Optional;

/// What `LogOptions` switches.
public enum LogOption {
    HOSTNAME("Hostname", true),
    TIMESTAMP("Timestamp", true),
    VIRTUAL_HOST("VirtualHost", true),
    /// `daemon` and `session` in place of the product's name.
    ROLE_BASED_PROCESS_LABELS("RoleBasedProcessLabels", false),
    /// Lines about refusals name the rule and where it stands.
    ACL_RULE("AclRule", true),
    /// Ordinary lines wait for room in a full queue instead of being dropped.
    BLOCK_ON_FULL("BlockOnFull", false),
    /// Times are UTC.
    UTC("Utc", false),
    /// The transfer log shows the path from the root as far as it is known, not the argument as sent.
    PROXY_PATHS("ProxyPaths", false);

    private final String word;
    private final boolean onByDefault;

    LogOption(String word, boolean onByDefault) {
        this.word = word;
        this.onByDefault = onByDefault;
    }

    static Optional<LogOption> named(String word) {
        for (var option : values()) {
            if (option.word.toLowerCase(Locale.ROOT).equals(word.toLowerCase(Locale.ROOT))) {
                return Optional.of(option);
            }
        }
        return Optional.empty();
    }

    boolean isOnByDefault() {
        return onByDefault;
    }
}
