package io.sluice.module;

import io.sluice.cache.CacheProvider;
import io.sluice.config.Configuration;
import io.sluice.config.ConfigurationException;
import io.sluice.config.Directive;
import io.sluice.config.Section;
import java.sql.Driver;
import java.util.List;

/// A module of the gateway, found by [java.util.ServiceLoader]. Implementations have a public no-argument constructor
/// that does nothing.
public interface ServerModule {

    /// The modules of the reference this one stands for, such as `mod_tls.c`: what `LoadModule` and `<IfModule>` name.
    List<String> standsFor();

    /// The directives it owns.
    default List<Directive<?>> directives() {
        return List.of();
    }

    /// The sections it owns.
    default List<Section<?>> sections() {
        return List.of();
    }

    /// The JDBC drivers it has, for databases other than the one that is bundled. Asked for when a configuration needs
    /// them.
    default List<Driver> databaseDrivers() {
        return List.of();
    }

    /// The kinds of shared store it has. Their options are directives of the configuration beside those of
    /// [#directives()].
    default List<CacheProvider> cacheProviders() {
        return List.of();
    }

    /// Makes what takes part in sessions out of a checked configuration. Called at start and at every reload, before
    /// anything changes: an exception leaves the previous configuration in force. The result is closed when the last
    /// session that began with it has ended.
    ActiveModule activate(Configuration configuration) throws ConfigurationException;

    /// The same for modules that use what the core lends.
    default ActiveModule activate(Configuration configuration, CoreServices core) throws ConfigurationException {
        return activate(configuration);
    }
}
