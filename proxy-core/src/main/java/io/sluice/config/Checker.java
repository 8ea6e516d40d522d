package io.sluice.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Written to checked: every directive is looked up, may stand where it stands, has the number of arguments it
/// takes, and its arguments become a value; `<Global>` is merged into every server. A directive that fails is reported
/// and left out, so that all that is wrong is found in one reading.
final class Checker implements Parser.Handler {
    private static final int DEEPEST_SECTION = 64;

    private final DirectiveTable table;
    private final Set<String> modules;
    private final Complaints complaints;
    private final UnknownNames unknownNames;
    private final List<Configuration.ServerBlock> virtualHosts = new ArrayList<>();
    private final DirectiveSet.Builder main = new DirectiveSet.Builder();
    private final DirectiveSet.Builder global = new DirectiveSet.Builder();
    private final Deque<OpenSection> open = new ArrayDeque<>();
    private int openUnread; // sections that are open from the outermost on that is not read

    private record OpenSection(
            Section<?> section, List<String> words, Position position, DirectiveSet.Builder contents) {}

    Checker(DirectiveTable table, Set<String> modules, Complaints complaints) {
        this.table = table;
        this.modules = modules;
        this.complaints = complaints;
        this.unknownNames = new UnknownNames(table);
    }

    /// What has been taken, once it is all.
    Configuration checked(String file) {
        var server = new Configuration.ServerBlock(List.of(), main.build(), new Position(file, 0));
        var everywhere = global.build();
        return new Configuration(
                withGlobal(server, everywhere),
                virtualHosts.stream().map(host -> withGlobal(host, everywhere)).toList(),
                complaints.warnings());
    }

    private static Configuration.ServerBlock withGlobal(Configuration.ServerBlock server, DirectiveSet global) {
        return new Configuration.ServerBlock(
                server.addresses(), server.directives().completedBy(global), server.position());
    }

    private Place place() {
        return open.isEmpty()
                ? Place.of(Context.SERVER)
                : Place.inside(open.getFirst().section());
    }

    private DirectiveSet.Builder into() {
        return open.isEmpty() ? main : open.getFirst().contents();
    }

    @Override
    public void directive(String name, List<String> arguments, Position position) {
        if (openUnread == 0) {
            table.directive(name)
                    .ifPresentOrElse(
                            directive -> directive(directive, arguments, position),
                            () -> complaints.unknown(name, position, unknownNames.directive(name)));
        }
    }

    private <T> void directive(Directive<T> directive, List<String> words, Position position) {
        var place = place();
        if (!place.admits(directive)) {
            complaints.fatal(directive.name(), place.refusal(), position, allowed(directive.contexts()));
        } else if (words.size() < directive.fewestArguments()) {
            complaints.fatal(directive.name(), "missing parameters", position, usage(directive));
        } else if (words.size() > directive.mostArguments()) {
            complaints.fatal(directive.name(), "wrong number of parameters", position, usage(directive));
        } else {
            try {
                var value = directive
                        .parser()
                        .parse(new Arguments(
                                words,
                                position,
                                text -> complaints.warning(
                                        position, directive.name() + ": " + text + " on " + position)));
                into().put(directive, value, position);
            } catch (BadValue e) {
                complaints.fatal(directive.name(), e.text(), position, e.hint() + usage(directive));
            }
            if (directive.equals(LanguageDirectives.LOAD_MODULE)) {
                loadModule(words.getFirst(), position);
            }
        }
    }

    private static String usage(Directive<?> directive) {
        return directive.syntax().isEmpty() ? "" : "; expected: " + directive + " " + directive.syntax();
    }

    @Override
    public void open(String name, List<String> arguments, Position position) {
        var section = openUnread == 0 ? table.section(name) : Optional.<Section<?>>empty();
        if (section.isEmpty()) {
            if (openUnread == 0) {
                complaints.unknown("<" + name + ">", position, unknownNames.section(name));
            }
            openUnread++;
        } else if (open.size() == DEEPEST_SECTION) {
            complaints.fatal(title(section.get()), "sections nested more than " + DEEPEST_SECTION + " deep", position);
            openUnread++;
        } else {
            if (!section.get().contexts().contains(place().context())) {
                complaints.fatal(
                        title(section.get()),
                        place().refusal(),
                        position,
                        allowed(section.get().contexts()));
            }
            open.push(new OpenSection(section.get(), arguments, position, new DirectiveSet.Builder()));
        }
    }

    @Override
    public void close() {
        if (openUnread > 0) {
            openUnread--;
        } else {
            var closed = open.pop();
            section(closed.section(), closed);
        }
    }

    private <T> void section(Section<T> section, OpenSection closed) {
        var contents = closed.contents().build();
        try {
            var value = section.parser().parse(new Arguments(closed.words(), closed.position()), contents);
            if (section.equals(LanguageSections.VIRTUAL_HOST)) {
                virtualHosts.add(new Configuration.ServerBlock(closed.words(), contents, closed.position()));
            } else if (section.equals(LanguageSections.GLOBAL)) {
                global.putAll(contents);
            } else {
                into().put(section, value, closed.position());
            }
        } catch (BadValue e) {
            complaints.fatal(title(section), e.text(), closed.position(), e.hint());
        }
    }

    private static String title(Section<?> section) {
        return "<" + section.name() + ">";
    }

    private void loadModule(String module, Position position) {
        if (!modules.contains(module)) {
            complaints.fatal(
                    LanguageDirectives.LOAD_MODULE.name(),
                    "error loading module '" + module + "': No such file or directory",
                    position,
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
