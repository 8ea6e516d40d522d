package io.sluice.acl;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.acl.GeoRules.Filter;
import io.sluice.acl.GeoRules.Outcome;
import io.sluice.acl.GeoRules.Pair;
import io.sluice.acl.GeoRules.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeoRulesTest {
    private static final Map<GeoField, String> SWISS = Map.of(GeoField.COUNTRY_CODE, "CH", GeoField.CONTINENT, "EU");

    private static Filter filter(String... words) {
        var pairs = new ArrayList<Pair>();
        for (int i = 0; i < words.length; i += 2) {
            var wanted = words[i + 1];
            pairs.add(new Pair(
                    GeoField.named(words[i]).orElseThrow(),
                    text -> wanted.equals("?") ? Truth.UNKNOWN : Truth.of(text.contains(wanted))));
        }
        return new Filter(String.join(" ", words), pairs, Origin.CODE);
    }

    private static List<Filter> maybe(String country) {
        return country.equals("-") ? List.of() : List.of(filter("CountryCode", country));
    }

    @ParameterizedTest(name = "{0}, allow {1}, deny {2}: refused {3}")
    @CsvSource({
        "ALLOW_DENY, -, -, false",
        "ALLOW_DENY, -, CH, true",
        "ALLOW_DENY, -, JP, false",
        "ALLOW_DENY, CH, CH, false",
        "ALLOW_DENY, JP, CH, true",
        "ALLOW_DENY, JP, -, false",
        "DENY_ALLOW, -, -, true",
        "DENY_ALLOW, -, JP, true",
        "DENY_ALLOW, CH, -, false",
        "DENY_ALLOW, CH, CH, false",
        "DENY_ALLOW, JP, -, true"
    })
    @DisplayName("ACL-72 the policy decides where no filter does")
    void policies(Policy policy, String allow, String deny, boolean refused) {
        var outcome = new GeoRules(policy, maybe(allow), maybe(deny)).decide(SWISS);

        assertThat(outcome instanceof Outcome.Refused).isEqualTo(refused);
    }

    @Test
    @DisplayName("ACL-73 all pairs of a filter must fit, and one filter is enough")
    void pairsAndFilters() {
        assertThat(filter("CountryCode", "CH", "Continent", "EU").fits(SWISS)).isEqualTo(Truth.TRUE);
        assertThat(filter("CountryCode", "CH", "Continent", "AS").fits(SWISS)).isEqualTo(Truth.FALSE);

        var both = List.of(filter("CountryCode", "JP"), filter("Continent", "EU"));
        assertThat(new GeoRules(Policy.DENY_ALLOW, both, List.of()).decide(SWISS))
                .isInstanceOfSatisfying(
                        Outcome.Allowed.class,
                        allowed -> assertThat(allowed.by()).contains(both.get(1)));
    }

    @Test
    @DisplayName("ACL-73 a value that is unknown fits no pattern")
    void unknownValues() {
        assertThat(filter("City", "").fits(SWISS)).isEqualTo(Truth.FALSE);
    }

    @Test
    void aSearchThatIsGivenUpDeniesAndDoesNotAllow() {
        var endless = List.of(filter("CountryCode", "?"));

        assertThat(new GeoRules(Policy.ALLOW_DENY, List.of(), endless).decide(SWISS))
                .isInstanceOf(Outcome.Refused.class);
        assertThat(new GeoRules(Policy.DENY_ALLOW, endless, List.of()).decide(SWISS))
                .isInstanceOf(Outcome.Refused.class);
    }

    @Test
    @DisplayName("ACL-74 filters are named in any case")
    void namesOfFilters() {
        assertThat(GeoField.named("countrycode3")).contains(GeoField.COUNTRY_CODE_3);
        assertThat(GeoField.named("Planet")).isEmpty();
    }
}
