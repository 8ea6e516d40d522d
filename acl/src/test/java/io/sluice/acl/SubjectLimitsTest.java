package io.sluice.acl;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.acl.Limit.Order;
import io.sluice.acl.LimitRule.Effect;
import io.sluice.acl.LimitTable.Outcome;
import io.sluice.acl.Subject.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SubjectLimitsTest {
    private final List<String> asked = new ArrayList<>();
    private final SubjectLimits limits = new SubjectLimits(
            new Subject(Rules.client("192.0.2.7"), Optional.empty(), new Person.User("joe", Optional.empty())));

    /// Denies whose argument is `no`.
    private Limit onArgument() {
        Expression expression = text -> {
            asked.add(text);
            return Truth.of(text.equals("no"));
        };
        return limit(new LimitRule.Test.OfArgument(expression));
    }

    private static Limit limit(LimitRule.Test test) {
        return new Limit(
                Set.of("STOR"),
                Order.ALLOW_DENY,
                List.of(new LimitRule(Effect.DENY, test, "Deny", Origin.CODE)),
                Origin.CODE);
    }

    @Test
    @DisplayName("ACL-90 what does not hang on the argument is found once")
    void oneAnswerForAll() {
        var sections = List.of(limit(new LimitRule.Test.Always()));

        assertThat(limits.command(sections, "a")).isInstanceOf(Outcome.Refused.class);
        assertThat(limits.command(sections, "b")).isSameAs(limits.command(sections, "c"));
    }

    @Test
    @DisplayName("ACL-90 rules on the argument are asked every time")
    void argumentsAreLookedAtEveryTime() {
        var sections = List.of(onArgument());

        assertThat(limits.command(sections, "no")).isInstanceOf(Outcome.Refused.class);
        assertThat(limits.command(sections, "yes")).isInstanceOf(Outcome.Allowed.class);
        assertThat(limits.command(sections, "no")).isInstanceOf(Outcome.Refused.class);
        assertThat(asked).containsExactly("no", "yes", "no");
    }
}
