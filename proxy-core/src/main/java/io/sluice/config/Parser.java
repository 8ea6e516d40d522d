package io.sluice.config;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/// Text to directives and sections as written, which a handler takes one after the other.
///
/// What changes how later lines read is obeyed on the way: conditionals, `Include` and its options, `Define`, `SetEnv`
/// and `UnsetEnv`. Their lines are handed on, so that the check sees them like all others and alone judges their
/// arguments and contexts; here a wrong one is passed over.
final class Parser {
    /// The directives that are obeyed here.
    static final List<String> OBEYED = List.of("Define", "SetEnv", "UnsetEnv", "IncludeOptions", "Include");

    private static final int DEEPEST_INCLUDE = 64;

    /// Takes what is written. Sections that a file leaves open are closed at its end.
    interface Handler {
        void directive(String name, List<String> arguments, Position position);

        /// Opens a section in the innermost one that is open.
        void open(String name, List<String> arguments, Position position);

        /// Closes the innermost section.
        void close();

        /// What follows depends on whether a module is present.
        default void asked(String module, boolean present) {}
    }

    private record OpenSection(Tag tag, Position position) {
        boolean isNamed(String name) {
            return tag.name().equalsIgnoreCase(name);
        }
    }

    private final ConfigurationReader.Inputs inputs;
    private final Complaints complaints;
    private final Set<String> defines;
    private final Environment environment;
    private final Set<IncludeOption> includeOptions = EnumSet.noneOf(IncludeOption.class);
    private final Handler handler;
    private final Predicate<String> wanted;
    private final Deque<OpenSection> open = new ArrayDeque<>();
    private int depth;
    private boolean includedTooDeep;

    private Parser(
            Handler handler, Predicate<String> wanted, ConfigurationReader.Inputs inputs, Complaints complaints) {
        this.handler = handler;
        this.wanted = wanted;
        this.inputs = inputs;
        this.complaints = complaints;
        this.defines = new HashSet<>(inputs.defines());
        this.environment = new Environment(inputs.environment());
    }

    /// Has a handler take what is in a text and in the files that it includes.
    ///
    /// @param wanted which lines are of interest, beside those that conditionals leave out
    static void parse(
            String file,
            String text,
            Handler handler,
            Predicate<String> wanted,
            ConfigurationReader.Inputs inputs,
            Complaints complaints) {
        new Parser(handler, wanted, inputs, complaints).file(file, text);
    }

    private void file(String file, String text) {
        var conditionals = new Conditionals();
        int openBefore = open.size();
        var lines = new LogicalLines(text);
        while (lines.hasNext()) {
            var line = lines.next();
            if (conditionals.skips(line.text()) || !wanted.test(line.text())) {
                continue;
            }
            var words = Words.of(line.text(), environment);
            if (words.isEmpty()) {
                continue;
            }
            var position = new Position(file, line.last(), line.first());
            if (Tag.starts(words)) {
                tag(Tag.of(words), position, conditionals, openBefore);
            } else {
                directive(words.getFirst(), List.copyOf(words.subList(1, words.size())), position);
            }
        }
        conditionals.end(complaints);
        while (open.size() > openBefore) {
            var section = open.getFirst();
            complaints.error(
                    section.position(),
                    "fatal: error processing configuration file '" + file + "': unclosed configuration section <"
                            + section.tag().name() + ">, opened on " + section.position());
            close();
        }
    }

    private void tag(Tag tag, Position position, Conditionals conditionals, int openBefore) {
        var conditional = Conditionals.Kind.of(tag.name());
        if (conditional.isPresent()) {
            if (!tag.closing()) {
                conditionals.enter(conditional.get(), holds(conditional.get(), tag, position), position);
            } else if (!conditionals.leave(conditional.get())) {
                stray(tag, position, "no <" + tag.name() + "> is open here");
            }
        } else if (tag.closing()) {
            closing(tag, position, openBefore);
        } else {
            open.push(new OpenSection(tag, position));
            handler.open(tag.name(), tag.arguments(), position);
        }
    }

    private boolean holds(Conditionals.Kind kind, Tag tag, Position position) {
        if (tag.arguments().size() != 1) {
            complaints.fatal(
                    "<" + tag.name() + ">",
                    tag.arguments().isEmpty() ? "missing parameters" : "wrong number of parameters",
                    position);
            return false;
        }
        String word = tag.arguments().getFirst();
        boolean negated = word.startsWith("!");
        String name = negated ? word.substring(1) : word;
        boolean present = switch (kind) {
            case IF_MODULE -> isPresent(name);
            case IF_DEFINE -> defines.contains(name);
        };
        return present != negated;
    }

    private boolean isPresent(String module) {
        boolean present = inputs.modules().contains(module);
        handler.asked(module, present);
        return present;
    }

    /// Closes the innermost section; where an outer one of this file is meant, those in it are closed too.
    private void closing(Tag tag, Position position, int openBefore) {
        if (open.size() == openBefore) {
            stray(tag, position, "no section is open here");
        } else if (open.getFirst().isNamed(tag.name())) {
            close();
        } else {
            var innermost = open.getFirst();
            stray(
                    tag,
                    position,
                    "the section to close here is <" + innermost.tag().name() + ">, opened on " + innermost.position());
            if (open.stream().limit(open.size() - openBefore).anyMatch(section -> section.isNamed(tag.name()))) {
                while (!open.getFirst().isNamed(tag.name())) {
                    close();
                }
                close();
            }
        }
    }

    private void stray(Tag tag, Position position, String why) {
        complaints.unknown("</" + tag.name() + ">", position, ": " + why);
    }

    private void close() {
        open.pop();
        handler.close();
    }

    private void directive(String name, List<String> words, Position position) {
        handler.directive(name, words, position);
        switch (name.toLowerCase(Locale.ROOT)) {
            case "define" -> defines.addAll(words);
            case "setenv" -> {
                if (words.size() == 2) {
                    environment.set(words.getFirst(), words.getLast());
                }
            }
            case "unsetenv" -> words.forEach(environment::unset);
            case "includeoptions" ->
                words.forEach(word -> {
                    if (IncludeOption.WORDS.containsKey(word)) {
                        includeOptions.add(IncludeOption.WORDS.get(word));
                    }
                });
            case "include" -> {
                if (words.size() == 1 && words.getFirst().startsWith("/")) {
                    include(words.getFirst(), position);
                }
            }
            default -> {}
        }
    }

    private void include(String path, Position position) {
        if (depth == DEEPEST_INCLUDE) {
            if (!includedTooDeep) {
                complaints.fatal(
                        "Include",
                        "maximum include depth (" + DEEPEST_INCLUDE + ") exceeded",
                        position,
                        ": does '" + path + "' include itself?");
            }
            includedTooDeep = true; // and so everything that is still to be included would be read again and again
        }
        if (includedTooDeep) {
            return;
        }
        depth++;
        try {
            for (Path file : new IncludedFiles(includeOptions).named(path)) {
                file(file.toString(), SourceFile.read(file, complaints));
            }
        } catch (IOException e) {
            complaints.fatal("Include", "error including '" + path + "': " + SystemErrors.text(e), position);
        } catch (InvalidPathException e) {
            complaints.fatal("Include", "error including '" + path + "': " + e.getReason(), position);
        }
        depth--;
    }
}
