package io.sluice.acl.adapter;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.GatewaySettings;
import io.sluice.config.Configuration;
import io.sluice.config.ConfigurationException;
import io.sluice.config.ConfigurationReader;
import io.sluice.config.ConfigurationReader.Inputs;
import io.sluice.config.Problem;
import io.sluice.module.ActiveModule;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The module under the lines of a file `/etc/x.conf`, without a gateway.
final class Activated {
    private static final AclModule MODULE = new AclModule();

    private Activated() {}

    static Configuration configuration(String... lines) throws ConfigurationException {
        return ConfigurationReader.readText(
                "/etc/x.conf",
                String.join("\n", lines) + "\n",
                GatewaySettings.table(List.of(MODULE)),
                new Inputs(Set.of(), Set.of(), Map.of()));
    }

    static ActiveModule by(String... lines) throws ConfigurationException {
        return by(configuration(lines));
    }

    static ActiveModule by(Configuration configuration) {
        return MODULE.activate(configuration);
    }

    static List<String> warnings(String... lines) throws ConfigurationException {
        try (var active = by(lines)) {
            return active.warnings().stream().map(Problem::text).toList();
        }
    }

    static List<String> problems(String... lines) {
        return catchThrowableOfType(ConfigurationException.class, () -> warnings(lines)).problems().stream()
                .map(Problem::text)
                .toList();
    }
}
