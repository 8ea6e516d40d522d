package io.sluice.launcher;

import io.sluice.config.Configuration;
import io.sluice.module.ActiveModule;
import io.sluice.module.ServerModule;
import java.sql.Driver;
import java.util.List;
import java.util.ServiceLoader;

/// A folder of `modules/` with a JDBC driver in it and nothing of the gateway's own. The driver is not touched before a
/// configuration needs it.
record DriverFolder(List<String> standsFor, ModuleLayer layer) implements ServerModule {
    DriverFolder {
        standsFor = List.copyOf(standsFor);
    }

    /// Whether a module of the layer itself has a driver.
    static boolean is(ModuleLayer layer) {
        return layer.configuration().modules().stream()
                .flatMap(module -> module.reference().descriptor().provides().stream())
                .anyMatch(provided -> provided.service().equals(Driver.class.getName()));
    }

    @Override
    public List<Driver> databaseDrivers() {
        return ServiceLoader.load(layer, Driver.class).stream()
                .filter(provider -> provider.type().getModule().getLayer() == layer)
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    @Override
    public ActiveModule activate(Configuration configuration) {
        return new ActiveModule() {};
    }
}
