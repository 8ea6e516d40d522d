package io.sluice.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// As written to checked: every directive is looked up, may stand where it stands, has the number of arguments it
/// takes, and its arguments become a value; `<Global>` is merged into every server. A directive that fails is reported
/// and left out, so that all that is wrong is found in one reading.
final class Checker {
    private static final int DEEPEST_SECTION = 64;

    private final DirectiveTable table;
    private final Set<String> modules;
    private final Complaints complaints;
    private final UnknownNames unknownNames;
    private final List<Configuration.ServerBlock> virtualHosts = new ArrayList<>();
    private final DirectiveSet.Builder global = new DirectiveSet.Builder();

    Checker(DirectiveTable table, Set<String> modules, Complaints complaints) {
        this.table = table;
        this.modules = modules;
        this.complaints = complaints;
        this.unknownNames = new UnknownNames(table, modules);
    }

    Configuration check(String file, List<Node> top) {
        var main = new Configuration.ServerBlock(
                List.of(), contents(top, Place.of(Context.SERVER), 0), new Position(file, 0));
        var everywhere = global.build();
        return new Configuration(
                withGlobal(main, everywhere),
                virtualHosts.stream().map(host -> withGlobal(host, everywhere)).toList(),
                complaints.warnings());
    }

    private static Configuration.ServerBlock withGlobal(Configuration.ServerBlock server, DirectiveSet global) {
        return new Configuration.ServerBlock(
                server.addresses(), server.directives().completedBy(global), server.position());
    }

    private DirectiveSet contents(List<Node> nodes, Place place, int depth) {
        var into = new DirectiveSet.Builder();
        for (Node node : nodes) {
            switch (node) {
                case Node.Line line ->
                    table.directive(line.name())
                            .ifPresentOrElse(
                                    directive -> directive(directive, line, place, into),
                                    () -> complaints.unknown(
                                            line.name(), line.position(), unknownNames.directive(line.name())));
                case Node.Block block ->
                    table.section(block.name())
                            .ifPresentOrElse(
                                    section -> section(section, block, place, into, depth + 1),
                                    () -> complaints.unknown(
                                            "<" + block.name() + ">",
                                            block.position(),
                                            unknownNames.section(block.name())));
            }
        }
        return into.build();
    }

    private <T> void directive(Directive<T> directive, Node.Line line, Place place, DirectiveSet.Builder into) {
        String usage = directive.syntax().isEmpty() ? "" : "; expected: " + directive + " " + directive.syntax();
        if (!place.admits(directive)) {
            complaints.fatal(directive.name(), place.refusal(), line.position(), allowed(directive.contexts()));
        } else if (line.words().size() < directive.fewestArguments()) {
            complaints.fatal(directive.name(), "missing parameters", line.position(), usage);
        } else if (line.words().size() > directive.mostArguments()) {
            complaints.fatal(directive.name(), "wrong number of parameters", line.position(), usage);
        } else {
            try {
                var value = directive
                        .parser()
                        .parse(new Arguments(
                                line.words(),
                                line.position(),
                                text -> complaints.warning(
                                        line.position(), directive.name() + ": " + text + " on " + line.position())));
                into.put(directive, value, line.position());
            } catch (BadValue e) {
                complaints.fatal(directive.name(), e.text(), line.position(), e.hint() + usage);
            }
            if (directive.equals(LanguageDirectives.LOAD_MODULE)) {
                loadModule(line);
            }
        }
    }

    private <T> void section(Section<T> section, Node.Block block, Place place, DirectiveSet.Builder into, int depth) {
        String name = "<" + section.name() + ">";
        if (depth > DEEPEST_SECTION) {
            complaints.fatal(name, "sections nested more than " + DEEPEST_SECTION + " deep", block.position());
            return;
        }
        if (!section.contexts().contains(place.context())) {
            complaints.fatal(name, place.refusal(), block.position(), allowed(section.contexts()));
        }
        var contents = contents(block.contents(), Place.inside(section), depth);
        try {
            var value = section.parser().parse(new Arguments(block.words(), block.position()), contents);
            if (section.equals(LanguageSections.VIRTUAL_HOST)) {
                virtualHosts.add(new Configuration.ServerBlock(block.words(), contents, block.position()));
            } else if (section.equals(LanguageSections.GLOBAL)) {
                global.putAll(contents);
            } else {
                into.put(section, value, block.position());
            }
        } catch (BadValue e) {
            complaints.fatal(name, e.text(), block.position(), e.hint());
        }
    }

    private void loadModule(Node.Line line) {
        String module = line.words().getFirst();
        if (!modules.contains(module)) {
            complaints.fatal(
                    LanguageDirectives.LOAD_MODULE.name(),
                    "error loading module '" + module + "': No such file or directory",
                    line.position(),
                    ": " + unknownNames.module(module));
        }
    }

    /// Where something stands, and the name of that place in messages.
    private record Place(Context context, String name) {
        static Place of(Context context) {
            return new Place(context, context.text());
        }

        static Place inside(Section<?> section) {
            return section.inside() == Context.OVERLAY
                    ? new Place(Context.OVERLAY, "<" + section.name() + ">")
                    : of(section.inside());
        }

        boolean admits(Directive<?> directive) {
            return directive.contexts().contains(context == Context.OVERLAY ? Context.GLOBAL : context);
        }

        String refusal() {
            return "directive not allowed in " + name + " context";
        }
    }

    private static String allowed(Set<Context> contexts) {
        return "; allowed in: "
                + String.join(
                        ", ", contexts.stream().sorted().map(Context::text).toList());
    }
}
