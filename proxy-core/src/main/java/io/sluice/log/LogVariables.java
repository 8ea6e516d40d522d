package io.sluice.log;

import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.ftp.WireText;
import io.sluice.log.LogEvent.Moment;
import io.sluice.module.CommandOutcome;
import io.sluice.module.CommandOutcome.Transfer;
import io.sluice.module.EndReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;

/// The variables of `LogFormat`: for each letter and word, what it reads from an event. A variable that does not
/// apply gives nothing, which is written as `-`.
final class LogVariables {
    private static final Strftime COMMON_LOG_TIME = new Strftime("[%d/%b/%Y:%H:%M:%S %z]");

    /// Reads one value.
    @FunctionalInterface
    interface Variable {
        Optional<String> of(LogEvent event);
    }

    private final Origin origin;
    private final boolean utc;

    LogVariables(Origin origin, boolean utc) {
        this.origin = origin;
        this.utc = utc;
    }

    Optional<Variable> letter(char letter) {
        Variable variable = switch (letter) {
            case 'a' -> event -> text(event.session().client().getAddress().getHostAddress());
            case 'A' -> event -> text(event.session().anonymousPassword().orElse("UNKNOWN"));
            case 'b' -> LogVariables::bytes;
            case 'c' -> event -> event.session().clientClass().map(WireText::of);
            case 'd' -> event -> directory(event).map(ClientPath::lastComponent);
            case 'D' -> event -> ClientPath.namesDirectory(event.verb()) ? directory(event) : Optional.empty();
            case 'E' -> event -> event.reason().map(EndReason::toString);
            case 'f' -> LogVariables::file;
            case 'F' -> event -> event.command().flatMap(ClientPath::sent);
            case 'g' -> event -> event.session().group();
            case 'h' -> event -> text(event.session().clientName());
            case 'H' -> event -> text(event.session().server().address());
            case 'I' -> event -> text(event.session().bytesIn());
            case 'J' -> LogVariables::arguments;
            case 'l' ->
                event -> text(event.session().identity().flatMap(name -> name).orElse("UNKNOWN"));
            case 'L' -> event -> text(event.session().local().getAddress().getHostAddress());
            case 'm' -> LogVariables::method;
            case 'O' -> event -> text(event.session().bytesOut());
            case 'p' -> event -> text(event.session().server().port());
            case 'P' -> event -> text(origin.id(Optional.of(event.session())));
            case 'r' -> event -> event.command().map(Command::toString);
            case 'R' ->
                event -> event.outcome()
                        .map(outcome -> text(outcome.took().toMillis()).orElseThrow());
            case 's' -> event -> reply(event).map(reply -> Integer.toString(reply.code()));
            case 'S' -> event -> reply(event).map(Reply::text);
            case 't' -> event -> text(COMMON_LOG_TIME.format(time(event)));
            case 'T' -> event -> event.transfer().map(TransferFacts::seconds);
            case 'u' -> event -> event.session().user();
            case 'U' -> event -> event.session().requestedUser();
            case 'v' -> event -> text(WireText.of(event.session().server().name()));
            case 'V' -> event -> text(event.session().server().dnsName());
            case 'w' ->
                event -> event.outcome()
                        .filter(outcome -> outcome.command().verb().equals("RNTO"))
                        .flatMap(CommandOutcome::renameFrom);
            default -> _ -> Optional.empty();
        };
        return "aAbcdDEfFghHIJlLmOpPrRsStTuUvVw".indexOf(letter) < 0 ? Optional.empty() : Optional.of(variable);
    }

    /// The variable of `%{word}`.
    Optional<Variable> word(String word) {
        if (word.equalsIgnoreCase("iso8601")) {
            return Optional.of(event -> text(Origin.millis(time(event))));
        }
        int colon = word.indexOf(':');
        if (colon > 0) {
            var rest = word.substring(colon + 1);
            return switch (word.substring(0, colon)) {
                case "env" -> Optional.of(environment(rest));
                case "note" -> Optional.of(event -> LogNotes.note(event.session(), rest));
                case "time" -> Optional.of(time(rest));
                case "var" -> Optional.of(_ -> Optional.empty());
                default -> Optional.empty();
            };
        }
        return switch (word) {
            case "basename" -> Optional.of(event -> file(event).map(ClientPath::lastComponent));
            case "epoch" -> Optional.of(event -> text(event.at().getEpochSecond()));
            case "file-modified" -> Optional.of(_ -> text("false"));
            case "file-offset" -> Optional.of(event -> fileTransfer(event).map(t -> Long.toString(t.offset())));
            case "file-size" ->
                Optional.of(event ->
                        event.outcome().flatMap(TransferFacts::fileSize).map(size -> Long.toString(size)));
            case "gid", "uid" -> Optional.of(_ -> processId(word));
            case "microsecs" ->
                Optional.of(event ->
                        text(String.format(Locale.ROOT, "%06d", event.at().get(ChronoField.MICRO_OF_SECOND))));
            case "millisecs" ->
                Optional.of(event ->
                        text(String.format(Locale.ROOT, "%03d", event.at().get(ChronoField.MILLI_OF_SECOND))));
            case "protocol" -> Optional.of(event -> text(event.session().protocol()));
            case "remote-port" ->
                Optional.of(event -> text(event.session().client().getPort()));
            case "transfer-failure" -> Optional.of(event -> event.outcome().flatMap(TransferFacts::failure));
            case "transfer-millisecs" ->
                Optional.of(event ->
                        event.transfer().map(t -> Long.toString(t.took().toMillis())));
            case "transfer-port" ->
                Optional.of(event -> event.outcome().flatMap(DataPort::of).map(port -> Integer.toString(port)));
            case "transfer-speed" -> Optional.of(event -> fileTransfer(event).map(TransferFacts::speed));
            case "transfer-status" -> Optional.of(event -> event.outcome().flatMap(TransferFacts::status));
            case "transfer-type" -> Optional.of(event -> event.transfer().map(TransferFacts::type));
            case "version" -> Optional.of(_ -> text(origin.version()));
            default -> Optional.empty();
        };
    }

    Variable environment(String name) {
        return event -> LogNotes.environment(event.session(), name);
    }

    Variable time(String pattern) {
        var format = new Strftime(pattern);
        return event -> text(format.format(time(event)));
    }

    private ZonedDateTime time(LogEvent event) {
        return event.at().atZone(origin.zone(utc));
    }

    private static Optional<Reply> reply(LogEvent event) {
        return event.outcome().flatMap(CommandOutcome::reply);
    }

    private static Optional<Transfer> fileTransfer(LogEvent event) {
        return event.transfer().filter(_ -> TransferFacts.isFileTransfer(event.verb()));
    }

    private static Optional<String> file(LogEvent event) {
        return event.command()
                .flatMap(command -> ClientPath.absolute(command, event.session().directory()));
    }

    private static Optional<String> directory(LogEvent event) {
        var current = event.session().directory();
        return event.command()
                .filter(command -> ClientPath.namesDirectory(command.verb()))
                .map(command -> ClientPath.directory(
                        command, reply(event).map(Reply::isCompletion).orElse(false), current))
                .orElse(current);
    }

    private static Optional<String> bytes(LogEvent event) {
        return switch (event.verb()) {
            case "RNFR", "RNTO" -> Optional.of("0");
            default -> event.transfer().map(transfer -> Long.toString(transfer.bytes()));
        };
    }

    private static Optional<String> arguments(LogEvent event) {
        return event.command()
                .map(command -> command.argument()
                        .map(argument -> command.isSecret() ? "(hidden)" : argument)
                        .orElse(""));
    }

    private static Optional<String> method(LogEvent event) {
        if (event.moment() == Moment.EXIT) {
            return Optional.of("EXIT");
        }
        return event.command()
                .map(command -> command.verb().equals("SITE")
                        ? command.argument()
                                .map(text -> "SITE " + text.split(" ", 2)[0].toUpperCase(Locale.ROOT))
                                .orElse("SITE")
                        : command.verb());
    }

    /// The ids of the process, which every proxied session runs under.
    private static Optional<String> processId(String which) {
        try {
            return Optional.ofNullable(Files.getAttribute(Path.of("/proc/self"), "unix:" + which))
                    .map(Object::toString);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(String text) {
        return Optional.of(text);
    }

    private static Optional<String> text(long number) {
        return Optional.of(Long.toString(number));
    }
}
