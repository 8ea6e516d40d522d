package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @DisplayName("CONF-DIR-33 directives about local files are accepted and change nothing")
    @ValueSource(
            strings = {
                "AllowChrootSymlinks AllowOverride AllowOverwrite AllowRetrieveRestart AllowStoreRestart",
                "AnonAllowRobots AnonRequirePassword AuthUnixOptions CDPath CreateHome DefaultChdir DefaultRoot",
                "DeleteAbortedStores DirFakeGroup DirFakeMode DirFakeUser DisplayChdir DisplayFileTransfer",
                "FSCachePolicy FSOptions GroupOwner HiddenStores HideFiles HideGroup HideNoAccess HideUser",
                "IgnoreHidden ListOptions MaxRetrieveFileSize MaxStoreFileSize PersistentPasswd RootRevoke",
                "ShowSymlinks StoreUniquePrefix TimesGMT TransferOptions Umask UseGlobbing UseLastlog UseSendfile",
                "UserDirRoot UserOwner WtmpLog"
            })
    void directivesAboutLocalFilesAreAccepted(String names) throws ConfigurationException {
        for (String name : names.split(" ", -1)) {
            String everywhere = """
                    %1$s x
                    <VirtualHost a>
                    %1$s x y
                    </VirtualHost>
                    <Global>
                    %1$s x
                    </Global>
                    <Anonymous ~ftp>
                    %1$s x
                    </Anonymous>
                    <Directory />
                    %1$s x
                    </Directory>
                    """.formatted(name);

            assertThat(DirectivesWithoutEffect.in(Samples.read(everywhere)))
                    .extracting(found -> found.directive().name())
                    .containsExactly(name, name, name, name);
            assertThat(Samples.problemsOf(name + "\n"))
                    .singleElement()
                    .asString()
                    .startsWith("fatal: " + name + ": missing parameters on line 1");
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
