package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DirectiveTableTest {

    @Test
    void namesAreLookedUpInAnyCase() {
        assertThat(Samples.TABLE.directive("TIMEOUTIDLE")).contains(Samples.TIMEOUT_IDLE);
        assertThat(Samples.TABLE.section("limit")).contains(Samples.LIMIT);
        assertThat(Samples.TABLE.directive("Limit")).isEmpty();
    }

    @Test
    void nearNamesComeNearestFirst() {
        assertThat(Samples.TABLE.nearestDirectives("timeoutlogn")).startsWith("TimeoutLogin");
        assertThat(Samples.TABLE.nearestSections("Virtualhots")).containsExactly("VirtualHost");
        assertThat(Samples.TABLE.nearestDirectives("SomethingElseEntirely")).isEmpty();
    }

    @Test
    void aModuleMayGiveAnInertDirectiveAnEffect() {
        var umask = Directive.of("Umask", Arguments::text);

        assertThat(DirectiveTable.of(List.of(umask), List.of())
                        .directive("umask")
                        .orElseThrow())
                .isSameAs(umask);
    }

    @Test
    void twoModulesMayNotOwnTheSameName() {
        var directives = List.of(Directive.of("Same", Arguments::text), Directive.of("SAME", Arguments::bool));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DirectiveTable.of(directives, List.of()))
                .withMessageContaining("SAME");
    }

    @Test
    @DisplayName("CONF-DIR-33 directives about local files are accepted and change nothing")
    void directivesAboutLocalFilesAreAccepted() throws ConfigurationException {
        for (var directive : LocalFileDirectives.ALL) {
            String context =
                    directive.contexts().contains(Context.DIRECTORY) ? "<Directory />\n%s\n</Directory>\n" : "%s\n";
            var main = Samples.read(directive + " x\n").main().directives();

            assertThat(main.present()).hasSize(1);
            assertThat(Samples.read(context.formatted(directive + " a b"))).isNotNull();
            assertThat(Samples.problemsOf(directive + "\n")).hasSize(1);
        }
    }

    @Test
    void directivesWithoutEffectAreListedOnceAndWithTheirReason() throws ConfigurationException {
        var configuration = Samples.read("<Global>\nUmask 022\n</Global>\nUseIPv6 on\n<VirtualHost a>\n</VirtualHost>\n"
                + "<Directory />\nHideFiles x\n</Directory>\n");

        assertThat(DirectivesWithoutEffect.in(configuration))
                .extracting(Object::toString)
                .containsExactly(
                        "Umask on line 2 of '/etc/x.conf' has no effect: files are written and read by the backend,"
                                + " under its own rules",
                        "HideFiles on line 8 of '/etc/x.conf' has no effect: listings come from the backend");
    }

    @Test
    void theReferenceHasEveryEntryAndIsStable() {
        String page = DirectiveReference.markdown(Samples.TABLE);

        assertThat(page)
                .isEqualTo(DirectiveReference.markdown(Samples.TABLE))
                .contains("""
                        ## TimeoutIdle

                        - Syntax: `TimeoutIdle duration`
                        - Context: `server config`, `<VirtualHost>`, `<Global>`
                        - Default: `600` seconds
                        - Several times: the first counts

                        Ends a session that is idle.
                        """)
                .contains("- No effect: files are written and read by the backend, under its own rules\n")
                .contains("## <VirtualHost>\n");
        for (var directive : Samples.TABLE.all()) {
            assertThat(page).contains("\n## " + directive + "\n");
        }
    }
}
