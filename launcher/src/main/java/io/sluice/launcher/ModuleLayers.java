package io.sluice.launcher;

import io.sluice.cache.CacheProvider;
import io.sluice.module.CacheModule;
import io.sluice.module.ServerModule;
import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolutionException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The loaded folders of `modules/`, each in a [ModuleLayer] of its own above the layer of the launcher and the core:
/// plugins do not see each other, and each has its own copies of its libraries. A folder may hold a JDBC driver instead
/// of a plugin. A folder that is loaded stays so, across reloads too.
final class ModuleLayers {
    private final ModuleLayer parent;
    private final Map<ModuleFolder, List<ServerModule>> loaded = new LinkedHashMap<>();

    /// Layers above the one this class is in.
    ModuleLayers() {
        this(ModuleLayers.class.getModule().getLayer());
    }

    ModuleLayers(ModuleLayer parent) {
        this.parent = parent;
    }

    /// The modules of the gateway in these folders.
    List<ServerModule> load(List<ModuleFolder> folders) throws UnusableModule {
        var modules = new ArrayList<ServerModule>();
        for (var folder : folders) {
            var present = loaded.get(folder);
            if (present == null) {
                present = load(folder);
                loaded.put(folder, present);
            }
            modules.addAll(present);
        }
        return modules;
    }

    /// All modules of the folder are roots: an automatic module does not pull in the explicit ones it needs.
    /// Native access is passed on where the launcher has it; asking without would only print a warning.
    @SuppressWarnings("restricted") // the manifest, or the start script, grants native access
    private List<ServerModule> load(ModuleFolder folder) throws UnusableModule {
        try {
            var finder = ModuleFinder.of(folder.path());
            var roots = finder.findAll().stream()
                    .map(module -> module.descriptor().name())
                    .collect(Collectors.toSet());
            var configuration = parent.configuration().resolve(finder, ModuleFinder.of(), roots);
            var controller = ModuleLayer.defineModulesWithOneLoader(
                    configuration, List.of(parent), ModuleLayers.class.getClassLoader());
            if (ModuleLayers.class.getModule().isNativeAccessEnabled()) {
                controller.layer().modules().forEach(controller::enableNativeAccess);
            }
            var modules = new ArrayList<>(providedBy(controller.layer()));
            modules.addAll(storesOf(controller.layer()));
            if (DriverFolder.is(controller.layer())) {
                modules.add(new DriverFolder(folder.standsFor(), controller.layer()));
            }
            if (modules.isEmpty() && !roots.isEmpty()) {
                throw new UnusableModule(
                        folder,
                        "none of its jars provides " + CacheProvider.class.getName() + ", "
                                + ServerModule.class.getName() + " or a JDBC driver, by META-INF/services or, with a"
                                + " module descriptor, by 'provides'");
            }
            return modules;
        } catch (FindException | ResolutionException | LayerInstantiationException e) {
            throw new UnusableModule(folder, withItsCause(e), e);
        } catch (ServiceConfigurationError e) {
            throw new UnusableModule(folder, withItsCause(e), e);
        } catch (LinkageError e) {
            throw new UnusableModule(folder, e.toString(), e);
        }
    }

    private static String withItsCause(Throwable failure) {
        return failure.getMessage() + (failure.getCause() == null ? "" : ": " + failure.getCause());
    }

    private static List<ServerModule> providedBy(ModuleLayer layer) {
        return ServiceLoader.load(layer, ServerModule.class).stream()
                .filter(provider -> provider.type().getModule().getLayer() == layer)
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /// The kinds of store that lie in the layer of the launcher itself: with `java -p … -m`, every one on the path.
    List<ServerModule> besideTheLauncher() {
        return storesOf(parent);
    }

    private static List<ServerModule> storesOf(ModuleLayer layer) {
        var providers = ServiceLoader.load(layer, CacheProvider.class).stream()
                .filter(provider -> provider.type().getModule().getLayer() == layer)
                .map(ServiceLoader.Provider::get)
                .toList();
        providers.forEach(CacheProvider::options); // what they lack is found out here
        return providers.isEmpty() ? List.of() : List.of(new CacheModule(providers));
    }

    /// A folder of `modules/` that cannot be loaded; the message is the whole sentence.
    static final class UnusableModule extends IOException {
        private static final long serialVersionUID = 1L;

        UnusableModule(ModuleFolder folder, String why) {
            this(folder, why, null);
        }

        UnusableModule(ModuleFolder folder, String why, @Nullable Throwable cause) {
            super("fatal: unable to load module '" + folder.name() + "' from " + folder.path() + ": " + why, cause);
        }
    }
}
