package io.sluice.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Configuration;
import io.sluice.config.Configuration.ServerBlock;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Position;
import io.sluice.config.Section;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/// A process at a fixed moment in a fixed zone, and configurations made of words.
final class LogFixtures {
    static final Instant NOW = Instant.parse("2026-11-21T02:46:19.042Z");
    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.ofHours(1));
    static final Origin ORIGIN = new Origin("sluice", "0.1.0", 4711, "gw.example", CLOCK);

    private LogFixtures() {}

    static <T> T parse(Directive<T> directive, String... words) throws BadValue {
        return directive.parser().parse(new Arguments(List.of(words), new Position("sluice.conf", 7)));
    }

    /// Directives written as in a file, arguments separated by blanks.
    static final class Config {
        private final DirectiveSet.Builder builder = new DirectiveSet.Builder();

        <T> Config with(Directive<T> directive, Object... words) {
            try {
                var text = java.util.Arrays.stream(words).map(String::valueOf).toArray(String[]::new);
                builder.put(directive, parse(directive, text), new Position("sluice.conf", 7));
                return this;
            } catch (BadValue e) {
                throw new IllegalArgumentException(e);
            }
        }

        /// A section with what stands in it.
        <T> Config with(Section<T> section, T value) {
            builder.put(section, value, new Position("sluice.conf", 7));
            return this;
        }

        DirectiveSet directives() {
            return builder.build();
        }

        Configuration configuration() {
            return configuration(directives(), List.of());
        }

        Configuration configuration(DirectiveSet... hosts) {
            return configuration(directives(), List.of(hosts));
        }

        private static Configuration configuration(DirectiveSet main, List<DirectiveSet> hosts) {
            return new Configuration(
                    block(main), hosts.stream().map(Config::block).toList(), List.of());
        }

        private static ServerBlock block(DirectiveSet directives) {
            return new ServerBlock(List.of(), directives, Position.CODE);
        }
    }

    static List<String> lines(Path file) {
        try {
            return Files.readString(file, UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
