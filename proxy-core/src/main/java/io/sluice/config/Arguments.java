package io.sluice.config;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The arguments of one occurrence of a directive, with readers for the scalar types of the language. Readers without
/// an index read the first argument.
public final class Arguments {
    private final List<String> words;
    private final Position position;
    private final Consumer<String> warnings;

    public Arguments(List<String> words, Position position) {
        this(words, position, _ -> {});
    }

    /// Arguments whose reader has somebody to warn.
    Arguments(List<String> words, Position position, Consumer<String> warnings) {
        this.words = List.copyOf(words);
        this.position = position;
        this.warnings = warnings;
    }

    /// Warns of words that work, but not as their author may think; the directive, its file and its line are added.
    public void warn(String text) {
        warnings.accept(text);
    }

    public int size() {
        return words.size();
    }

    public List<String> all() {
        return words;
    }

    public Position position() {
        return position;
    }

    /// The first argument as it stands.
    public String text() {
        return words.getFirst();
    }

    /// The argument at a 0-based index as it stands.
    public String text(int index) {
        return words.get(index);
    }

    /// The argument at a 0-based index as it stands, if there are so many.
    public Optional<String> find(int index) {
        return index < words.size() ? Optional.of(words.get(index)) : Optional.empty();
    }

    /// The arguments from a 0-based index on; none if there are not so many.
    public Arguments from(int index) {
        return new Arguments(words.subList(Math.min(index, words.size()), words.size()), position, warnings);
    }

    /// `on yes true 1` or `off no false 0`, in any case.
    public boolean bool() throws BadValue {
        return bool(0);
    }

    public boolean bool(int index) throws BadValue {
        return Scalars.bool(text(index));
    }

    /// `N`, `Ns`, `Nsec`, `Nm`, `Nmin`, `Nh`, `Nhr` or `HH:MM:SS`.
    public Duration duration() throws BadValue {
        return duration(0);
    }

    public Duration duration(int index) throws BadValue {
        return Scalars.duration(text(index));
    }

    /// A number from `least` to `most`, refused with `value must be between …`.
    public int number(int index, int least, int most) throws BadValue {
        return Scalars.number(text(index), least, most);
    }

    /// A number from `least` to `most`, refused with a sentence of the directive.
    public int number(int index, int least, int most, String otherwise) throws BadValue {
        return Scalars.number(text(index), least, most, otherwise);
    }

    /// A TCP port, 0 included.
    public int port() throws BadValue {
        return port(0);
    }

    public int port(int index) throws BadValue {
        return Scalars.port(text(index));
    }

    /// A number and, if there is one more argument, its unit `B KB MB GB TB`; in bytes.
    public long byteSize() throws BadValue {
        return byteSize(0);
    }

    public long byteSize(int index) throws BadValue {
        return index + 1 < size() ? Scalars.byteSize(text(index), text(index + 1)) : Scalars.byteSize(text(index));
    }

    /// A path from the root.
    public String absolutePath() throws BadValue {
        return absolutePath(0);
    }

    public String absolutePath(int index) throws BadValue {
        return Scalars.absolutePath(text(index));
    }

    /// Empty where the first argument is `none`, in any case; otherwise what `parser` makes of the arguments.
    public <T> Optional<T> unlessNone(Directive.Parser<T> parser) throws BadValue {
        return text().equalsIgnoreCase("none") ? Optional.empty() : Optional.of(parser.parse(this));
    }

    /// One of some words in any case, refused with a sentence of the directive.
    public <T> T choice(int index, Map<String, T> known, String otherwise) throws BadValue {
        return Scalars.choice(text(index), known, otherwise);
    }

    /// All arguments as words of a `…Options` directive, in their exact case; `kind` is its name without `Options`.
    public <T> Set<T> options(String kind, Map<String, T> known) throws BadValue {
        var options = new LinkedHashSet<T>();
        for (String word : words) {
            options.add(Scalars.option(word, kind, known));
        }
        return Set.copyOf(options);
    }

    /// A regular expression.
    public BoundedPattern regex(int index) throws BadValue {
        return BoundedPattern.compile(text(index), false);
    }

    /// A regular expression for text in any case.
    public BoundedPattern regexInAnyCase(int index) throws BadValue {
        return BoundedPattern.compile(text(index), true);
    }
}
