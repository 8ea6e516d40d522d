package io.sluice.cache;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// A directive by which a provider is configured: its name, where it may stand, how its words become a value, its
/// default, and a line of help. The gateway checks it, documents it, and hands the values over in [CacheSettings], for
/// which it is the typed key.
///
/// ```java
/// static final Option<Server> SERVER = Option.of("AcmeServer", Server::parse)
///         .takes(1, 3)
///         .syntax("host[:port] [user [password]]")
///         .help("The Acme server that keeps shared state.");
/// ```
///
/// Instances are immutable; identity is the name, in any case. A value whose words may hold a password does not show it
/// in its `toString`. Values are compared by `equals`, as records and texts are and arrays and patterns are not: a
/// store whose options have equal values is shared, and kept at a reload.
public final class Option<T> {

    /// Turns the words of one occurrence into its value.
    @FunctionalInterface
    public interface Parser<T> {

        /// Reads the words.
        ///
        /// @param words the words after the directive's name, quotes removed, as many as [Option#takes(int, int)] says
        /// @param warnings takes sentences for the log about words that work, but not as their author may think
        /// @throws CacheException of kind [ARGUMENT][CacheException.Kind#ARGUMENT]: the message says what was seen and
        ///     what was expected. The gateway adds the directive, its file and its line, also to anything else that
        ///     is thrown
        T parse(List<String> words, Consumer<String> warnings) throws CacheException;
    }

    /// Where a directive may stand.
    public enum Place {
        SERVER,
        VIRTUAL_HOST,
        GLOBAL,
        ANONYMOUS,
        DIRECTORY
    }

    /// What happens when a directive occurs more than once in a section.
    public enum Occurrence {
        /// The first counts, and the gateway warns of others.
        FIRST_WINS,
        LAST_WINS,
        /// All count, see [CacheSettings#all(Option)].
        ACCUMULATES
    }

    private final String name;
    private final Parser<T> parser;
    private final Set<Place> places;
    private final int fewest;
    private final int most;
    private final String syntax;
    private final Optional<T> defaultValue;
    private final String defaultText;
    private final Occurrence occurrence;
    private final String help;

    private Option(
            String name,
            Parser<T> parser,
            Set<Place> places,
            int fewest,
            int most,
            String syntax,
            Optional<T> defaultValue,
            String defaultText,
            Occurrence occurrence,
            String help) {
        this.name = Objects.requireNonNull(name);
        this.parser = Objects.requireNonNull(parser);
        this.places = places;
        this.fewest = fewest;
        this.most = most;
        this.syntax = Objects.requireNonNull(syntax);
        this.defaultValue = defaultValue;
        this.defaultText = Objects.requireNonNull(defaultText);
        this.occurrence = Objects.requireNonNull(occurrence);
        this.help = Objects.requireNonNull(help);
    }

    /// A word that is a Boolean, in any of its spellings.
    ///
    /// @throws CacheException of kind [CacheException.Kind#ARGUMENT] for any other word
    public static boolean isOn(String word) throws CacheException {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "on", "yes", "true", "1" -> true;
            case "off", "no", "false", "0" -> false;
            default ->
                throw new CacheException(
                        CacheException.Kind.ARGUMENT, "expected Boolean parameter; seen: '" + word + "'");
        };
    }

    /// An option of exactly one word that may stand in the main server, a virtual host and `<Global>`, where the first
    /// occurrence wins. The name is that of the directive, in upper camel case, and begins with a word of the
    /// provider's own.
    public static <T> Option<T> of(String name, Parser<T> parser) {
        return new Option<>(
                name,
                parser,
                Set.of(Place.SERVER, Place.VIRTUAL_HOST, Place.GLOBAL),
                1,
                1,
                "",
                Optional.empty(),
                "",
                Occurrence.FIRST_WINS,
                "");
    }

    /// Where it may stand, instead of main server, virtual host and `<Global>`.
    public Option<T> in(Place first, Place... more) {
        return new Option<>(
                name,
                parser,
                Set.copyOf(EnumSet.of(first, more)),
                fewest,
                most,
                syntax,
                defaultValue,
                defaultText,
                occurrence,
                help);
    }

    /// The number of its words; others are a `wrong number of parameters`.
    public Option<T> takes(int fewestWords, int mostWords) {
        return new Option<>(
                name, parser, places, fewestWords, mostWords, syntax, defaultValue, defaultText, occurrence, help);
    }

    /// The words as the reference documentation shows them.
    public Option<T> syntax(String words) {
        return new Option<>(name, parser, places, fewest, most, words, defaultValue, defaultText, occurrence, help);
    }

    /// The value where the directive is absent, and how a file would say it.
    public Option<T> defaultsTo(T value, String asWritten) {
        return new Option<>(
                name, parser, places, fewest, most, syntax, Optional.of(value), asWritten, occurrence, help);
    }

    public Option<T> occurs(Occurrence how) {
        return new Option<>(name, parser, places, fewest, most, syntax, defaultValue, defaultText, how, help);
    }

    /// One or two sentences for the directive reference.
    public Option<T> help(String text) {
        return new Option<>(name, parser, places, fewest, most, syntax, defaultValue, defaultText, occurrence, text);
    }

    public String name() {
        return name;
    }

    public Parser<T> parser() {
        return parser;
    }

    public Set<Place> places() {
        return places;
    }

    public int fewestWords() {
        return fewest;
    }

    public int mostWords() {
        return most;
    }

    public String syntax() {
        return syntax;
    }

    public Optional<T> defaultValue() {
        return defaultValue;
    }

    /// How a file would say the default; empty where there is none.
    public String defaultText() {
        return defaultText;
    }

    public Occurrence occurrence() {
        return occurrence;
    }

    public String help() {
        return help;
    }

    /// What makes it the same as another: its name in lower case.
    String key() {
        return name.toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Option<?> that && key().equals(that.key()));
    }

    @Override
    public int hashCode() {
        return key().hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
