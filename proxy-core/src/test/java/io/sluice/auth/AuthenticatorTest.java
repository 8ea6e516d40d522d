package io.sluice.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.auth.LoginOutcome.Authenticated;
import io.sluice.auth.LoginOutcome.Reason;
import io.sluice.auth.LoginOutcome.Refused;
import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Position;
import io.sluice.ftp.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatorTest {
    private static final String SECRET = "$1$saltsalt$9xy1btjgzLYfb7hivXtC//";

    private final DirectiveSet.Builder directives = new DirectiveSet.Builder();
    private final List<String> log = new ArrayList<>();

    @TempDir
    private Path directory;

    @BeforeEach
    void anEmptyMachineWithOneUserFile() throws BadValue {
        set(AuthDirectives.AUTH_USER_FILE, directory.resolve("ftpd.passwd").toString());
        set(AuthDirectives.AUTH_GROUP_FILE, directory.resolve("ftpd.group").toString());
    }

    @Nested
    @DisplayName("CONF-DIR-21 AuthUserFile: formats, hashes")
    class Formats {
        @Test
        void aUserHasIdentityAndGroups() throws IOException {
            write("ftpd.passwd", "# people", "", user("ann", SECRET, 1001));
            write("ftpd.group", "web:x:50:bob,ann", "staff:x:100:", "other:x:60:bob");

            assertThat(login("ann", "secret"))
                    .isEqualTo(new Authenticated("ann", 1001, 100, "/home/ann", List.of("staff", "web"), List.of()));
            assertThat(authenticator().find("ann")).map(Authenticated::uid).contains(1001L);
        }

        @Test
        void aGroupWithoutANameIsKnownByItsNumber() throws IOException {
            write("ftpd.passwd", user("ann", SECRET, 1001));
            assertThat(authenticator().find("ann")).map(Authenticated::groups).contains(List.of("100"));

            write("ftpd.group", "web:x:50:bob,ann");
            assertThat(authenticator().find("ann")).map(Authenticated::groups).contains(List.of("100", "web"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "abNANd1rDfiNc",
                    SECRET,
                    "$5$saltsalt$0IyaXrmV7.sGNS6tirgqHLqX/G.FBvgkYA.lpPdS5sA",
                    "$6$saltsalt$TVLlQcbpFVof5W3Yz4DTP6gRstiNuHwwTt6GLc1E5n0"
                            + "U0aDehy0S5knV8wiOQSpT0Y77vwPZN.Pq.H91p5hVO1",
                    "$2b$05$KBCwKxOzLha2MR.vKhKyLeHsxJip8TpAXUvGzmSdAzTcs0goHiPHG",
                    "$2y$05$KBCwKxOzLha2MR.vKhKyLeHsxJip8TpAXUvGzmSdAzTcs0goHiPHG",
                    "$2a$05$KBCwKxOzLha2MR.vKhKyLeHsxJip8TpAXUvGzmSdAzTcs0goHiPHG"
                })
        void everyUsualHashIsChecked(String hash) throws IOException {
            write("ftpd.passwd", user("ann", hash, 1001));

            assertThat(login("ann", "secret")).isInstanceOf(Authenticated.class);
            assertThat(reason("ann", "Secret")).isEqualTo(Reason.INCORRECT_PASSWORD);
        }

        @ParameterizedTest
        @CsvSource({
            "'', INCORRECT_PASSWORD",
            "$9$what, INCORRECT_PASSWORD",
            "!, ACCOUNT_DISABLED",
            "*, ACCOUNT_DISABLED"
        })
        void whatIsNoHashMatchesNothing(String hash, Reason reason) throws IOException {
            write("ftpd.passwd", user("ann", hash, 1001));

            assertThat(reason("ann", "secret")).isEqualTo(reason);
            assertThat(reason("ann", "")).isEqualTo(reason);
        }

        @Test
        void theFileIsReadAgainWhenItHasChanged() throws IOException {
            write("ftpd.passwd", user("ann", SECRET, 1001));
            var authenticator = authenticator();
            assertThat(authenticator.authenticate("bob", "secret")).isInstanceOf(Refused.class);

            write("ftpd.passwd", user("ann", SECRET, 1001), user("bob", SECRET, 1002));

            assertThat(authenticator.authenticate("bob", "secret")).isInstanceOf(Authenticated.class);
        }

        @Test
        void refusalsSayWhyInTheLogOnly() throws IOException {
            write("ftpd.passwd", user("ann", SECRET, 1001));

            assertThat(login("nobody", "x"))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.logText())
                                    .isEqualTo("password authentication for user 'nobody' failed: No such user"));
            assertThat(login("ann", "x"))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.logText())
                                    .isEqualTo("password authentication for user 'ann' failed: Incorrect password"));
        }
    }

    @Nested
    @DisplayName("CONF-DIR-22 AuthUserFile filters id/home/name with negation")
    class Filters {
        @ParameterizedTest
        @CsvSource({
            "id, 1001-2000, true",
            "id, 1002-2000, false",
            "home, ^/home/, true",
            "home, !^/home/, false",
            "name, ^a, true",
            "name, !^a, false"
        })
        void entriesThatDoNotMatchDoNotCount(String kind, String value, boolean counts) throws Exception {
            write("other.passwd", user("ann", SECRET, 1001));
            var filtered = new DirectiveSet.Builder()
                    .put(
                            AuthDirectives.AUTH_USER_FILE,
                            value(
                                    AuthDirectives.AUTH_USER_FILE,
                                    directory.resolve("other.passwd").toString(),
                                    kind,
                                    value))
                    .build();

            assertThat(authenticator(filtered).find("ann").isPresent()).isEqualTo(counts);
        }

        @ParameterizedTest
        @CsvSource({
            "size, 1, unknown filter 'size'",
            "id, 5-2, 'badly formatted ID range ''5-2'', expected min-max'",
            "id, x, 'badly formatted ID range ''x'', expected min-max'"
        })
        void badFiltersAreNamed(String kind, String value, String text) {
            assertThatExceptionOfType(BadValue.class)
                    .isThrownBy(() -> value(AuthDirectives.AUTH_USER_FILE, "/a", kind, value))
                    .withMessageStartingWith(text);
        }
    }

    @Test
    @DisplayName("CONF-DIR-23 malformed line")
    void aMalformedLineIsLoggedAndSkipped() throws IOException {
        write("ftpd.passwd", "ann:hash", "bob:x:one:2::/:/", user("cat", SECRET, 1003));

        assertThat(login("cat", "secret")).isInstanceOf(Authenticated.class);
        assertThat(log)
                .containsExactly(
                        "Malformed entry in AuthUserFile file (field count 2 != 7, line 1)",
                        "Malformed entry in AuthUserFile file (non-numeric UID or GID, line 2)");
    }

    @Nested
    @DisplayName("CONF-DIR-24 AuthOrder with authoritative mark")
    class Order {
        @BeforeEach
        void annIsKnownTwice() throws IOException {
            write("ftpd.passwd", user("ann", "abNANd1rDfiNX", 1001));
            write("passwd", user("ann", SECRET, 2001), user("eve", "x", 2002));
            write("shadow", "eve:" + SECRET + ":20000:0:99999:7:::");
        }

        @Test
        void theNextModuleMayAccept() {
            assertThat(login("ann", "secret")).isInstanceOf(Authenticated.class);
            assertThat(login("eve", "secret")).isInstanceOf(Authenticated.class);
        }

        @Test
        void aStarMakesARefusalFinal() throws BadValue {
            set(AuthDirectives.AUTH_ORDER, "mod_auth_file.c*", "mod_auth_unix.c");

            assertThat(reason("ann", "secret")).isEqualTo(Reason.INCORRECT_PASSWORD);
            assertThat(reason("eve", "secret")).isEqualTo(Reason.NO_SUCH_USER);
        }

        @Test
        void modulesThatAreNotNamedAreNotAsked() throws BadValue {
            set(AuthDirectives.AUTH_ORDER, "mod_auth_file.c");

            assertThat(reason("eve", "secret")).isEqualTo(Reason.NO_SUCH_USER);
        }

        @ParameterizedTest
        @CsvSource({"10000:0:90:7::, PASSWORD_EXPIRED", "20000:0:99999:7::19000, ACCOUNT_DISABLED"})
        void accountsOfTheMachineMayExpire(String ageing, Reason reason) throws IOException {
            write("shadow", "eve:" + SECRET + ":" + ageing + ":");

            assertThat(reason("eve", "secret")).isEqualTo(reason);
        }
    }

    @Nested
    @DisplayName("CONF-DIR-25 UserAlias, RootLogin, RequireValidShell")
    class Restrictions {
        @BeforeEach
        void annAndRoot() throws IOException {
            write("ftpd.passwd", user("ann", SECRET, 1001), user("root", SECRET, 0));
        }

        @Test
        void anAliasStandsForItsUser() throws BadValue {
            set(AuthDirectives.USER_ALIAS, "anna", "ann");

            assertThat(login("anna", "secret"))
                    .isInstanceOfSatisfying(
                            Authenticated.class, user -> assertThat(user.user()).isEqualTo("ann"));
        }

        @Test
        void onlyAnAliasMayBeAskedFor() throws BadValue {
            set(AuthDirectives.USER_ALIAS, "anna", "ann");
            set(AuthDirectives.AUTH_ALIAS_ONLY, "on");

            assertThat(reason("ann", "secret")).isEqualTo(Reason.NOT_AN_ALIAS);
            assertThat(login("anna", "secret")).isInstanceOf(Authenticated.class);
        }

        @Test
        void rootIsRefusedUnlessAllowedAndRaisesAnEventEitherWay() throws BadValue {
            assertThat(login("root", "secret"))
                    .isEqualTo(new Refused("root", Reason.ROOT_LOGIN, List.of("mod_auth.root-login")));

            set(AuthDirectives.ROOT_LOGIN, "on");
            assertThat(login("root", "secret"))
                    .isInstanceOfSatisfying(
                            Authenticated.class,
                            user -> assertThat(user.events()).containsExactly("mod_auth.root-login"));
        }

        @Test
        @DisplayName("TLS-VER-16 a certificate stands for the password, whatever that is, and for nothing else")
        void aUserWhoIsVouchedForNeedsNoPassword() throws Exception {
            write("ftpd.passwd", user("ann", "*", 1001), user("root", SECRET, 0));
            write("ftpd.group", "web:x:50:ann");

            assertThat(authenticator().vouchedFor("ann"))
                    .isInstanceOfSatisfying(
                            Authenticated.class,
                            user -> assertThat(user.groups()).contains("web"));
            assertThat(authenticator().vouchedFor("eve")).isEqualTo(new Refused("eve", Reason.NO_SUCH_USER, List.of()));
            assertThat(authenticator().vouchedFor("root"))
                    .isEqualTo(new Refused("root", Reason.ROOT_LOGIN, List.of("mod_auth.root-login")));

            set(AuthDirectives.USER_ALIAS, "anna", "ann");
            set(AuthDirectives.AUTH_ALIAS_ONLY, "on");
            assertThat(authenticator().vouchedFor("ann")).isInstanceOf(Refused.class);
            assertThat(authenticator().vouchedFor("anna"))
                    .isInstanceOfSatisfying(
                            Authenticated.class, user -> assertThat(user.user()).isEqualTo("ann"));
            set(AuthDirectives.REQUIRE_VALID_SHELL, "on");
            assertThat(authenticator().vouchedFor("anna"))
                    .isEqualTo(new Refused("ann", Reason.INVALID_SHELL, List.of()));
        }

        @Test
        void aShellIsAskedForOnlyIfRequired() throws Exception {
            assertThat(login("ann", "secret")).isInstanceOf(Authenticated.class);

            set(AuthDirectives.REQUIRE_VALID_SHELL, "on");
            assertThat(reason("ann", "secret")).isEqualTo(Reason.INVALID_SHELL);

            write("shells", "# shells", "/bin/sh");
            assertThat(login("ann", "secret")).isInstanceOf(Authenticated.class);
        }

        @Test
        void usersListedInFtpusersAreRefused() throws Exception {
            write("ftpusers", "ann");
            assertThat(reason("ann", "secret")).isEqualTo(Reason.FTP_USERS);

            set(AuthDirectives.USE_FTP_USERS, "off");
            assertThat(login("ann", "secret")).isInstanceOf(Authenticated.class);
        }

        @Test
        void anEmptyPasswordMayBeRefusedAtOnce() throws BadValue {
            set(AuthDirectives.ALLOW_EMPTY_PASSWORDS, "off");

            var outcome = login("ann", "");

            assertThat(outcome)
                    .isEqualTo(new Refused("ann", Reason.EMPTY_PASSWORD, List.of("mod_auth.empty-password")));
            assertThat(((Refused) outcome).code()).isEqualTo(501);
        }

        @Test
        void anAnonymousPasswordMayBeRejected() throws Exception {
            write("ftpd.passwd", user("ftp", SECRET, 1001), user("ann", SECRET, 1002));
            set(AuthDirectives.ANON_REJECT_PASSWORDS, "^sec");

            assertThat(login("ftp", "secret"))
                    .isEqualTo(
                            new Refused("ftp", Reason.ANONYMOUS_PASSWORD, List.of("mod_auth.anon-reject-passwords")));
            assertThat(login("ann", "secret")).isInstanceOf(Authenticated.class);
        }

        @Test
        void aHashOfTheConfigurationReplacesThatOfTheUser() throws BadValue {
            set(AuthDirectives.USER_PASSWORD, "ann", "!");

            assertThat(reason("ann", "secret")).isEqualTo(Reason.ACCOUNT_DISABLED);
        }
    }

    @Test
    @DisplayName("CONF-DIR-26 AccessDenyMsg, AccessGrantMsg with %u")
    void repliesMayBeOfTheAdministratorsWording() throws BadValue {
        assertThat(LoginReplies.granted(DirectiveSet.EMPTY, "ann")).isEqualTo(Reply.of(230, "User ann logged in"));
        assertThat(LoginReplies.denied(DirectiveSet.EMPTY, "ann", 530)).isEqualTo(Reply.of(530, "Login incorrect."));

        set(AuthDirectives.ACCESS_GRANT_MSG, "Welcome, %u");
        set(AuthDirectives.ACCESS_DENY_MSG, "Sorry, %u");

        assertThat(LoginReplies.granted(directives.build(), "ann")).isEqualTo(Reply.of(230, "Welcome, ann"));
        assertThat(LoginReplies.denied(directives.build(), "ann", 501)).isEqualTo(Reply.of(501, "Sorry, ann"));
    }

    @Test
    void hashesStayOutOfText() {
        assertThat(new UserEntry("ann", SECRET, 1, 1, "/", "/").toString()).doesNotContain("$1$");
        assertThat(new AuthDirectives.ReplacedHash("ann", SECRET).toString()).doesNotContain("$1$");
    }

    private LoginOutcome login(String name, String password) {
        return authenticator().authenticate(name, password);
    }

    private Reason reason(String name, String password) {
        return ((Refused) login(name, password)).reason();
    }

    private Authenticator authenticator() {
        return authenticator(directives.build());
    }

    private Authenticator authenticator(DirectiveSet settings) {
        return new Authenticator(
                settings, SystemFiles.in(directory), () -> Instant.parse("2026-01-01T00:00:00Z"), log::add);
    }

    private static String user(String name, String hash, int uid) {
        return name + ":" + hash + ":" + uid + ":100:Somebody:/home/" + name + ":/bin/sh";
    }

    private void write(String name, String... lines) throws IOException {
        Files.write(directory.resolve(name), List.of(lines));
    }

    private <T> void set(Directive<T> directive, String... words) throws BadValue {
        directives.put(directive, value(directive, words));
    }

    private static <T> T value(Directive<T> directive, String... words) throws BadValue {
        return directive.parser().parse(new Arguments(List.of(words), Position.CODE));
    }
}
