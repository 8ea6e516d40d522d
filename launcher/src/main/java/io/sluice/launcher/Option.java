package io.sluice.launcher;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// An option of the command line, and the reading of a whole command line into options the way `getopt_long` does it.
enum Option {
    HELP('h', "help", "show this page"),
    NO_DAEMON('n', "nodaemon", "stay in the foreground and log to standard error"),
    QUIET('q', "quiet", "with -n: do not log to standard error"),
    DEBUG('d', "debug", "N", "debug level, 0 to 10"),
    DEFINE('D', "define", "NAME", "define NAME for <IfDefine>; may be repeated"),
    CONFIG('c', "config", "PATH", "configuration file, as an absolute path"),
    PERSISTENT('p', "persistent", "0|1", "accepted, without effect"),
    LIST('l', "list", "list the modules that are present"),
    SERVER_ADDRESS('S', "serveraddr", "ADDR", "address of the main server, unless DefaultAddress says"),
    CONFIG_TEST('t', "configtest", "check the configuration and end"),
    SETTINGS('V', "settings", "show what this program was built with"),
    VERSION('v', "version", "show the version; twice (-vv): with the versions of modules"),
    VERSION_STATUS("version-status", "the same as -vv"),
    NO_COLLISION('N', "nocollision", "servers with the same address and port are an error"),
    NO_FORK('X', "nofork", "stay in the foreground, for debugging"),
    IPV4('4', "ipv4", "use IPv4 only"),
    IPV6('6', "ipv6", "use IPv6 beside IPv4, as without options");

    private static final char NO_LETTER = '\0';

    private final char letter;
    private final String word;
    private final String argument;
    private final String help;

    Option(char letter, String word, String argument, String help) {
        this.letter = letter;
        this.word = word;
        this.argument = argument;
        this.help = help;
    }

    Option(char letter, String word, String help) {
        this(letter, word, "", help);
    }

    Option(String word, String help) {
        this(NO_LETTER, word, "", help);
    }

    /// An option of a command line with its argument, which is empty for an option that takes none.
    record Given(Option option, String value) {}

    /// One line of the help page.
    String usage() {
        var forms = (letter == NO_LETTER ? "    " : "-" + letter + ", ") + "--" + word;
        return "  %-27s %s".formatted(argument.isEmpty() ? forms : forms + " " + argument, help);
    }

    /// The options of a command line, in order.
    static List<Given> read(List<String> arguments) throws BadUsage {
        var given = new ArrayList<Given>();
        var rest = new ArrayList<>(arguments);
        while (!rest.isEmpty()) {
            var word = rest.removeFirst();
            if (word.equals("--")) {
                break;
            } else if (word.startsWith("--")) {
                given.add(readWord(word.substring(2), rest));
            } else if (word.startsWith("-") && word.length() > 1) {
                readLetters(word, rest, given);
            } else {
                rest.addFirst(word);
                break;
            }
        }
        if (!rest.isEmpty()) {
            throw BadUsage.option("fatal: unknown parameter: '" + rest.getFirst() + "'");
        }
        return given;
    }

    private static Given readWord(String text, List<String> rest) throws BadUsage {
        var equals = text.indexOf('=');
        var name = equals < 0 ? text : text.substring(0, equals);
        var option = byWord(name);
        if (equals >= 0) {
            if (!option.takesArgument()) {
                throw BadUsage.option("fatal: option '--" + option.word + "' takes no argument");
            }
            return new Given(option, text.substring(equals + 1));
        }
        if (!option.takesArgument()) {
            return new Given(option, "");
        }
        if (rest.isEmpty()) {
            throw BadUsage.option("fatal: option '--" + option.word + "' requires an argument: " + option.argument);
        }
        return new Given(option, rest.removeFirst());
    }

    private static void readLetters(String word, List<String> rest, List<Given> given) throws BadUsage {
        for (var i = 1; i < word.length(); i++) {
            var option = byLetter(word.charAt(i));
            if (!option.takesArgument()) {
                given.add(new Given(option, ""));
            } else if (i + 1 < word.length()) {
                given.add(new Given(option, word.substring(i + 1)));
                return;
            } else if (rest.isEmpty()) {
                throw BadUsage.option(
                        "fatal: option '-" + option.letter + "' requires an argument: " + option.argument);
            } else {
                given.add(new Given(option, rest.removeFirst()));
            }
        }
    }

    private static Option byLetter(char letter) throws BadUsage {
        return Arrays.stream(values())
                .filter(option -> option.letter == letter && letter != NO_LETTER)
                .findFirst()
                .orElseThrow(() -> BadUsage.option("fatal: unknown option '-" + letter + "'"));
    }

    /// The option of that name, or the only one whose name begins so.
    private static Option byWord(String word) throws BadUsage {
        for (var option : values()) {
            if (option.word.equals(word)) {
                return option;
            }
        }
        var candidates =
                Arrays.stream(values()).filter(o -> o.word.startsWith(word)).toList();
        return switch (candidates.size()) {
            case 0 -> throw BadUsage.option("fatal: unknown option '--" + word + "'");
            case 1 -> candidates.getFirst();
            default ->
                throw BadUsage.option("fatal: option '--" + word + "' is ambiguous: "
                        + String.join(
                                ", ",
                                candidates.stream().map(o -> "--" + o.word).toList()));
        };
    }

    private boolean takesArgument() {
        return !argument.isEmpty();
    }
}
