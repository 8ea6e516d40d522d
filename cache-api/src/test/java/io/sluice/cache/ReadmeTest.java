package io.sluice.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cache.tck.CacheStoreKit;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples of the README, as somebody else would compile them.
class ReadmeTest {
    private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    /// What the README leaves to its reader.
    private static final String STORE = """
            package com.example.acme;

            import io.sluice.cache.*;
            import java.util.function.Consumer;

            final class AcmeStore implements CacheStore {
                AcmeStore(String server, Consumer<CacheStore.Change> watcher) {}

                public Capabilities capabilities() {
                    throw new UnsupportedOperationException();
                }

                public Cache namespace(byte[] prefix) {
                    throw new UnsupportedOperationException();
                }

                public State state() {
                    return State.UP;
                }

                public CacheStatistics statistics() {
                    throw new UnsupportedOperationException();
                }

                public String address() {
                    return "";
                }

                public void close() {}
            }
            """;

    @TempDir
    Path directory;

    @Test
    @DisplayName("CACHE-121 the examples of the README compile")
    void theExamplesCompile() throws Exception {
        List<String> examples = EXAMPLE.matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(examples).hasSize(3);

        compile(List.of(
                source("Use", """
                        import static java.nio.charset.StandardCharsets.US_ASCII;

                        import io.sluice.cache.*;
                        import java.time.Duration;
                        import java.util.Optional;

                        class Use {
                            void use(CacheProvider provider, byte[] key, byte[] value) {
                                %s
                            }
                        }
                        """.formatted(examples.get(0))),
                source("AcmeStore", STORE),
                source("AcmeProvider", examples.get(1)),
                source("AcmeStoreTest", examples.get(2))));
    }

    private String source(String name, String text) throws Exception {
        return Files.writeString(directory.resolve(name + ".java"), text).toString();
    }

    private void compile(List<String> sources) throws Exception {
        var arguments = new ArrayList<>(List.of("-proc:none", "-cp", classPath(), "-d", directory.toString()));
        arguments.addAll(sources);
        int status = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(System.out, System.err, arguments.toArray(String[]::new));
        assertThat(status).isZero();
    }

    /// This library, its kit, and the API of JUnit.
    private static String classPath() {
        return Stream.of(CacheStore.class, CacheStoreKit.class, Nested.class)
                .map(ReadmeTest::place)
                .collect(Collectors.joining(
                        File.pathSeparator,
                        "",
                        File.pathSeparator
                                + Path.of("target", "classes").toAbsolutePath()
                                + File.pathSeparator
                                + Path.of("target", "test-classes").toAbsolutePath()));
    }

    private static String place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
