package io.sluice.config;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// One directive: its name, where it may stand, how its arguments become a value, its default, and a line of help. It
/// is at once the entry of the directive table and the typed key under which a [DirectiveSet] holds the value.
///
/// ```java
/// static final Directive<Duration> TIMEOUT_IDLE = Directive.of("TimeoutIdle", Arguments::duration)
///         .in(SERVER, VIRTUAL_HOST, GLOBAL)
///         .syntax("duration")
///         .defaultsTo(Duration.ofSeconds(600))
///         .help("Ends a session on whose connections no byte has moved for this long; 0 switches it off.");
/// ```
///
/// Instances are immutable; identity is the name, in any case.
public final class Directive<T> {

    /// Turns the arguments of one occurrence into its value.
    @FunctionalInterface
    public interface Parser<T> {
        T parse(Arguments arguments) throws BadValue;
    }

    /// What happens when a directive occurs more than once in a server.
    public enum Occurrence {
        FIRST_WINS,
        LAST_WINS,
        ACCUMULATES,
        /// All count, and later ones change what earlier ones say.
        LATER_CHANGES
    }

    /// Whether a directive does something here.
    public sealed interface Effect {
        /// Works as documented.
        record Full() implements Effect {}

        /// Works, but not as in the reference; `how` says in what.
        record Differs(String how) implements Effect {}

        /// Is accepted because existing files have it, and changes nothing; `why` says for what reason.
        record None(String why) implements Effect {}
    }

    private final String name;
    private final String key;
    private final Parser<T> parser;
    private final Set<Context> contexts;
    private final int fewest;
    private final int most;
    private final String syntax;
    private final Optional<T> defaultValue;
    private final String defaultText;
    private final Occurrence occurrence;
    private final Effect effect;
    private final String help;

    private Directive(
            String name,
            Parser<T> parser,
            Set<Context> contexts,
            int fewest,
            int most,
            String syntax,
            Optional<T> defaultValue,
            String defaultText,
            Occurrence occurrence,
            Effect effect,
            String help) {
        this.name = Objects.requireNonNull(name);
        this.key = name.toLowerCase(Locale.ROOT);
        this.parser = parser;
        this.contexts = contexts;
        this.fewest = fewest;
        this.most = most;
        this.syntax = syntax;
        this.defaultValue = defaultValue;
        this.defaultText = defaultText;
        this.occurrence = occurrence;
        this.effect = effect;
        this.help = help;
    }

    /// A directive of exactly one argument that may stand in the main server, a virtual host and `<Global>`; the first
    /// occurrence wins.
    public static <T> Directive<T> of(String name, Parser<T> parser) {
        return new Directive<>(
                name,
                parser,
                Set.of(Context.SERVER, Context.VIRTUAL_HOST, Context.GLOBAL),
                1,
                1,
                "",
                Optional.empty(),
                "",
                Occurrence.FIRST_WINS,
                new Effect.Full(),
                "");
    }

    /// A directive that is accepted, checked for its contexts and for having at least one argument, and changes
    /// nothing.
    public static Directive<List<String>> withoutEffect(String name, String why) {
        return of(name, Arguments::all)
                .in(Context.SERVER, Context.VIRTUAL_HOST, Context.GLOBAL, Context.ANONYMOUS, Context.DIRECTORY)
                .takes(1, Integer.MAX_VALUE)
                .effect(new Effect.None(why))
                .occurs(Occurrence.ACCUMULATES);
    }

    /// The contexts in which it may stand, instead of main server, virtual host and `<Global>`.
    public Directive<T> in(Context first, Context... more) {
        return in(EnumSet.of(first, more));
    }

    /// The same for a set of contexts.
    public Directive<T> in(Set<Context> these) {
        return new Directive<>(
                name,
                parser,
                Set.copyOf(these),
                fewest,
                most,
                syntax,
                defaultValue,
                defaultText,
                occurrence,
                effect,
                help);
    }

    /// The number of its arguments; fewer are `missing parameters`, more a `wrong number of parameters`.
    public Directive<T> takes(int fewestArguments, int mostArguments) {
        return new Directive<>(
                name,
                parser,
                contexts,
                fewestArguments,
                mostArguments,
                syntax,
                defaultValue,
                defaultText,
                occurrence,
                effect,
                help);
    }

    /// The arguments as the reference documentation shows them.
    public Directive<T> syntax(String arguments) {
        return new Directive<>(
                name, parser, contexts, fewest, most, arguments, defaultValue, defaultText, occurrence, effect, help);
    }

    /// The value where the directive is absent.
    public Directive<T> defaultsTo(T value) {
        return defaultsTo(value, "");
    }

    /// The value where the directive is absent, and how a file would say it.
    public Directive<T> defaultsTo(T value, String asWritten) {
        return new Directive<>(
                name, parser, contexts, fewest, most, syntax, Optional.of(value), asWritten, occurrence, effect, help);
    }

    public Directive<T> occurs(Occurrence how) {
        return new Directive<>(
                name, parser, contexts, fewest, most, syntax, defaultValue, defaultText, how, effect, help);
    }

    public Directive<T> effect(Effect what) {
        return new Directive<>(
                name, parser, contexts, fewest, most, syntax, defaultValue, defaultText, occurrence, what, help);
    }

    /// One or two sentences for the directive reference.
    public Directive<T> help(String text) {
        return new Directive<>(
                name, parser, contexts, fewest, most, syntax, defaultValue, defaultText, occurrence, effect, text);
    }

    public String name() {
        return name;
    }

    public Parser<T> parser() {
        return parser;
    }

    public Set<Context> contexts() {
        return contexts;
    }

    public int fewestArguments() {
        return fewest;
    }

    public int mostArguments() {
        return most;
    }

    public String syntax() {
        return syntax;
    }

    public Optional<T> defaultValue() {
        return defaultValue;
    }

    /// How a file would say the default; empty where the value says it itself.
    public String defaultText() {
        return defaultText;
    }

    public Occurrence occurrence() {
        return occurrence;
    }

    public Effect effect() {
        return effect;
    }

    public String help() {
        return help;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Directive<?> that && key.equals(that.key));
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
