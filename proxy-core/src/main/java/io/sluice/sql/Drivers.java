package io.sluice.sql;

import java.sql.Driver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/// The JDBC drivers there are: those of loaded modules, those beside the core on its class or module path, and the
/// bundled one of SQLite. None is touched before it is wanted.
public final class Drivers {
    private final Supplier<List<Driver>> ofModules;
    private Optional<List<Driver>> known = Optional.empty();

    public Drivers(Supplier<List<Driver>> ofModules) {
        this.ofModules = ofModules;
    }

    /// The driver that takes this URL, if there is one.
    synchronized Optional<Driver> forUrl(String url) {
        if (url.startsWith(Target.SQLITE_PREFIX)) {
            return Optional.of(new org.sqlite.JDBC());
        }
        if (known.isEmpty()) {
            var drivers = new ArrayList<>(ofModules.get());
            ServiceLoader.load(Driver.class, Drivers.class.getClassLoader()).forEach(drivers::add);
            known = Optional.of(List.copyOf(drivers));
        }
        return known.get().stream().filter(driver -> accepts(driver, url)).findFirst();
    }

    private static boolean accepts(Driver driver, String url) {
        try {
            return driver.acceptsURL(url);
        } catch (SQLException _) {
            return false;
        }
    }
}
