package io.sluice.acl.adapter;

import static io.sluice.config.Context.ANONYMOUS;
import static io.sluice.config.Context.GLOBAL;
import static io.sluice.config.Context.SERVER;
import static io.sluice.config.Context.VIRTUAL_HOST;

import io.sluice.acl.NameList;
import io.sluice.acl.NameList.Combination;
import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import io.sluice.config.Directive.Effect;
import io.sluice.config.Directive.Occurrence;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The directives of `mod_wrap2`.
final class WrapDirectives {
    private static final String TABLES = "builtin:all|file:/path|sql:/query[/query]|redis:/list:key|redis:/set:key";

    enum Option {
        CHECK_ON_CONNECT,
        CHECK_ALL_NAMES,
        FAIL_CLOSED
    }

    /// A table of those to allow, and one of those to refuse.
    record Pair(WrapSource allow, WrapSource deny) {
        private static Pair parse(Arguments arguments, int first) throws BadValue {
            return new Pair(WrapSource.parse(arguments.text(first)), WrapSource.parse(arguments.text(first + 1)));
        }
    }

    /// Tables for some users or groups; for all of them without names.
    record Chosen(Optional<NameList> names, Pair tables) {}

    static final Directive<Boolean> ENGINE = Directive.of("WrapEngine", WrapDirectives::engine)
            .syntax("on|off")
            .defaultsTo(false, "off")
            .help("Whether tables decide who may log in.");

    static final Directive<Pair> WRAP_TABLES = Directive.of("WrapTables", arguments -> Pair.parse(arguments, 0))
            .in(SERVER, VIRTUAL_HOST, GLOBAL, ANONYMOUS)
            .takes(2, 2)
            .syntax("allow-table deny-table; each " + TABLES)
            .help(
                    "Whom the first table fits is allowed, else whom the second fits is refused, else everybody is"
                            + " allowed. A file has lines like those of hosts_access. A table that cannot be read fits nobody.");

    static final Directive<Chosen> USER_TABLES = chosen("WrapUserTables", Combination.OR)
            .syntax("user[,user…]|* allow-table deny-table")
            .help("The tables for some users, in place of WrapTables: the first that names the user counts. %U in the"
                    + " path of a file, %{0} in a query and %{name} in a key stand for the user.");

    static final Directive<Chosen> GROUP_TABLES = chosen("WrapGroupTables", Combination.AND)
            .syntax("group[,group…]|* allow-table deny-table")
            .effect(new Effect.Differs(
                    "groups are known once the proxy itself has checked the password, and the tables are asked then;"
                            + " users whom the backend checks are in no group"))
            .help("The tables for users who are in all groups named, where WrapUserTables has none for the user. %{0}"
                    + " in a query and %{name} in a key stand for the primary group.");

    static final Directive<String> SERVICE_NAME = Directive.of("WrapServiceName", Arguments::text)
            .syntax("name")
            .defaultsTo("proftpd")
            .help("The service whose lines of a table count, besides those for ALL.");

    static final Directive<String> ALLOW_MSG = message("WrapAllowMsg")
            .help("A line of the reply to a login that the tables allow; %u stands for the user.");

    static final Directive<String> DENY_MSG = message("WrapDenyMsg")
            .defaultsTo("Access denied")
            .help("The text of the reply 530 to whom the tables refuse; %u stands for the user, who is unknown at"
                    + " connect.");

    static final Directive<Optional<Path>> LOG = Directive.of("WrapLog", WrapDirectives::log)
            .syntax("path|none")
            .help("The file that tells who was allowed and refused.");

    static final Directive<Set<Option>> OPTIONS = Directive.of(
                    "WrapOptions",
                    arguments -> arguments.options(
                            "Wrap",
                            Map.of(
                                    "CheckOnConnect", Option.CHECK_ON_CONNECT,
                                    "CheckAllNames", Option.CHECK_ALL_NAMES,
                                    "FailClosed", Option.FAIL_CLOSED)))
            .takes(1, Integer.MAX_VALUE)
            .occurs(Occurrence.ACCUMULATES)
            .syntax("CheckOnConnect|CheckAllNames|FailClosed …")
            .effect(new Effect.Differs("a client has one name, the confirmed one: CheckAllNames changes nothing"))
            .help("CheckOnConnect: WrapTables are asked when a client connects, too. FailClosed: while a table of those"
                    + " to refuse cannot be read, whom the other does not allow is refused.");

    static final List<Directive<?>> ALL =
            List.of(ENGINE, WRAP_TABLES, USER_TABLES, GROUP_TABLES, SERVICE_NAME, ALLOW_MSG, DENY_MSG, LOG, OPTIONS);

    private WrapDirectives() {}

    private static Directive<Chosen> chosen(String name, Combination combination) {
        return Directive.of(
                        name, arguments -> new Chosen(names(arguments.text(), combination), Pair.parse(arguments, 1)))
                .in(SERVER, VIRTUAL_HOST, GLOBAL, ANONYMOUS)
                .takes(3, 3)
                .occurs(Occurrence.ACCUMULATES);
    }

    private static Optional<NameList> names(String word, Combination combination) throws BadValue {
        if (word.equals("*")) {
            return Optional.empty();
        }
        try {
            return Optional.of(NameList.ofWords(List.of(word), combination));
        } catch (IllegalArgumentException _) {
            throw new BadValue("expected names with commas between, or '*', not '" + word + "'");
        }
    }

    private static Directive<String> message(String name) {
        return Directive.of(name, arguments -> String.join(" ", arguments.all()))
                .in(SERVER, VIRTUAL_HOST, GLOBAL, ANONYMOUS)
                .takes(1, Integer.MAX_VALUE)
                .syntax("text");
    }

    private static boolean engine(Arguments arguments) throws BadValue {
        return Scalars.engine(arguments, "expecting Boolean parameter");
    }

    /// `path|none`, for all access modules.
    static Optional<Path> log(Arguments arguments) throws BadValue {
        return arguments.unlessNone(each -> Path.of(each.absolutePath()));
    }
}
