package io.sluice.acl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// A table of clients in the manner of `hosts_access`: lines `services : clients [: option …]`, of which the first that
/// fits counts.
public final class WrapTable {
    /// A table that fits nobody.
    public static final WrapTable EMPTY = new WrapTable(List.of(), List.of());

    private static final String ALL = "ALL";

    private final List<Line> lines;
    private final List<String> problems;

    private WrapTable(List<Line> lines, List<String> problems) {
        this.lines = List.copyOf(lines);
        this.problems = List.copyOf(problems);
    }

    /// What is wrong in the table; what cannot be read of it fits nobody.
    public List<String> problems() {
        return problems;
    }

    /// What a line says of its own clients, in place of what its table says.
    public enum Ruling {
        ALLOW,
        DENY
    }

    private record Line(
            WrapList<Service> services,
            WrapList<Element> clients,
            Optional<Ruling> ruling,
            Map<String, String> environment) {
        Line {
            environment = Map.copyOf(environment);
        }
    }

    /// A service, perhaps only at some of our own addresses.
    private record Service(String name, Optional<WrapPattern> place) {
        boolean fits(String service, Client local) {
            return (name.equals(ALL) || name.equalsIgnoreCase(service))
                    && place.map(pattern -> pattern.fits(WrapClient.of(local))).orElse(true);
        }
    }

    /// A pattern as written, and where.
    private record Element(String text, WrapPattern pattern, Origin origin) {}

    /// The pattern that fits, and what its line says.
    ///
    /// @param environment what `setenv` sets
    public record Hit(String pattern, Origin origin, Optional<Ruling> ruling, Map<String, String> environment) {}

    /// Everybody, whatever the service.
    public static WrapTable everybody(Origin origin) {
        return ofWords(Stream.of(new Word(ALL, origin)).toList(), List.of());
    }

    /// The first line that fits a client of a service at one of our addresses.
    public Optional<Hit> find(String service, Client local, WrapClient client) {
        for (var line : lines) {
            if (line.services.find(each -> each.fits(service, local)).isEmpty()) {
                continue;
            }
            var element = line.clients.find(each -> each.pattern.fits(client));
            if (element.isPresent()) {
                return Optional.of(
                        new Hit(element.get().text(), element.get().origin(), line.ruling, line.environment));
            }
        }
        return Optional.empty();
    }

    /// Whether it takes the names that do not resolve back to tell who fits.
    public boolean asksForMisnamed() {
        return lines.stream().anyMatch(line -> line.clients.has(element -> isParanoid(element.pattern)));
    }

    private static boolean isParanoid(WrapPattern pattern) {
        return switch (pattern) {
            case WrapPattern.Keyword keyword -> keyword == WrapPattern.Keyword.PARANOID;
            case WrapPattern.OfUser(var _, var place) -> isParanoid(place);
            case WrapPattern.OfFile(var _, var patterns) -> patterns.stream().anyMatch(WrapTable::isParanoid);
            default -> false;
        };
    }

    /// A word of a table that is no file, and where it comes from.
    public record Word(String text, Origin origin) {}

    /// A table of clients without services, as databases have it.
    ///
    /// @param options such as `DENY`, for all of them
    public static WrapTable ofWords(List<Word> clients, List<String> options) {
        var problems = new ArrayList<String>();
        var origins = new LinkedHashMap<String, Origin>();
        clients.forEach(word -> origins.putIfAbsent(word.text, word.origin));
        var reader = new Reader(_ -> Optional.empty(), problems);
        var list = WrapList.of(
                clients.stream().map(Word::text).toList(),
                word -> reader.element(word, origins.getOrDefault(word, Origin.CODE)));
        var line = reader.line(WrapList.of(List.of(ALL), reader::service), list, options);
        return new WrapTable(clients.isEmpty() ? List.of() : List.of(line), problems);
    }

    /// Reads a file.
    ///
    /// @param name how it is called in problems and origins
    /// @param others gives the text of a file that is named in this one
    public static WrapTable parse(String name, String text, Function<String, Optional<String>> others) {
        var problems = new ArrayList<String>();
        var reader = new Reader(others, problems);
        var lines = new ArrayList<Line>();
        var joined = new StringBuilder();
        int first = 0;
        int number = 0;
        for (var physical : text.split("\n", -1)) {
            number++;
            var line = physical.endsWith("\r") ? physical.substring(0, physical.length() - 1) : physical;
            if (joined.isEmpty()) {
                first = number;
            }
            if (line.endsWith("\\")) {
                joined.append(line, 0, line.length() - 1).append(' ');
                continue;
            }
            joined.append(line);
            var whole = joined.toString().strip();
            joined.setLength(0);
            if (whole.isEmpty() || whole.startsWith("#")) {
                continue;
            }
            reader.fileLine(whole, new Origin(name, first)).ifPresent(lines::add);
        }
        if (!joined.toString().isBlank()) {
            reader.fileLine(joined.toString().strip(), new Origin(name, first)).ifPresent(lines::add);
        }
        return new WrapTable(lines, problems);
    }

    private record Reader(Function<String, Optional<String>> others, List<String> problems) {

        Optional<Line> fileLine(String text, Origin origin) {
            var fields = fields(text);
            if (fields.size() < 2) {
                problems.add("file '" + origin.file() + "': badly formatted list of daemon/service names at line "
                        + origin.line());
                return Optional.empty();
            }
            return Optional.of(line(
                    WrapList.of(words(fields.get(0)), this::service),
                    WrapList.of(words(fields.get(1)), word -> element(word, origin)),
                    fields.subList(2, fields.size())));
        }

        /// What stands between colons. Those in brackets belong to addresses, and those behind a backslash are meant.
        private static List<String> fields(String line) {
            var fields = new ArrayList<String>();
            var field = new StringBuilder();
            boolean bracketed = false;
            for (int i = 0; i < line.length(); i++) {
                char c = line.charAt(i);
                if (c == '\\' && i + 1 < line.length() && line.charAt(i + 1) == ':') {
                    field.append(':');
                    i++;
                } else if (c == ':' && !bracketed) {
                    fields.add(field.toString());
                    field.setLength(0);
                } else {
                    bracketed = c == '[' || (bracketed && c != ']');
                    field.append(c);
                }
            }
            fields.add(field.toString());
            return fields;
        }

        private static List<String> words(String text) {
            return Arrays.stream(text.split("[\\s,]+", -1))
                    .filter(word -> !word.isEmpty())
                    .toList();
        }

        Service service(String word) {
            int at = word.indexOf('@');
            return at < 0
                    ? new Service(word, Optional.empty())
                    : new Service(
                            word.substring(0, at),
                            Optional.of(WrapPattern.read(word.substring(at + 1)).orElseGet(() -> unusable(word))));
        }

        Element element(String word, Origin origin) {
            return new Element(word, word.startsWith("/") ? ofFile(word) : pattern(word), origin);
        }

        private WrapPattern pattern(String word) {
            return WrapPattern.read(word).orElseGet(() -> unusable(word));
        }

        private WrapPattern unusable(String word) {
            problems.add(
                    word.startsWith("@")
                            ? "warning: '" + word + "': NIS support is not enabled"
                            : word.indexOf('/') > 0
                                    ? "bad net/mask expression: '" + word + "'"
                                    : "bad pattern '" + word
                                            + "': expected an address, a network, a name or a keyword");
            return new WrapPattern.Unusable(word);
        }

        private WrapPattern ofFile(String path) {
            var text = others.apply(path);
            if (text.isEmpty()) {
                problems.add("unable to read file '" + path + "'");
                return new WrapPattern.OfFile(path, List.of());
            }
            var patterns = new ArrayList<WrapPattern>();
            for (var line : text.get().lines().toList()) {
                if (line.startsWith("/")) {
                    problems.add("file '" + path + "': line '" + line + "' ignored, files are not named in such files");
                } else {
                    words(line).forEach(word -> patterns.add(pattern(word)));
                }
            }
            return new WrapPattern.OfFile(path, patterns);
        }

        Line line(WrapList<Service> services, WrapList<Element> clients, List<String> options) {
            Optional<Ruling> ruling = Optional.empty();
            var environment = new LinkedHashMap<String, String>();
            for (int i = 0; i < options.size(); i++) {
                var option = options.get(i).strip();
                boolean last = i == options.size() - 1;
                var words = option.split("\\s+", 2);
                switch (words[0]) {
                    case "ALLOW", "DENY" -> {
                        if (last && words.length == 1) {
                            ruling = Optional.of(Ruling.valueOf(words[0]));
                        } else {
                            problems.add("option '" + option + "' ignored: expected " + words[0] + " as the last one");
                        }
                    }
                    case "setenv" -> assignment(words, option, environment);
                    case "nice", "" -> {} // a thread has no priority of its own
                    default -> problems.add("unknown option '" + option + "' ignored");
                }
            }
            return new Line(services, clients, ruling, environment);
        }

        /// `setenv NAME=value` or `setenv NAME value`.
        private void assignment(String[] words, String option, Map<String, String> environment) {
            var parts = words.length == 2 ? words[1].split("[=\\s]", 2) : new String[0];
            if (parts.length == 2 && !parts[0].isEmpty()) {
                environment.put(parts[0], parts[1].strip());
            } else {
                problems.add("option '" + option + "' ignored: expected setenv NAME=value");
            }
        }
    }
}
