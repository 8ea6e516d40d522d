package io.sluice.acl.adapter;

import io.sluice.acl.AddressClass.Satisfy;
import io.sluice.acl.AddressRule;
import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Context;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Section;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// The section `<Class name>`. Sections are read in the order of the configuration, with what it includes in its place;
/// since those of `<Global>` come to a server before its own, each remembers when it was read.
final class ClassSection {
    private static final AtomicLong READ = new AtomicLong();

    /// A class as written. It may be empty; `number` grows in the order of the configuration. `directives` is what
    /// the section holds beside its rules, for those who own what else may stand there.
    record Defined(long number, String name, Satisfy satisfy, List<AddressRule> rules, DirectiveSet directives) {}

    static final Section<Defined> CLASS = new Section<>(
            "Class",
            Set.of(Context.SERVER, Context.GLOBAL),
            Context.CLASS,
            ClassSection::read,
            "Names a set of clients: `<Class name>` with rules. A client belongs to the first class of the configuration"
                    + " that has it, from its connection on.");

    private ClassSection() {}

    private static Defined read(Arguments arguments, DirectiveSet contents) throws BadValue {
        if (arguments.size() != 1) {
            throw new BadValue(arguments.size() == 0 ? "missing parameters" : "wrong number of parameters");
        }
        return new Defined(
                READ.incrementAndGet(),
                arguments.text(),
                contents.get(ClassDirectives.SATISFY),
                contents.settings(ClassDirectives.FROM).stream()
                        .flatMap(setting -> setting.value().stream())
                        .toList(),
                contents.without(ClassDirectives.FROM));
    }
}
