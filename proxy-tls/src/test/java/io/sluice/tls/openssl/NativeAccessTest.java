package io.sluice.tls.openssl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The module in a layer of its own, as the launcher has it.
class NativeAccessTest {

    @BeforeAll
    static void isHere() {
        OpenSslHere.assume();
    }

    /// The layer's own copy of the class says whether anything keeps it from the library.
    @SuppressWarnings({"unchecked", "restricted"})
    private static Optional<String> hindrance(boolean granted) throws ReflectiveOperationException {
        var path = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("test-classes"))
                .map(Path::of)
                .toArray(Path[]::new);
        var boot = ModuleLayer.boot();
        var configuration =
                boot.configuration().resolve(ModuleFinder.of(path), ModuleFinder.of(), Set.of("io.sluice.tls"));
        var controller = ModuleLayer.defineModulesWithOneLoader(
                configuration, List.of(boot), ClassLoader.getPlatformClassLoader());
        var module = controller.layer().findModule("io.sluice.tls").orElseThrow();
        controller.addExports(module, OpenSsl.class.getPackageName(), NativeAccessTest.class.getModule());
        if (granted) {
            controller.enableNativeAccess(module);
        }
        var openSsl = module.getClassLoader().loadClass(OpenSsl.class.getName());
        assertThat(openSsl).isNotSameAs(OpenSsl.class);
        return (Optional<String>) openSsl.getMethod("hindrance").invoke(null);
    }

    @Test
    void isPassedOnToTheModule() throws ReflectiveOperationException {
        assertThat(hindrance(true)).isEmpty();
    }

    @Test
    void isMissedInWords() throws ReflectiveOperationException {
        assertThat(hindrance(false)).contains("the JVM was not started with --enable-native-access=io.sluice.tls");
    }
}
