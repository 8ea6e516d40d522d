package io.sluice.acl;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.acl.Limit.Order;
import io.sluice.acl.LimitRule.Effect;
import io.sluice.acl.LimitTable.Outcome;
import io.sluice.acl.NameList.Combination;
import io.sluice.acl.Subject.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The sections of a server together.
class LimitTableTest {
    private static final Subject JOE = subject("192.0.2.7");

    private static Subject subject(String address) {
        return new Subject(Rules.client(address), Optional.empty(), new Person.User("joe", Optional.of(Set.of("ftp"))));
    }

    private static Limit allowing(String names) {
        return limit(names, Order.ALLOW_DENY, rule(Effect.ALLOW, new LimitRule.Test.Always()));
    }

    private static Limit denying(String names) {
        return limit(names, Order.ALLOW_DENY, rule(Effect.DENY, new LimitRule.Test.Always()));
    }

    private static Limit silent(String names) {
        return limit(names, Order.ALLOW_DENY);
    }

    private static Limit limit(String names, Order order, LimitRule... rules) {
        return new Limit(CommandNames.parse(List.of(names.split(" "))), order, List.of(rules), Origin.CODE);
    }

    private static LimitRule rule(Effect effect, LimitRule.Test test) {
        return new LimitRule(effect, test, effect.name(), Origin.CODE);
    }

    private static LimitTable server(Limit... limits) {
        return new LimitTable(List.of(), List.of(limits));
    }

    private static boolean allows(LimitTable table, String line) {
        var words = line.split(" ", 2);
        var argument = words.length > 1 ? words[1] : "";
        return LimitTable.command(table.of(words[0], argument), argument, JOE) instanceof Outcome.Allowed;
    }

    @Test
    @DisplayName("ACL-30 a command beats its group, and that beats ALL, wherever they stand")
    void theNarrowerNameIsHeard() {
        var table = server(allowing("STOR"), denying("WRITE"), allowing("ALL"));

        assertThat(allows(table, "STOR x")).isTrue();
        assertThat(allows(table, "DELE x")).isFalse();
        assertThat(allows(table, "RETR x")).isTrue();
        assertThat(allows(server(allowing("READ"), denying("ALL")), "RETR x")).isTrue();
    }

    @Test
    @DisplayName("ACL-31 of sections of the same name the last decides, and one that decides nothing is skipped")
    void theLastDecides() {
        assertThat(allows(server(denying("STOR"), allowing("STOR")), "STOR x")).isTrue();
        assertThat(allows(server(allowing("STOR"), denying("STOR")), "STOR x")).isFalse();
        assertThat(allows(server(denying("STOR"), silent("STOR")), "STOR x")).isFalse();
        assertThat(allows(server(denying("WRITE"), silent("STOR")), "STOR x")).isFalse();
        assertThat(allows(server(silent("ALL")), "STOR x")).isTrue();
    }

    @Test
    @DisplayName("ACL-32 what stands in the root directory is heard before the server")
    void theRootIsHeardFirst() {
        var root = new LimitTable(List.of(allowing("STOR")), List.of(denying("STOR")));
        var broader = new LimitTable(List.of(allowing("ALL")), List.of(denying("WRITE")));

        assertThat(allows(root, "STOR x")).isTrue();
        assertThat(allows(broader, "STOR x")).isFalse();
        assertThat(allows(broader, "RETR x")).isTrue();
    }

    @Test
    @DisplayName("ACL-34 RNFR is in WRITE before it is in DIRS")
    void renameIsInTwoGroups() {
        assertThat(allows(server(denying("WRITE"), allowing("DIRS")), "RNFR x")).isFalse();
        assertThat(allows(server(allowing("WRITE"), denying("DIRS")), "RNFR x")).isTrue();
        assertThat(allows(server(silent("WRITE"), denying("DIRS")), "RNFR x")).isFalse();
    }

    @Test
    @DisplayName("ACL-30 a section that names a command and its group takes part in both steps")
    void oneSectionWithBothNames() {
        assertThat(allows(server(denying("WRITE STOR"), allowing("WRITE")), "STOR x"))
                .isFalse();
        assertThat(allows(server(denying("WRITE STOR"), allowing("WRITE")), "DELE x"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"CDUP,XCUP", "MKD,XMKD", "PWD,XPWD", "RMD,XRMD"})
    @DisplayName("ACL-33 a command of RFC 775 comes with its twin, both ways")
    void twins(String one, String other) {
        assertThat(allows(server(denying(one)), other)).isFalse();
        assertThat(allows(server(denying(other)), one)).isFalse();
    }

    @Test
    @DisplayName("ACL-33 CWD and XCWD are apart")
    void cwdHasNoTwin() {
        assertThat(allows(server(denying("CWD")), "XCWD x")).isTrue();
        assertThat(allows(server(denying("XCWD")), "CWD x")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "READ, RETR SIZE HASH MD5 XCRC XMD5 XSHA XSHA1 XSHA256 XSHA512, 'SITE CPFR a'",
        "WRITE, APPE DELE MKD XMKD RMD XRMD RNFR RNTO STOR STOU MFF MFMT, 'SITE CHMOD a,SITE CHGRP a,SITE MKDIR a,"
                + "SITE RMDIR a,SITE SYMLINK a,SITE UTIME a,SITE COPY a,SITE CPTO a,site chmod a'",
        "DIRS, CDUP XCUP CWD XCWD LIST NLST MLSD MLST MDTM PWD XPWD STAT RNFR, "
    })
    @DisplayName("ACL-34 the members of READ, WRITE and DIRS, and nothing else")
    void members(String group, String verbs, String sites) {
        var table = server(denying(group.toLowerCase(Locale.ROOT)));
        var denied = List.of(verbs.split(" "));

        for (var verb : List.of(verbs.split(" "))) {
            assertThat(allows(table, verb + " x")).as(verb).isFalse();
        }
        for (var line : sites == null
                ? List.<String>of()
                : List.of(sites.toUpperCase(Locale.ROOT).split(","))) {
            assertThat(allows(table, line)).as(line).isFalse();
        }
        CommandNames.GROUPS.values().stream()
                .flatMap(Set::stream)
                .filter(verb -> !verb.startsWith("SITE_") && !denied.contains(verb))
                .forEach(verb -> assertThat(allows(table, verb + " x")).as(verb).isTrue());
        for (var other : List.of("NOOP", "SITE HELP", "TYPE I", "XYZZY")) {
            assertThat(allows(table, other)).as(other).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EPRT x", "EPSV", "PASV", "PORT x", "PROT P", "OPTS UTF8 on", "OPTS MLST x"})
    @DisplayName("ACL-34 ALL leaves out data connections, PROT and OPTS, which can be named")
    void allHasExceptions(String line) {
        var verb = line.split(" ", 2)[0];

        assertThat(allows(server(denying("ALL")), line)).isTrue();
        assertThat(allows(server(denying(verb)), line)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ACCT x", "FEAT", "PASS x", "QUIT", "SYST", "USER x"})
    @DisplayName("ACL-36 PROXY-CMD-02 some commands are never limited")
    void exempt(String line) {
        assertThat(allows(server(denying("ALL " + line.split(" ", 2)[0])), line))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP", "HELP", "AUTH TLS", "XYZZY", "SITE", "SITE HELP", "RETR x", "STOR x", "LIST"})
    @DisplayName("ACL-34 ALL covers everything else, also what only the backend knows")
    void allCoversTheRest(String line) {
        assertThat(allows(server(denying("ALL")), line)).isFalse();
        assertThat(allows(server(denying("LOGIN")), line)).isTrue();
    }

    @Test
    @DisplayName("ACL-35 SITE_X is heard before SITE, and OPTS_X before OPTS, in any case and after any blanks")
    void subcommands() {
        var table = server(allowing("SITE_HELP"), denying("SITE"), denying("OPTS_UTF8"), denying("SITE_UTIME"));

        assertThat(allows(table, "SITE HELP")).isTrue();
        assertThat(allows(table, "SITE help me")).isTrue();
        assertThat(allows(table, "SITE CHMOD 644 x")).isFalse();
        assertThat(allows(table, "SITE")).isFalse();
        assertThat(allows(table, "OPTS UTF8 on")).isFalse();
        assertThat(allows(table, "OPTS   utf8\ton")).isFalse();
        assertThat(allows(table, "OPTS MLST size")).isTrue();
        assertThat(allows(server(denying("SITE_UTIME")), "SITE  UTIME x")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "allow, none, true, true",
        "deny, none, false, false",
        "silent, none, true, true",
        "silent, deny, false, false",
        "allow, deny, true, false",
        "deny, allow, true, false",
        "allow, allow, true, true",
        "deny, deny, false, false",
        "silent, allow, true, true"
    })
    @DisplayName("ACL-28 several LOGIN sections: at connect one that allows is enough, at login all must not deny")
    void severalLoginSections(String first, String second, boolean mayConnect, boolean mayLogIn) {
        var limits = new ArrayList<Limit>();
        for (var kind : List.of(first, second)) {
            switch (kind) {
                case "allow" -> limits.add(allowing("LOGIN"));
                case "deny" -> limits.add(denying("LOGIN"));
                case "silent" -> limits.add(silent("LOGIN"));
                default -> {}
            }
        }
        var table = new LimitTable(List.of(), limits);

        assertThat(table.connect(JOE) instanceof Outcome.Allowed).isEqualTo(mayConnect);
        assertThat(table.login(JOE) instanceof Outcome.Allowed).isEqualTo(mayLogIn);
    }

    @Test
    @DisplayName("ACL-28 the example of two sections in either order: X passes connect only, others not even that")
    void theTestedExample() throws BadRule {
        var x = new LimitRule.Test.OfAddress(new AddressLine(Rules.line("192.0.2.7")));
        var first =
                limit("LOGIN", Order.ALLOW_DENY, rule(Effect.ALLOW, x), rule(Effect.DENY, new LimitRule.Test.Always()));
        var second = limit("LOGIN", Order.DENY_ALLOW, rule(Effect.DENY, x));

        for (var table : List.of(server(first, second), server(second, first))) {
            assertThat(table.connect(JOE)).isInstanceOf(Outcome.Allowed.class);
            assertThat(table.login(JOE)).isInstanceOf(Outcome.Refused.class);
            assertThat(table.connect(subject("192.0.2.8"))).isInstanceOf(Outcome.Refused.class);
        }
    }

    @Test
    @DisplayName("a LOGIN section of the root directory has no part")
    void noLoginInDirectories() {
        assertThat(new LimitTable(List.of(denying("LOGIN")), List.of()).connect(JOE))
                .isInstanceOf(Outcome.Allowed.class);
    }

    @Test
    @DisplayName("ACL-84 any limits decide as an evaluator that follows the rules step by step")
    void likeTheNaiveEvaluator() throws BadRule {
        var random = new Random(42);
        for (int round = 0; round < 20_000; round++) {
            var root = limits(random);
            var server = limits(random);
            var table = new LimitTable(root, server);
            var verb = pick(random, VERBS);
            var argument = pick(random, ARGUMENTS);
            var who = subject("192.0.2." + random.nextInt(4));

            boolean allowed = LimitTable.command(table.of(verb, argument), argument, who) instanceof Outcome.Allowed;

            assertThat(allowed)
                    .as("%s %s under %s and %s", verb, argument, root, server)
                    .isEqualTo(naive(root, server, verb, argument, who));
        }
    }

    private static final List<String> NAMES = List.of(
            "STOR", "RETR", "RNFR", "SITE", "SITE_CHMOD", "OPTS", "PASV", "READ", "WRITE", "DIRS", "ALL", "XYZ");
    private static final List<String> VERBS =
            List.of("STOR", "RETR", "RNFR", "SITE", "OPTS", "PASV", "NOOP", "XYZ", "USER", "CWD");
    private static final List<String> ARGUMENTS = List.of("", "chmod 1 a", "HELP", "UTF8 on");

    private static <T> T pick(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static List<Limit> limits(Random random) throws BadRule {
        var limits = new ArrayList<Limit>();
        for (int i = random.nextInt(4); i > 0; i--) {
            var rules = new ArrayList<LimitRule>();
            for (int j = random.nextInt(3); j > 0; j--) {
                var effect = pick(random, List.of(Effect.values()));
                rules.add(rule(
                        effect,
                        switch (random.nextInt(4)) {
                            case 0 -> new LimitRule.Test.Always();
                            case 1 ->
                                new LimitRule.Test.OfUser(NameList.ofWords(
                                        List.of(pick(random, List.of("joe", "ann", "!ann"))), Combination.OR));
                            case 2 ->
                                new LimitRule.Test.OfAddress(new AddressLine(
                                        Rules.line(pick(random, List.of("192.0.2.1", "!192.0.2.2", "192.0.2.0/31")))));
                            default -> new LimitRule.Test.OfArgument(text -> Truth.of(text.endsWith("a")));
                        }));
            }
            limits.add(limit(
                    pick(random, NAMES) + " " + pick(random, NAMES),
                    pick(random, List.of(Order.values())),
                    rules.toArray(LimitRule[]::new)));
        }
        return limits;
    }

    /// The steps as they are told to people.
    private static boolean naive(List<Limit> root, List<Limit> server, String verb, String argument, Subject subject) {
        if (Set.of("ACCT", "FEAT", "PASS", "QUIT", "SYST", "USER").contains(verb)) {
            return true;
        }
        var full = Set.of("SITE", "OPTS").contains(verb) && !argument.isEmpty()
                ? verb + "_" + argument.toUpperCase(Locale.ROOT).split(" ")[0]
                : verb;
        var steps = new ArrayList<List<String>>();
        steps.add(List.of(full));
        steps.add(List.of(verb));
        for (var group : List.of("READ", "WRITE", "DIRS")) {
            steps.add(CommandNames.GROUPS.getOrDefault(group, Set.of()).contains(full) ? List.of(group) : List.of());
        }
        if (!Set.of("EPRT", "EPSV", "PASV", "PORT", "PROT", "OPTS").contains(verb)) {
            steps.add(List.of("ALL"));
        }
        for (var names : steps) {
            for (var level : List.of(root, server)) {
                for (var limit : level.reversed()) {
                    if (limit.names().stream().anyMatch(names::contains)) {
                        boolean allows = fits(limit, Effect.ALLOW, subject, argument);
                        boolean denies = fits(limit, Effect.DENY, subject, argument);
                        if (limit.order() == Order.ALLOW_DENY && (allows || denies)) {
                            return allows;
                        }
                        if (limit.order() == Order.DENY_ALLOW) {
                            return allows && !denies;
                        }
                    }
                }
            }
        }
        return true;
    }

    private static boolean fits(Limit limit, Effect effect, Subject subject, String argument) {
        return limit.rules().stream()
                .anyMatch(rule -> rule.effect() == effect && rule.fits(subject, Optional.of(argument)));
    }
}
