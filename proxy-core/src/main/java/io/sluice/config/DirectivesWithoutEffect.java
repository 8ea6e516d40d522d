package io.sluice.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The directives of a configuration that change nothing, each once, for a line in the log or a report.
public final class DirectivesWithoutEffect {
    private DirectivesWithoutEffect() {}

    /// One of them, where it stands and why it has no effect.
    public record Found(Directive<?> directive, Position position, String why) {
        @Override
        public String toString() {
            return directive + " on " + position + " has no effect: " + why;
        }
    }

    /// Those in all servers, and in their `<Directory>` and `<Anonymous>` sections, by file and line.
    public static List<Found> in(Configuration configuration) {
        var found = new ArrayList<Found>();
        Stream.concat(Stream.of(configuration.main()), configuration.virtualHosts().stream())
                .forEach(server -> collect(server.directives(), found));
        return found.stream()
                .distinct()
                .sorted(Comparator.comparing((Found each) -> each.position().file())
                        .thenComparingInt(each -> each.position().line()))
                .toList();
    }

    private static void collect(DirectiveSet directives, List<Found> found) {
        for (var directive : directives.present()) {
            if (directive.effect() instanceof Directive.Effect.None(String why)) {
                directives
                        .settings(directive)
                        .forEach(setting -> found.add(new Found(directive, setting.position(), why)));
            }
        }
        for (var section : List.of(LanguageSections.ANONYMOUS, LanguageSections.DIRECTORY)) {
            directives
                    .settings(section)
                    .forEach(setting -> collect(setting.value().contents(), found));
        }
    }
}
