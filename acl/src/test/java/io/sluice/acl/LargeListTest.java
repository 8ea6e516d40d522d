package io.sluice.acl;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.acl.AddressClass.Satisfy;
import io.sluice.acl.ClassTable.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LargeListTest {
    private static final int SIZE = 1_000_000;
    private static final long MOST_BYTES = 150L << 20;

    private static AddressRule rule(Random random, int line) throws BadRule {
        var address = (1 + random.nextInt(223)) + "." + random.nextInt(256) + "." + random.nextInt(256) + "."
                + random.nextInt(256);
        var text = line % 8 == 0
                ? "2001:db8:" + Integer.toHexString(random.nextInt(1 << 16)) + ":"
                        + Integer.toHexString(random.nextInt(1 << 16)) + "::/64"
                : line % 8 == 1 ? address + "/" + (20 + random.nextInt(13)) : address;
        return AddressRule.parse(text, new Origin("list", line));
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    @DisplayName("ACL-83 a million addresses and networks fit in 150 MiB, with their lines, and decide like few")
    void fitsInMemory() throws BadRule {
        long before = used();
        var random = new Random(1);
        var rules = new ArrayList<AddressRule>(SIZE);
        for (int line = 1; line <= SIZE; line++) {
            rules.add(rule(random, line));
        }
        var listed = new AddressClass("listed", Satisfy.ANY, rules, Origin.CODE);
        rules.clear();
        rules.trimToSize();
        var table = new ClassTable(List.of(listed));

        assertThat(used() - before).isLessThan(MOST_BYTES);
        for (int i = 0; i < SIZE; i += 99_991) {
            var each = listed.rules().get(i);
            var client = Rules.client(each.text().replaceFirst("/.*", ""));
            assertThat(table.classify(client))
                    .isInstanceOfSatisfying(
                            Choice.Chosen.class,
                            chosen -> assertThat(chosen.by().getFirst().origin().line())
                                    .isLessThanOrEqualTo(each.origin().line()));
        }
    }
}
