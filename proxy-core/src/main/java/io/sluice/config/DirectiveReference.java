package io.sluice.config;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reference documentation in Markdown: directives, then sections, each sorted by name. The same ones always give the
/// same text.
public final class DirectiveReference {
    private DirectiveReference() {}

    /// That of a table.
    public static String markdown(DirectiveTable table) {
        return markdown("Directives", table.all(), table.sections());
    }

    /// That of some directives and sections, such as those of a module.
    public static String markdown(
            String title, Collection<? extends Directive<?>> directives, Collection<? extends Section<?>> sections) {
        var page = new StringBuilder("# " + title + "\n");
        directives.stream()
                .sorted(Comparator.comparing(Directive::name, String.CASE_INSENSITIVE_ORDER))
                .forEach(directive -> directive(directive, page));
        if (!sections.isEmpty()) {
            page.append("\n# Sections\n");
        }
        sections.stream()
                .sorted(Comparator.comparing(Section::name, String.CASE_INSENSITIVE_ORDER))
                .forEach(section -> section(section, page));
        return page.toString();
    }

    private static void directive(Directive<?> directive, StringBuilder page) {
        page.append("\n## ").append(directive.name()).append("\n\n");
        String syntax = (directive.name() + " " + directive.syntax()).strip();
        row(page, "Syntax", "`" + syntax + "`");
        row(page, "Context", contexts(directive.contexts()));
        directive
                .defaultValue()
                .map(value -> directive.defaultText().isEmpty() ? text(value) : "`" + directive.defaultText() + "`")
                .ifPresent(value -> row(page, "Default", value));
        row(
                page,
                "Several times",
                switch (directive.occurrence()) {
                    case FIRST_WINS -> "the first counts";
                    case LAST_WINS -> "the last counts";
                    case ACCUMULATES -> "all count";
                    case LATER_CHANGES -> "all count, later ones change earlier ones";
                });
        switch (directive.effect()) {
            case Directive.Effect.Full() -> {}
            case Directive.Effect.Differs(String how) -> row(page, "Differs", how);
            case Directive.Effect.None(String why) -> row(page, "No effect", why);
        }
        help(directive.help(), page);
    }

    private static void section(Section<?> section, StringBuilder page) {
        page.append("\n## <").append(section.name()).append(">\n\n");
        row(page, "Context", contexts(section.contexts()));
        help(section.help(), page);
    }

    private static void row(StringBuilder page, String name, String value) {
        page.append("- ").append(name).append(": ").append(value).append('\n');
    }

    private static void help(String help, StringBuilder page) {
        if (!help.isEmpty()) {
            page.append('\n').append(help).append('\n');
        }
    }

    private static String contexts(Set<Context> contexts) {
        return String.join(
                ", ",
                contexts.stream()
                        .sorted()
                        .map(context -> "`" + context.text() + "`")
                        .toList());
    }

    /// A default as a configuration file would have it.
    private static String text(Object value) {
        return switch (value) {
            case Boolean on -> on ? "`on`" : "`off`";
            case Duration duration -> "`" + duration.toSeconds() + "` seconds";
            case Optional<?> optional -> optional.map(DirectiveReference::text).orElse("none");
            case Collection<?> all when all.isEmpty() -> "none";
            case Collection<?> all ->
                String.join(
                        " ",
                        all.stream()
                                .map(DirectiveReference::text)
                                .sorted(order(all))
                                .toList());
            default -> "`" + value + "`";
        };
    }

    /// Sets have no order of their own.
    private static Comparator<String> order(Collection<?> all) {
        return all instanceof List<?> ? (_, _) -> 0 : Comparator.naturalOrder();
    }
}
