package io.sluice.log;

import io.sluice.ftp.Reply;
import io.sluice.module.CommandOutcome;
import java.util.Optional;
import java.util.regex.Pattern;

/// The data port a command speaks of: the client's in `PORT` and `EPRT`, ours in the replies to `PASV` and `EPSV`.
final class DataPort {
    private static final Pattern BYTES = Pattern.compile("(?:\\d{1,3},){4}(\\d{1,3}),(\\d{1,3})");
    private static final Pattern EXTENDED = Pattern.compile("(\\D)\\1\\1(\\d{1,5})\\1");

    private DataPort() {}

    static Optional<String> of(CommandOutcome outcome) {
        var argument = outcome.command().argument().orElse("");
        var reply = outcome.reply().filter(Reply::isCompletion).map(Reply::text).orElse("");
        return switch (outcome.command().verb()) {
            case "PORT" -> fromBytes(argument);
            case "PASV" -> fromBytes(reply);
            case "EPSV" -> fromEpsv(reply);
            case "EPRT" -> fromEprt(argument);
            default -> outcome.transfer().map(transfer -> Integer.toString(transfer.port()));
        };
    }

    private static Optional<String> fromBytes(String text) {
        var matcher = BYTES.matcher(text);
        return matcher.find()
                ? Optional.of(Integer.toString(
                        Integer.parseInt(matcher.group(1)) * 256 + Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    private static Optional<String> fromEpsv(String text) {
        var matcher = EXTENDED.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(2)) : Optional.empty();
    }

    private static Optional<String> fromEprt(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        var parts = text.split(Pattern.quote(text.substring(0, 1)), -1);
        return parts.length == 5 ? Optional.of(parts[3]) : Optional.empty();
    }
}
