package io.sluice.config;

import java.util.Set;

/// A section that a module defines, such as `<Class name>`: its name, where it may stand, in which context its contents
/// are read, and how header and contents become a value. Like a [Directive] it is both table entry and typed key.
public record Section<T>(String name, Set<Context> contexts, Context inside, Parser<T> parser, String help) {

    /// Turns one occurrence into its value: the arguments of the header, and the directives and sections inside.
    @FunctionalInterface
    public interface Parser<T> {
        T parse(Arguments arguments, DirectiveSet contents) throws BadValue;
    }

    public Section {
        contexts = Set.copyOf(contexts);
    }
}
