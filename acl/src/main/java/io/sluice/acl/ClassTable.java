package io.sluice.acl;

import io.sluice.acl.AddressClass.Membership;
import io.sluice.acl.AddressClass.Satisfy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// All classes in the order of their definition. Two of the same name are two entries: a client of either is of that
/// class.
///
/// The rules of all classes of which one true rule is enough, none of them negated, are one index: it finds the first
/// of them that has a client, however many there are. Other classes have an index each, and are asked one after the
/// other as far as they stand before that one.
public final class ClassTable {
    private final List<AddressClass> classes;
    private final List<Optional<AddressClass>> results;
    private final PatternIndex ofSimple;

    /// For each class the number of rules in the index before its own.
    private final int[] firstRule;

    private final List<Compound> compounds = new ArrayList<>();
    private final Map<String, List<RuleIndex>> byName = new ConcurrentHashMap<>();

    private record Compound(int number, RuleIndex rules) {}

    /// The class of a client, and the rules that say so.
    public sealed interface Choice {
        record Chosen(AddressClass chosen, List<AddressRule> by) implements Choice {}

        /// No class has the client.
        record NoneFits() implements Choice {}
    }

    public ClassTable(List<AddressClass> classes) {
        this.classes = List.copyOf(classes);
        results = this.classes.stream().map(Optional::of).toList();
        firstRule = new int[this.classes.size() + 1];
        var builder = new PatternIndex.Builder();
        for (int i = 0; i < this.classes.size(); i++) {
            var each = this.classes.get(i);
            firstRule[i + 1] = firstRule[i];
            if (isSimple(each)) {
                for (var rule : each.rules()) {
                    builder.add(rule.pattern(), firstRule[i + 1]++);
                }
            } else {
                compounds.add(new Compound(i, new RuleIndex(each)));
            }
        }
        ofSimple = builder.build();
    }

    private static boolean isSimple(AddressClass each) {
        return each.satisfy() == Satisfy.ANY && each.rules().stream().noneMatch(AddressRule::negated);
    }

    public List<AddressClass> classes() {
        return classes;
    }

    /// The class of a client, without a reason: the first that has it. Allocates nothing.
    public Optional<AddressClass> classOf(Client client) {
        int rule = ofSimple.fitting(client);
        int simple = classWith(rule);
        var compound = compoundBefore(simple, client);
        int chosen = compound == null ? simple : compound.number;
        return chosen < classes.size() ? results.get(chosen) : Optional.empty();
    }

    /// The first class that has the client; later ones are not looked at.
    public Choice classify(Client client) {
        int rule = ofSimple.fitting(client);
        int simple = classWith(rule);
        var compound = compoundBefore(simple, client);
        if (compound != null && compound.rules.membership(client) instanceof Membership.Member(var by)) {
            return new Choice.Chosen(compound.rules.indexed(), by);
        }
        if (simple == classes.size()) {
            return new Choice.NoneFits();
        }
        var chosen = classes.get(simple);
        int number = rule - firstRule[simple];
        // A part of the list: of a million rules one is seldom in the processor's cache, and nobody may look at it.
        return new Choice.Chosen(chosen, chosen.rules().subList(number, number + 1));
    }

    /// The class that has a rule of the index, or their number if none has.
    private int classWith(int rule) {
        if (rule == PatternIndex.NONE) {
            return classes.size();
        }
        int low = 0;
        int high = classes.size();
        while (high - low > 1) {
            int middle = (low + high) / 2;
            if (firstRule[middle] <= rule) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private @Nullable Compound compoundBefore(int number, Client client) {
        for (int i = 0; i < compounds.size() && compounds.get(i).number < number; i++) {
            if (compounds.get(i).rules.has(client)) {
                return compounds.get(i);
            }
        }
        return null;
    }

    /// Whether a class of that name, spelt in that case, has the client, even if an earlier class has it too. A name
    /// that is not defined has nobody. Classes that are asked about by name have an index from then on.
    public boolean contains(String name, Client client) {
        for (var rules : byName.computeIfAbsent(name, this::named)) {
            if (rules.has(client)) {
                return true;
            }
        }
        return false;
    }

    private List<RuleIndex> named(String name) {
        return classes.stream()
                .filter(each -> each.name().equals(name))
                .map(RuleIndex::new)
                .toList();
    }
}
