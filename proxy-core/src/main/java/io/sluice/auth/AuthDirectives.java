package io.sluice.auth;

import static io.sluice.config.Context.ANONYMOUS;
import static io.sluice.config.Context.GLOBAL;
import static io.sluice.config.Context.SERVER;
import static io.sluice.config.Context.VIRTUAL_HOST;

import io.sluice.config.Arguments;
import io.sluice.config.BoundedPattern;
import io.sluice.config.Directive;
import io.sluice.config.Directive.Effect;
import io.sluice.config.Directive.Occurrence;
import io.sluice.config.DirectiveSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The directives of proxy authentication.
public final class AuthDirectives {
    private AuthDirectives() {}

    public static final Directive<List<Source>> AUTH_ORDER = Directive.of(
                    "AuthOrder",
                    arguments -> arguments.all().stream().map(Source::of).toList())
            .takes(1, Integer.MAX_VALUE)
            .defaultsTo(List.of(Source.of(Source.FILE), Source.of(Source.UNIX)), "mod_auth_file.c mod_auth_unix.c")
            .syntax("module[\"*\"] …")
            .effect(new Effect.Differs("mod_auth_file.c and mod_auth_unix.c are asked, other modules are passed over"))
            .help("Who is asked about a user, in this order; what a module with a star refuses is refused.");

    public static final Directive<AccountFile> AUTH_USER_FILE = Directive.of(
                    "AuthUserFile", arguments -> AccountFile.parse(arguments, true))
            .takes(1, 7)
            .syntax("path [\"id\" min-max] [\"home\" regex] [\"name\" regex]")
            .help("Users in the format of passwd(5), perhaps only those with certain ids, homes or names.");

    public static final Directive<AccountFile> AUTH_GROUP_FILE = Directive.of(
                    "AuthGroupFile", arguments -> AccountFile.parse(arguments, false))
            .takes(1, 5)
            .syntax("path [\"id\" min-max] [\"name\" regex]")
            .help("Groups in the format of group(5), perhaps only those with certain ids or names.");

    public static final Directive<Set<AuthFileOption>> AUTH_FILE_OPTIONS = Directive.of(
                    "AuthFileOptions", arguments -> arguments.options("AuthFile", AuthFileOption.WORDS))
            .takes(1, Integer.MAX_VALUE)
            .occurs(Occurrence.ACCUMULATES)
            .syntax("option …")
            .help("InsecurePerms accepts files that others may read; SyntaxCheck refuses files with malformed lines.");

    public static final Directive<Boolean> REQUIRE_VALID_SHELL = flag("RequireValidShell", false)
            .effect(new Effect.Differs("is off unless switched on: users of a proxy need no shell"))
            .help("Refuses users whose shell is not listed in /etc/shells.");

    public static final Directive<Boolean> ROOT_LOGIN = flag("RootLogin", false).help("Lets users with id 0 log in.");

    public static final Directive<Boolean> USE_FTP_USERS =
            flag("UseFtpUsers", true).help("Refuses users named in /etc/ftpusers.");

    public static final Directive<Boolean> ALLOW_EMPTY_PASSWORDS =
            flag("AllowEmptyPasswords", true).help("Whether an empty password is tried at all.");

    public static final Directive<BoundedPattern> ANON_REJECT_PASSWORDS = Directive.of(
                    "AnonRejectPasswords", arguments -> arguments.regex(0))
            .in(SERVER, VIRTUAL_HOST, GLOBAL, ANONYMOUS)
            .syntax("regex")
            .help("Refuses anonymous users whose password matches, before anything else is checked.");

    public static final Directive<Alias> USER_ALIAS = Directive.of(
                    "UserAlias", arguments -> new Alias(arguments.text(0), arguments.text(1)))
            .in(SERVER, VIRTUAL_HOST, GLOBAL, ANONYMOUS)
            .takes(2, 2)
            .occurs(Occurrence.ACCUMULATES)
            .syntax("alias user")
            .help("Another name for a user; the alias * stands for every name.");

    public static final Directive<Boolean> AUTH_ALIAS_ONLY =
            flag("AuthAliasOnly", false).help("Refuses names that are no alias.");

    public static final Directive<Boolean> AUTH_USING_ALIAS =
            flag("AuthUsingAlias", false).help("Checks the password of the alias, not that of the user it stands for.");

    public static final Directive<ReplacedHash> USER_PASSWORD = Directive.of(
                    "UserPassword", arguments -> new ReplacedHash(arguments.text(0), arguments.text(1)))
            .in(SERVER, VIRTUAL_HOST, GLOBAL, ANONYMOUS)
            .takes(2, 2)
            .occurs(Occurrence.ACCUMULATES)
            .syntax("user hash")
            .help("A hash in place of the one that a known user has.");

    public static final Directive<String> ACCESS_GRANT_MSG = message("AccessGrantMsg")
            .help("The text for a login to the proxy itself that was accepted; %u is the user. A backend's is passed on"
                    + " as it is.");

    public static final Directive<String> ACCESS_DENY_MSG =
            message("AccessDenyMsg").help("The text for a login that was refused; %u is the user.");

    public static final List<Directive<?>> ALL = List.of(
            ACCESS_DENY_MSG,
            ACCESS_GRANT_MSG,
            ALLOW_EMPTY_PASSWORDS,
            ANON_REJECT_PASSWORDS,
            AUTH_ALIAS_ONLY,
            AUTH_FILE_OPTIONS,
            AUTH_GROUP_FILE,
            AUTH_ORDER,
            AUTH_USER_FILE,
            AUTH_USING_ALIAS,
            REQUIRE_VALID_SHELL,
            ROOT_LOGIN,
            USER_ALIAS,
            USER_PASSWORD,
            USE_FTP_USERS);

    /// A module of `AuthOrder`.
    public record Source(String module, boolean authoritative) {
        static final String FILE = "mod_auth_file.c";
        static final String UNIX = "mod_auth_unix.c";

        static Source of(String word) {
            return word.endsWith("*")
                    ? new Source(word.substring(0, word.length() - 1), true)
                    : new Source(word, false);
        }
    }

    /// Another name for a user.
    public record Alias(String alias, String user) {}

    /// A hash given in the configuration; it stays out of `toString`.
    public record ReplacedHash(String user, String hash) {
        @Override
        public String toString() {
            return "ReplacedHash[" + user + "]";
        }
    }

    /// A word of `AuthFileOptions`.
    public enum AuthFileOption {
        INSECURE_PERMS,
        SYNTAX_CHECK;

        static final Map<String, AuthFileOption> WORDS =
                Map.of("InsecurePerms", INSECURE_PERMS, "SyntaxCheck", SYNTAX_CHECK);
    }

    static Set<AuthFileOption> options(DirectiveSet directives) {
        return directives.settings(AUTH_FILE_OPTIONS).stream()
                .flatMap(setting -> setting.value().stream())
                .collect(Collectors.toSet());
    }

    private static Directive<Boolean> flag(String name, boolean otherwise) {
        return Directive.of(name, Arguments::bool)
                .in(SERVER, VIRTUAL_HOST, GLOBAL, ANONYMOUS)
                .defaultsTo(otherwise)
                .syntax("on|off");
    }

    private static Directive<String> message(String name) {
        return Directive.of(name, arguments -> arguments.text())
                .in(SERVER, VIRTUAL_HOST, GLOBAL, ANONYMOUS)
                .syntax("message");
    }
}
