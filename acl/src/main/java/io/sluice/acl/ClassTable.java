package io.sluice.acl;

import io.sluice.acl.AddressClass.Membership;
import java.util.List;

/// All classes in the order of their definition. Two of the same name are two entries: a client of either is of that
/// class.
public record ClassTable(List<AddressClass> classes) {
    public ClassTable {
        classes = List.copyOf(classes);
    }

    /// The class of a client, and the rules that say so.
    public sealed interface Choice {
        record Chosen(AddressClass chosen, List<AddressRule> by) implements Choice {}

        /// No class has the client.
        record NoneFits() implements Choice {}
    }

    /// The first class that has the client; later ones are not looked at.
    public Choice classify(Client client) {
        for (var each : classes) {
            if (each.of(client) instanceof Membership.Member(var by)) {
                return new Choice.Chosen(each, by);
            }
        }
        return new Choice.NoneFits();
    }

    /// Whether a class of that name, spelt in that case, has the client, even if an earlier class has it too. A name
    /// that is not defined has nobody.
    public boolean contains(String name, Client client) {
        return classes.stream()
                .filter(each -> each.name().equals(name))
                .anyMatch(each -> each.of(client) instanceof Membership.Member);
    }
}
