package io.sluice.launcher;

import io.sluice.ftp.Command;
import io.sluice.module.Supposition;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The words behind `sluice explain`: those that suppose a client, and between them the options that `sluice` has
/// otherwise.
final class Explaining {
    private final Map<Word, String> words = new EnumMap<>(Word.class);
    private final List<String> options = new ArrayList<>();

    private enum Word {
        FROM("--from", "ADDRESS"),
        NAME("--name", "HOST"),
        USER("--user", "USER"),
        GROUPS("--groups", "GROUP,…"),
        COMMAND("--command", "VERB"),
        ARGUMENT("--argument", "TEXT"),
        SERVER("--server", "ADDRESS#PORT"),
        DNSBL("--dnsbl", "on|off");

        private final String option;
        private final String value;

        Word(String option, String value) {
            this.option = option;
            this.value = value;
        }

        static Optional<Word> named(String option) {
            return Arrays.stream(values())
                    .filter(word -> word.option.equals(option))
                    .findFirst();
        }
    }

    /// Reads what stands behind `explain`, as `--from A` or `--from=A`.
    Explaining(List<String> arguments) throws BadUsage {
        for (int i = 0; i < arguments.size(); i++) {
            var argument = arguments.get(i);
            int equals = argument.indexOf('=');
            var word = Word.named(equals < 0 ? argument : argument.substring(0, equals));
            if (word.isEmpty()) {
                options.add(argument);
            } else if (equals >= 0) {
                words.put(word.get(), argument.substring(equals + 1));
            } else if (i + 1 < arguments.size()) {
                words.put(word.get(), arguments.get(++i));
            } else {
                throw BadUsage.option("fatal: option '" + argument + "' requires an argument: " + word.get().value);
            }
        }
    }

    /// The options that are not about the client.
    List<String> options() {
        return options;
    }

    Supposition supposition() throws BadUsage {
        var from = word(Word.FROM).orElseThrow(() -> BadUsage.option("fatal: explain requires --from ADDRESS"));
        Optional<InetSocketAddress> server = word(Word.SERVER).isPresent()
                ? Optional.of(server(word(Word.SERVER).get()))
                : Optional.empty();
        return new Supposition(
                address(Word.FROM, from),
                word(Word.NAME),
                word(Word.USER),
                word(Word.GROUPS).map(groups -> List.of(groups.split(",", -1))),
                word(Word.COMMAND).map(this::command),
                server,
                asksLists());
    }

    private boolean asksLists() throws BadUsage {
        return switch (word(Word.DNSBL).orElse("off")) {
            case "on" -> true;
            case "off" -> false;
            case String other -> throw bad(Word.DNSBL, other);
        };
    }

    private Optional<String> word(Word word) {
        return Optional.ofNullable(words.get(word));
    }

    private Command command(String verb) {
        var upper = verb.toUpperCase(Locale.ROOT);
        return word(Word.ARGUMENT).map(text -> Command.of(upper, text)).orElseGet(() -> Command.of(upper));
    }

    private static InetSocketAddress server(String text) throws BadUsage {
        int hash = text.lastIndexOf('#');
        try {
            int port = hash < 0 ? 21 : Integer.parseInt(text.substring(hash + 1));
            return new InetSocketAddress(address(Word.SERVER, hash < 0 ? text : text.substring(0, hash)), port);
        } catch (IllegalArgumentException _) {
            throw bad(Word.SERVER, text);
        }
    }

    private static InetAddress address(Word word, String text) throws BadUsage {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException _) {
            throw bad(word, text);
        }
    }

    private static BadUsage bad(Word word, String text) {
        return BadUsage.value("fatal: " + word.option + " requires " + word.value + ", not '" + text + "'");
    }
}
