package io.sluice.acl;

import static io.sluice.acl.Rules.client;
import static io.sluice.acl.Rules.line;
import static io.sluice.acl.Rules.rule;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.acl.AddressClass.Membership;
import io.sluice.acl.AddressClass.Satisfy;
import io.sluice.acl.ClassTable.Choice;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ClassTableTest {
    private static AddressClass partners(Satisfy satisfy, String... rules) throws BadRule {
        return new AddressClass("partners", satisfy, line(rules), Origin.CODE);
    }

    private static AddressClass with(String name, String... rules) throws BadRule {
        return new AddressClass(name, Satisfy.ANY, line(rules), Origin.CODE);
    }

    @Nested
    class Satisfying {
        @Test
        @DisplayName("ACL-42 any: the first true rule is the reason")
        void anyNeedsOneRule() throws BadRule {
            var partners = partners(Satisfy.ANY, "192.0.2.0/24", "192.0.2.7", "2001:db8::/32");

            assertThat(partners.of(client("192.0.2.7")))
                    .isEqualTo(new Membership.Member(List.of(rule("192.0.2.0/24"))));
            assertThat(partners.of(client("198.51.100.1"))).isEqualTo(new Membership.Outsider(partners.rules()));
        }

        @Test
        @DisplayName("ACL-42 any: two negated rules have everybody")
        void anyOfTwoNegationsIsEverybody() throws BadRule {
            var partners = partners(Satisfy.ANY, "!192.0.2.1", "!192.0.2.2");

            assertThat(partners.of(client("192.0.2.1"))).isInstanceOf(Membership.Member.class);
            assertThat(partners.of(client("192.0.2.2"))).isInstanceOf(Membership.Member.class);
        }

        @Test
        @DisplayName("ACL-42 all: a domain but for one host")
        void allNeedsEveryRule() throws BadRule {
            var partners = partners(Satisfy.ALL, ".example.com", "!bad.example.com");

            assertThat(partners.of(Rules.named("192.0.2.7", "good.example.com")))
                    .isEqualTo(new Membership.Member(partners.rules()));
            assertThat(partners.of(Rules.named("192.0.2.8", "bad.example.com")))
                    .isEqualTo(new Membership.Outsider(List.of(rule("!bad.example.com"))));
        }

        @Test
        void allOfTwoAddressesIsNobody() throws BadRule {
            var partners = partners(Satisfy.ALL, "192.0.2.1", "192.0.2.2");

            assertThat(partners.of(client("192.0.2.1"))).isInstanceOf(Membership.Outsider.class);
        }

        @Test
        void noneIsFalseAndAllIsTrue() throws BadRule {
            assertThat(partners(Satisfy.ANY, "none").of(client("192.0.2.1"))).isInstanceOf(Membership.Outsider.class);
            assertThat(partners(Satisfy.ALL, "all").of(client("192.0.2.1"))).isInstanceOf(Membership.Member.class);
        }
    }

    @Test
    @DisplayName("ACL-41 the first class that has a client is its class")
    void theFirstClassDecides() throws BadRule {
        var near = with("near", "192.0.2.0/24");
        var table = new ClassTable(List.of(near, with("everyone", "all")));

        assertThat(table.classify(client("192.0.2.1"))).isEqualTo(new Choice.Chosen(near, near.rules()));
        assertThat(table.contains("everyone", client("192.0.2.1"))).isTrue();
    }

    @Test
    @DisplayName("ACL-43 of two classes of one name either is enough")
    void classesOfOneNameAddUp() throws BadRule {
        var table = new ClassTable(List.of(with("near", "192.0.2.1"), with("near", "192.0.2.2")));

        assertThat(table.classify(client("192.0.2.2"))).isInstanceOf(Choice.Chosen.class);
        assertThat(table.contains("near", client("192.0.2.1"))).isTrue();
        assertThat(table.contains("near", client("192.0.2.2"))).isTrue();
    }

    @Test
    void aNameThatIsNotDefinedHasNobody() throws BadRule {
        var table = new ClassTable(List.of(with("near", "all")));

        assertThat(table.contains("Near", client("192.0.2.1"))).isFalse();
        assertThat(new ClassTable(List.of()).classify(client("192.0.2.1"))).isEqualTo(new Choice.NoneFits());
    }
}
