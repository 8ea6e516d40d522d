package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.Directive.Occurrence;
import io.sluice.config.LanguageSections.OfPath;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Directives laid over others.
class OverlaidDirectivesTest {
    private static final Directive<String> FIRST = Directive.of("First", Arguments::text);
    private static final Directive<String> LAST =
            Directive.of("Last", Arguments::text).occurs(Occurrence.LAST_WINS);
    private static final Directive<String> MANY =
            Directive.of("Many", Arguments::text).occurs(Occurrence.ACCUMULATES);
    private static final Directive<String> SWITCHES =
            Directive.of("Switches", Arguments::text).occurs(Occurrence.LATER_CHANGES);
    private static final Section<String> RULES =
            new Section<>("Rules", Set.of(Context.SERVER), Context.LIMIT, (arguments, _) -> arguments.text(), "");

    private static DirectiveSet.Builder set() {
        return new DirectiveSet.Builder();
    }

    private static <T> List<T> values(List<Setting<T>> settings) {
        return settings.stream().map(Setting::value).toList();
    }

    @Test
    @DisplayName("ACL-52 a directive of which one counts takes the place of all of its name")
    void oneCounts() {
        var below = set().put(FIRST, "a")
                .put(FIRST, "b")
                .put(LAST, "a")
                .put(LAST, "b")
                .build();
        var over = set().put(FIRST, "c")
                .put(FIRST, "d")
                .put(LAST, "c")
                .put(LAST, "d")
                .build();

        var laid = below.overlaidBy(over);

        assertThat(laid.get(FIRST)).isEqualTo("c");
        assertThat(laid.get(LAST)).isEqualTo("d");
        assertThat(values(laid.settings(FIRST))).containsExactly("c", "d");
    }

    @Test
    @DisplayName("ACL-52 one of which all count comes before those that are there, switches after them")
    void allCount() {
        var below = set().put(MANY, "a").put(SWITCHES, "a").build();
        var over = set().put(MANY, "b").put(SWITCHES, "b").build();

        var laid = below.overlaidBy(over);

        assertThat(values(laid.settings(MANY))).containsExactly("b", "a");
        assertThat(values(laid.settings(SWITCHES))).containsExactly("a", "b");
    }

    @Test
    @DisplayName("ACL-52 sections come after those that are there; a <Directory> takes the place of those of its path")
    void sections() {
        var at = Position.CODE;
        var below = set().put(RULES, "a", at)
                .put(LanguageSections.DIRECTORY, new OfPath("/", DirectiveSet.EMPTY), at)
                .put(LanguageSections.DIRECTORY, new OfPath("/pub", DirectiveSet.EMPTY), at)
                .build();
        var root = new OfPath("/", set().put(FIRST, "x").build());
        var over = set().put(RULES, "b", at)
                .put(LanguageSections.DIRECTORY, root, at)
                .build();

        var laid = below.overlaidBy(over);

        assertThat(values(laid.settings(RULES))).containsExactly("a", "b");
        assertThat(values(laid.settings(LanguageSections.DIRECTORY)))
                .extracting(OfPath::path)
                .containsExactly("/pub", "/");
        assertThat(values(laid.settings(LanguageSections.DIRECTORY))).contains(root);
    }

    @Test
    @DisplayName("what the other says nothing about stays, and neither is changed")
    void theRestStays() {
        var below = set().put(FIRST, "a").build();
        var over = set().put(LAST, "b").build();

        var laid = below.overlaidBy(over);

        assertThat(laid.get(FIRST)).isEqualTo("a");
        assertThat(laid.get(LAST)).isEqualTo("b");
        assertThat(below.find(LAST)).isEmpty();
        assertThat(over.find(FIRST)).isEmpty();
    }

    @Test
    void thingsAreMadeOncePerWhatTheyAreMadeOf() {
        var made = new MadeOnce<Object>(List.of(FIRST, MANY));
        var below = set().put(FIRST, "a").put(LAST, "a").build();

        var thing = made.of(below, Object::new);

        assertThat(made.of(below.overlaidBy(set().put(LAST, "b").build()), Object::new))
                .isSameAs(thing);
        assertThat(made.of(below.overlaidBy(set().put(MANY, "b").build()), Object::new))
                .isNotSameAs(thing);
        assertThat(made.all()).hasSize(2);
    }
}
