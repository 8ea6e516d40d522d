package io.sluice.config;

import java.util.List;
import java.util.Optional;

/// Why a name may be unknown, as the rest of a sentence: the module that has it is not loaded, or what is spelt almost
/// like it.
final class UnknownNames {
    private final DirectiveTable table;

    UnknownNames(DirectiveTable table) {
        this.table = table;
    }

    String directive(String name) {
        var owner = DirectiveOwners.known().ofDirective(name);
        if (owner.isPresent()) {
            return ": it belongs to " + whereabouts(owner.get());
        }
        if (table.section(name).isPresent()) {
            return ": it is a section, <" + name + " …>";
        }
        return suggestion(name, table.nearestDirectives(name));
    }

    String section(String name) {
        var owner = DirectiveOwners.known().ofSection(name);
        if (owner.isPresent()) {
            return ": it belongs to " + whereabouts(owner.get());
        }
        if (table.directive(name).isPresent()) {
            return ": it is a directive, not a section";
        }
        return suggestion(name, table.nearestSections(name));
    }

    /// Why a module cannot be loaded.
    String module(String name) {
        return DirectiveOwners.known()
                .module(name)
                .flatMap(DirectiveOwners.Owner::folder)
                .filter(folder -> !folder.equals(DirectiveOwners.CORE))
                .filter(folder -> !isLoaded(folder))
                .map(folder -> "module " + folder + " of Sluice is not present")
                .orElse("Sluice does not have it");
    }

    private String whereabouts(DirectiveOwners.Owner owner) {
        String module = owner.module();
        if (owner.folder().isEmpty()) {
            return module + ", which Sluice does not have";
        }
        String folder = owner.folder().get();
        if (folder.equals(DirectiveOwners.CORE) || isLoaded(folder)) {
            return module + ", and Sluice does not have it";
        }
        return module + " (module " + folder + "), which is not loaded";
    }

    /// Whether a module of Sluice is there: the table has a directive of it, if not all that it will have to stand for.
    private boolean isLoaded(String folder) {
        return table.all().stream()
                .filter(each -> !(each.effect() instanceof Directive.Effect.None))
                .flatMap(each -> DirectiveOwners.known().ofDirective(each.name()).stream())
                .anyMatch(owner -> owner.folder().equals(Optional.of(folder)));
    }

    private static String suggestion(String name, List<String> nearest) {
        String notAscii = name.chars().anyMatch(c -> c > 126) ? " (the name contains non-ASCII characters)" : "";
        return notAscii + (nearest.isEmpty() ? "" : ". Did you mean: " + String.join(", ", nearest) + "?");
    }
}
