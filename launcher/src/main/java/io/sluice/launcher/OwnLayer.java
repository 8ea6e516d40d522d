package io.sluice.launcher;

import java.lang.invoke.MethodHandles;
import java.lang.module.ModuleFinder;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Set;

/// The way in for `java -jar lib/sluice.jar`, which puts this class on the class path: launcher and core are loaded
/// once more as modules, in a layer above the boot layer, and the program starts there. Plugins need the core to be a
/// module.
final class OwnLayer {
    private static final String LAUNCHER = "io.sluice.launcher";
    private static final String CORE = "io.sluice.core";
    private static final String SYSTEM_CALLS = "io.sluice.os";

    private OwnLayer() {}

    @SuppressWarnings("restricted") // the manifest, or the start script, grants native access
    static void main(String[] args) throws ReflectiveOperationException {
        var boot = ModuleLayer.boot();
        var configuration = boot.configuration()
                .resolve(ModuleFinder.of(Installation.library()), ModuleFinder.of(), Set.of(LAUNCHER));
        var controller = ModuleLayer.defineModulesWithOneLoader(
                configuration, List.of(boot), ClassLoader.getPlatformClassLoader());
        controller.layer().modules().forEach(controller::enableNativeAccess);
        passAccessOn(controller);

        var launcher = controller.layer().findModule(LAUNCHER).orElseThrow();
        controller.addExports(launcher, LAUNCHER, OwnLayer.class.getModule());
        var main = launcher.getClassLoader().loadClass(Main.class.getName()).getMethod("main", String[].class);
        try {
            main.invoke(main, (Object) args);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /// The manifest opens the JDK's sockets to the class path alone, not to modules that are found later: so the core
    /// is given what this class may do.
    private static void passAccessOn(ModuleLayer.Controller controller) throws ReflectiveOperationException {
        var core = controller.layer().findModule(CORE).orElseThrow();
        controller.addExports(core, SYSTEM_CALLS, OwnLayer.class.getModule());
        var access = core.getClassLoader().loadClass(SYSTEM_CALLS + ".Access");
        access.getMethod("grant", MethodHandles.Lookup.class).invoke(access, MethodHandles.lookup());
    }
}
