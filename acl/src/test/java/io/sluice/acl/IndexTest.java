package io.sluice.acl;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.acl.AddressClass.Membership;
import io.sluice.acl.AddressClass.Satisfy;
import io.sluice.acl.ClassTable.Choice;
import io.sluice.acl.Limit.Order;
import io.sluice.acl.Limit.Ruling;
import io.sluice.acl.LimitRule.Effect;
import io.sluice.acl.Subject.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is found in an index is what trying one rule after the other finds.
class IndexTest {
    private static final long SEED = Long.getLong("sluice.acl.seed", new Random().nextLong());
    private static final int ROUNDS = 400;
    private static final int CLIENTS = 40;

    private final RandomRules random = new RandomRules(SEED);

    @Test
    @DisplayName("ACL-84 random classes have the clients that each rule for itself says they have, by the same rules")
    void classes() throws BadRule {
        for (int round = 0; round < ROUNDS; round++) {
            var classes = new ArrayList<AddressClass>();
            for (int i = random.below(8); i >= 0; i--) {
                classes.add(new AddressClass(
                        "class" + random.below(4),
                        random.oneOf(Satisfy.ANY, Satisfy.ANY, Satisfy.ALL),
                        random.line(random.oneOf(3, 40), random.below(2) == 0),
                        Origin.CODE));
            }
            var table = new ClassTable(classes);

            for (int i = 0; i < CLIENTS; i++) {
                var client = random.client();
                var expected = firstWith(classes, client);
                assertThat(table.classify(client)).as(seen(client, classes)).isEqualTo(expected);
                assertThat(table.classOf(client))
                        .as(seen(client, classes))
                        .isEqualTo(
                                expected instanceof Choice.Chosen(var chosen, var _)
                                        ? Optional.of(chosen)
                                        : Optional.empty());
                for (var each : classes) {
                    assertThat(table.contains(each.name(), client))
                            .as(seen(client, classes))
                            .isEqualTo(classes.stream()
                                    .filter(other -> other.name().equals(each.name()))
                                    .anyMatch(other -> other.of(client) instanceof Membership.Member));
                }
            }
        }
    }

    private static Choice firstWith(List<AddressClass> classes, Client client) {
        for (var each : classes) {
            if (each.of(client) instanceof Membership.Member(var by)) {
                return new Choice.Chosen(each, by);
            }
        }
        return new Choice.NoneFits();
    }

    @Test
    @DisplayName("ACL-84 random limits on addresses decide as each rule for itself does, by the same rule")
    void limits() throws BadRule {
        for (int round = 0; round < ROUNDS; round++) {
            var rules = new ArrayList<LimitRule>();
            for (int i = random.below(20); i > 0; i--) {
                rules.add(new LimitRule(
                        random.oneOf(Effect.values()),
                        new LimitRule.Test.OfAddress(new AddressLine(random.line(4, true))),
                        "rule " + i,
                        Origin.CODE));
            }
            var limit = new Limit(Set.of("STOR"), random.oneOf(Order.values()), rules, Origin.CODE);

            for (int i = 0; i < CLIENTS; i++) {
                var client = random.client();
                var subject = new Subject(client, Optional.empty(), new Person.Stranger());
                assertThat(limit.decide(subject, Optional.of("")))
                        .as(seen(client, rules))
                        .isEqualTo(oneByOne(limit.order(), rules, subject));
            }
        }
    }

    private static Ruling oneByOne(Order order, List<LimitRule> rules, Subject subject) {
        var allows = first(rules, Effect.ALLOW, subject).<Ruling>map(Ruling.Allowed::new);
        var denies = first(rules, Effect.DENY, subject).<Ruling>map(Ruling.Denied::new);
        return switch (order) {
            case ALLOW_DENY -> allows.or(() -> denies).orElse(new Ruling.Undecided());
            case DENY_ALLOW -> denies.or(() -> allows).orElse(new Ruling.DeniedByOrder());
        };
    }

    private static Optional<LimitRule> first(List<LimitRule> rules, Effect effect, Subject subject) {
        return rules.stream()
                .filter(rule -> rule.effect() == effect && rule.fits(subject, Optional.of("")))
                .findFirst();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.1.*",
                "10.1.2.*",
                "10.",
                "10.1.2.[4-9]",
                "10.1.2.1?",
                "10.1.2.1*",
                "::ffff:10.1.2.*",
                "2001:db8:*",
                "*"
            })
    @DisplayName("ACL-82 shell patterns that mean networks are taken as networks")
    void patternsInDisguise(String pattern) throws BadRule {
        assertThat(Rules.rule(pattern).pattern())
                .isInstanceOfSatisfying(
                        AddressPattern.AddressGlob.class,
                        glob -> assertThat(glob.networks()).isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.*.1", "1?.0.0.1", "2001:0:*", "*:1", "[12].*", "010.*", "::ffff:*"})
    @DisplayName("ACL-82 shell patterns that mean no networks are tried as they are")
    void otherPatterns(String pattern) throws BadRule {
        assertThat(Rules.rule(pattern).pattern())
                .isInstanceOfSatisfying(
                        AddressPattern.AddressGlob.class,
                        glob -> assertThat(glob.networks()).isEmpty());
    }

    private static String seen(Client client, List<?> rules) {
        return "-Dsluice.acl.seed=" + SEED + ": " + client.name() + " " + client + " and " + rules;
    }
}
