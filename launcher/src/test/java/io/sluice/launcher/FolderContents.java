package io.sluice.launcher;

import io.sluice.cache.CacheProvider;
import io.sluice.config.Directive;
import io.sluice.config.Section;
import io.sluice.module.ServerModule;
import io.sluice.module.StoreDirective;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Stream;

/// What a folder of `modules/` adds to a configuration.
record FolderContents(List<Directive<?>> directives, List<Section<?>> sections, List<CacheProvider> stores) {

    /// Looks into a folder; what is found there is of use only meanwhile.
    static <R> R of(ModuleFolder folder, Function<FolderContents, R> look) throws IOException {
        var jars = new ArrayList<URL>();
        try (var paths = Files.newDirectoryStream(folder.path(), "*.jar")) {
            for (var path : paths) {
                jars.add(path.toUri().toURL());
            }
        }
        try (var loader = new URLClassLoader(jars.toArray(URL[]::new))) {
            var modules = ofItsOwn(folder, ServerModule.class, loader);
            var stores = ofItsOwn(folder, CacheProvider.class, loader);
            return look.apply(new FolderContents(
                    Stream.concat(
                                    modules.stream().flatMap(module -> module.directives().stream()),
                                    stores.stream()
                                            .flatMap(store -> store.options().stream())
                                            .map(StoreDirective::of))
                            .toList(),
                    modules.stream()
                            .<Section<?>>flatMap(module -> module.sections().stream())
                            .toList(),
                    stores));
        }
    }

    /// What a jar of the folder provides: that of others is on the class path of the tests too.
    private static <S> List<S> ofItsOwn(ModuleFolder folder, Class<S> service, ClassLoader loader) {
        return ServiceLoader.load(service, loader).stream()
                .filter(provider -> Files.exists(folder.path().resolve(jarOf(provider.type()))))
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    private static String jarOf(Class<?> type) {
        var path = type.getProtectionDomain().getCodeSource().getLocation().getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
