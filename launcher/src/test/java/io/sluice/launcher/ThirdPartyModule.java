package io.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A module of somebody else, compiled against the distribution: `mod_<name>.c`, with one directive `<Name>Setting`.
final class ThirdPartyModule {
    private ThirdPartyModule() {}

    /// @param needs what modules it needs beside the core
    static void build(Distribution sluice, String name, String... needs) throws IOException {
        var folder = Files.createDirectories(sluice.home().resolve("modules").resolve(name));
        var sources = Files.createDirectories(sluice.home().resolve("sources").resolve(name));
        var classes = Files.createDirectories(sluice.home().resolve("classes").resolve(name));
        var directive = name.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + name.substring(1) + "Setting";
        var descriptor = Files.writeString(sources.resolve("module-info.java"), """
                module org.example.%1$s {
                    requires io.sluice.core;
                    %2$s
                    provides io.sluice.module.ServerModule with org.example.%1$s.Plugin;
                }
                """.formatted(
                name, Stream.of(needs).map(each -> "requires " + each + ";").collect(Collectors.joining())));
        var plugin = Files.writeString(sources.resolve("Plugin.java"), """
                package org.example.%1$s;

                import io.sluice.config.*;
                import io.sluice.module.*;
                import java.util.List;

                public final class Plugin implements ServerModule {
                    @Override
                    public List<String> standsFor() {
                        return List.of("mod_%1$s.c");
                    }

                    @Override
                    public List<Directive<?>> directives() {
                        return List.of(Directive.of("%2$s", Arguments::text));
                    }

                    @Override
                    public ActiveModule activate(Configuration configuration) {
                        return new ActiveModule() {};
                    }
                }
                """.formatted(name, directive));
        var status = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "-proc:none",
                        "-p",
                        sluice.home().resolve("lib").toString(),
                        "-d",
                        classes.toString(),
                        descriptor.toString(),
                        plugin.toString());
        assertThat(status).as("status of the compiler").isZero();
        jar(classes, folder.resolve(name + ".jar"));
    }

    /// Has the folder of such a module say in a manifest what it is needed for.
    static void declare(Path folder, String... directives) throws IOException {
        var manifest = new Manifest();
        var attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Sluice-Modules", "mod_" + folder.getFileName() + ".c");
        attributes.putValue("Sluice-Directives", String.join(" ", directives));
        new JarOutputStream(Files.newOutputStream(folder.resolve("manifest.jar")), manifest).close();
    }

    private static void jar(Path classes, Path file) throws IOException {
        try (var jar = new JarOutputStream(Files.newOutputStream(file));
                var paths = Files.walk(classes)) {
            for (var path : paths.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(new JarEntry(classes.relativize(path).toString()));
                Files.copy(path, jar);
            }
        }
    }
}
