package io.sluice.acl;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.acl.Limit.Order;
import io.sluice.acl.Limit.Ruling;
import io.sluice.acl.LimitRule.Effect;
import io.sluice.acl.LimitRule.Test.Always;
import io.sluice.acl.LimitRule.Test.OfAddress;
import io.sluice.acl.LimitRule.Test.OfArgument;
import io.sluice.acl.LimitRule.Test.OfClass;
import io.sluice.acl.LimitRule.Test.OfGroup;
import io.sluice.acl.LimitRule.Test.OfUser;
import io.sluice.acl.NameList.Combination;
import io.sluice.acl.Subject.Person;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// One section.
class LimitTest {
    private static final Person STRANGER = new Person.Stranger();

    private static Person user(String name, String... groups) {
        return new Person.User(name, Optional.of(Set.of(groups)));
    }

    private static Subject subject(Person person) {
        return new Subject(Rules.client("192.0.2.7"), Optional.of("staff"), person);
    }

    private static LimitRule rule(Effect effect, LimitRule.Test test) {
        return new LimitRule(effect, test, effect + " " + test, Origin.CODE);
    }

    private static NameList names(Combination unlessSaid, String words) {
        return NameList.ofWords(List.of(words.split(" ")), unlessSaid);
    }

    private static Ruling ruling(Order order, Subject subject, LimitRule... rules) {
        return new Limit(Set.of("STOR"), order, List.of(rules), Origin.CODE).decide(subject, Optional.of("a.txt"));
    }

    private static boolean fits(LimitRule.Test test, Subject subject) {
        return rule(Effect.ALLOW, test).fits(subject, Optional.of(""));
    }

    @ParameterizedTest
    @CsvSource({
        "true,  false, ALLOW_DENY, Allowed",
        "true,  true,  ALLOW_DENY, Allowed",
        "false, true,  ALLOW_DENY, Denied",
        "false, false, ALLOW_DENY, Undecided",
        "true,  false, DENY_ALLOW, Allowed",
        "true,  true,  DENY_ALLOW, Denied",
        "false, true,  DENY_ALLOW, Denied",
        "false, false, DENY_ALLOW, DeniedByOrder"
    })
    @DisplayName("ACL-24 the truth table of rules that fit and the order")
    void theOrderDecidesWhatWins(boolean allows, boolean denies, Order order, String expected) throws BadRule {
        var here = new OfAddress(new AddressLine(Rules.line("192.0.2.0/24")));
        var elsewhere = new OfAddress(new AddressLine(Rules.line("198.51.100.0/24")));

        var ruling = ruling(
                order,
                subject(STRANGER),
                rule(Effect.DENY, denies ? here : elsewhere),
                rule(Effect.ALLOW, allows ? here : elsewhere));

        assertThat(ruling.getClass().getSimpleName()).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("ACL-24 an empty section denies by its order or decides nothing")
    void anEmptySection(Order order) {
        assertThat(ruling(order, subject(STRANGER)))
                .isEqualTo(order == Order.ALLOW_DENY ? new Ruling.Undecided() : new Ruling.DeniedByOrder());
    }

    @Test
    @DisplayName("a decision names the rule: of those that deny DenyAll first, of those that allow AllowAll last")
    void theRuleIsNamed() {
        var allowAll = rule(Effect.ALLOW, new Always());
        var allowUser = rule(Effect.ALLOW, new OfUser(names(Combination.OR, "joe")));
        var denyAll = rule(Effect.DENY, new Always());
        var denyUser = rule(Effect.DENY, new OfUser(names(Combination.OR, "joe")));

        assertThat(ruling(Order.ALLOW_DENY, subject(user("joe")), allowAll, allowUser))
                .isEqualTo(new Ruling.Allowed(allowUser));
        assertThat(ruling(Order.DENY_ALLOW, subject(user("joe")), denyUser, denyAll))
                .isEqualTo(new Ruling.Denied(denyAll));
    }

    @Nested
    class Names {
        @ParameterizedTest
        @CsvSource({
            "joe, true", "'ann joe', true", "'ann,joe', true", "ann, false", "'AND joe joe', true",
            "'and joe ann', false", "'And joe !ann', true", "'OR ann joe', true", "!joe, false", "!ann, true",
            "'!joe ann', false", "JOE, false", "*, false", "AND, false", "OR, false"
        })
        @DisplayName("ACL-16 AllowUser is OR unless it says AND, in any case; ! inverts a name")
        void users(String words, boolean fits) {
            assertThat(fits(new OfUser(names(Combination.OR, words)), subject(user("joe"))))
                    .isEqualTo(fits);
        }

        @ParameterizedTest
        @CsvSource({
            "ftp, true",
            "www, true",
            "'ftp www', true",
            "'ftp,adm', false",
            "'OR ftp adm', true",
            "'or adm mail', false",
            "'ftp !adm', true",
            "!ftp, false",
            "FTP, false"
        })
        @DisplayName("ACL-17 AllowGroup is AND unless it says OR, over all groups of the user")
        void groups(String words, boolean fits) {
            assertThat(fits(new OfGroup(names(Combination.AND, words)), subject(user("joe", "ftp", "www"))))
                    .isEqualTo(fits);
        }

        @ParameterizedTest
        @CsvSource({"staff, true", "'guests staff', true", "guests, false", "!guests, true", "!staff, false"})
        @DisplayName("ACL-18 AllowClass is OR; ! inverts a name")
        void classes(String words, boolean fits) {
            assertThat(fits(new OfClass(names(Combination.OR, words)), subject(STRANGER)))
                    .isEqualTo(fits);
        }

        @ParameterizedTest
        @EnumSource
        @DisplayName("ACL-18 no rule on classes fits a client without one, not even !name")
        void withoutClass(Effect effect) {
            var nobody = new Subject(Rules.client("192.0.2.7"), Optional.empty(), STRANGER);

            for (var words : List.of("staff", "!staff")) {
                assertThat(rule(effect, new OfClass(names(Combination.OR, words)))
                                .fits(nobody, Optional.of("")))
                        .isFalse();
            }
        }

        @Test
        @DisplayName("ACL-16 ACL-17 ACL-18 an expression is looked for in the user, any group, the class")
        void expressions() {
            var list = new NameList.Matching(text -> Truth.of(text.contains("ww")));

            assertThat(fits(new OfUser(list), subject(user("awwb")))).isTrue();
            assertThat(fits(new OfUser(list), subject(user("joe", "www")))).isFalse();
            assertThat(fits(new OfGroup(list), subject(user("joe", "ftp", "www"))))
                    .isTrue();
            assertThat(fits(new OfGroup(list), subject(user("joe", "ftp")))).isFalse();
            assertThat(fits(new OfClass(list), subject(user("joe")))).isFalse();
        }

        @Test
        @DisplayName("ACL-20 of a stranger rules that allow users or groups fit, those that deny them do not")
        void strangers() {
            for (var test :
                    List.of(new OfUser(names(Combination.OR, "joe")), new OfGroup(names(Combination.AND, "ftp")))) {
                assertThat(rule(Effect.ALLOW, test).fits(subject(STRANGER), Optional.empty()))
                        .isTrue();
                assertThat(rule(Effect.DENY, test).fits(subject(STRANGER), Optional.empty()))
                        .isFalse();
            }
        }

        @Test
        @DisplayName("ACL-21 of a user whose groups nobody knows no rule on groups fits")
        void unknownGroups() {
            var joe = subject(new Person.User("joe", Optional.empty()));

            for (var words : List.of("ftp", "!ftp")) {
                var test = new OfGroup(names(Combination.AND, words));
                assertThat(rule(Effect.ALLOW, test).fits(joe, Optional.of(""))).isFalse();
                assertThat(rule(Effect.DENY, test).fits(joe, Optional.of(""))).isFalse();
            }
        }
    }

    @Test
    @DisplayName("ACL-23 a filter looks at the argument, and at no login")
    void filters() {
        var filter = new OfArgument(text -> Truth.of(text.endsWith(".txt")));

        assertThat(rule(Effect.DENY, filter).fits(subject(STRANGER), Optional.of("a.txt")))
                .isTrue();
        assertThat(rule(Effect.DENY, filter).fits(subject(STRANGER), Optional.of("a.exe")))
                .isFalse();
        assertThat(rule(Effect.DENY, filter).fits(subject(STRANGER), Optional.empty()))
                .isFalse();
    }

    @Test
    @DisplayName("a search that was given up denies and does not allow")
    void whatIsUnknownNeverHelps() {
        for (var test : List.of(
                new OfArgument(_ -> Truth.UNKNOWN),
                new OfUser(new NameList.Matching(_ -> Truth.UNKNOWN)),
                new OfGroup(new NameList.Matching(_ -> Truth.UNKNOWN)))) {
            assertThat(rule(Effect.DENY, test).fits(subject(user("joe", "ftp")), Optional.of("x")))
                    .isTrue();
            assertThat(rule(Effect.ALLOW, test).fits(subject(user("joe", "ftp")), Optional.of("x")))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, true",
        "'198.51.100.1 192.0.2.7', true",
        "198.51.100.1, false",
        "!198.51.100.1, true",
        "!192.0.2.7, false",
        "'!198.51.100.1 !203.0.113.1', true",
        "'!198.51.100.1 !192.0.2.7', false",
        "'192.0.2.0/24 !192.0.2.7', false",
        "'!192.0.2.7,192.0.2.0/24', false",
        "'192.0.2.0/24 !192.0.2.8', true",
        "'198.51.100.0/24 !192.0.2.8', false",
        "all, true",
        "none, false",
        "'none 192.0.2.7', false",
        "'all !192.0.2.7', false"
    })
    @DisplayName(
            "ACL-14 ACL-15 a line is true if no negated rule names the client, and one of the others, if any, does")
    void lines(String words, boolean holds) throws BadRule {
        assertThat(new AddressLine(Rules.line(words.split(" "))).holds(Rules.client("192.0.2.7")))
                .isEqualTo(holds);
    }

    @Test
    @DisplayName("ACL-15 lines are independent: one with a negated rule does not end the search")
    void linesAreIndependent() throws BadRule {
        var lines = Arrays.asList(
                rule(Effect.ALLOW, new OfAddress(new AddressLine(Rules.line("!192.0.2.7")))),
                rule(Effect.ALLOW, new OfAddress(new AddressLine(Rules.line("192.0.2.7")))));

        assertThat(ruling(Order.DENY_ALLOW, subject(STRANGER), lines.toArray(LimitRule[]::new)))
                .isEqualTo(new Ruling.Allowed(lines.getLast()));
    }
}
