package io.sluice.log;

import static io.sluice.log.RecordMember.number;
import static io.sluice.log.RecordMember.text;

import java.util.Optional;

/// The members of JSON records by the variables of `LogFormat`, under the names that the reference gives them. Where a
/// log line needs some word for what is not known, and where it shows more than the bare fact, a member reads
/// otherwise.
final class RecordMembers {
    private static final Strftime LOCAL_TIME = new Strftime("%Y-%m-%d %H:%M:%S %z");

    private final Origin origin;
    private final boolean utc;

    RecordMembers(Origin origin, boolean utc) {
        this.origin = origin;
        this.utc = utc;
    }

    /// The member for `%x`.
    RecordMember letter(char letter, LogVariables.Variable variable) {
        return switch (letter) {
            case 'A' -> text("anon_password", event -> event.session().anonymousPassword());
            case 'a' -> text("remote_ip", variable);
            case 'b' -> number("bytes_sent", variable);
            case 'c' -> text("connection_class", variable);
            case 'D' -> text("dir_path", variable);
            case 'd' -> text("dir_name", variable);
            case 'E' -> text("session_end_reason", variable);
            case 'F' -> text("transfer_path", variable);
            case 'f' -> text("file", variable);
            case 'g' -> text("group", variable);
            case 'H' -> text("server_ip", variable);
            case 'h' -> text("remote_dns", variable);
            case 'I' -> number("session_bytes_rcvd", variable);
            case 'J' -> text("command_params", event -> variable.of(event).filter(params -> !params.isEmpty()));
            case 'L' -> text("local_ip", variable);
            case 'l' -> text("identd_user", event -> event.session().identity().flatMap(name -> name));
            case 'm' -> text("command", variable);
            case 'O' -> number("session_bytes_sent", variable);
            case 'P' -> number("pid", _ -> Optional.of(Long.toString(origin.pid())));
            case 'p' -> number("local_port", variable);
            case 'R' -> number("response_millis", variable);
            case 'r' -> text("raw_command", variable);
            case 'S' -> text("response_msg", variable);
            case 's' -> number("response_code", variable);
            case 'T' -> number("transfer_secs", variable);
            case 't' ->
                text(
                        "local_time",
                        event -> Optional.of(LOCAL_TIME.format(event.at().atZone(origin.zone(utc)))));
            case 'U' -> text("original_user", variable);
            case 'u' -> text("user", variable);
            case 'V' -> text("server_dns", variable);
            case 'v' -> text("server_name", variable);
            case 'w' -> text("rename_from", variable);
            default -> throw new IllegalArgumentException("%" + letter + " is no variable");
        };
    }

    /// The member for `%{word}`.
    static RecordMember word(String word, LogVariables.Variable variable) {
        if (word.equalsIgnoreCase("iso8601")) {
            return text("timestamp", variable);
        }
        int colon = word.indexOf(':');
        if (colon > 0) {
            var rest = word.substring(colon + 1);
            return switch (word.substring(0, colon)) {
                case "env" -> text("ENV:" + rest, variable);
                case "note" -> text("NOTE:" + rest, variable);
                case "time" -> text(rest, variable);
                default -> text("VAR:" + rest, variable);
            };
        }
        return switch (word) {
            case "file-modified" -> new RecordMember("file_modified", RecordMember.Type.TRUTH, variable);
            case "file-offset" -> number("file_offset", variable);
            case "file-size" -> number("file_size", variable);
            case "remote-port" -> number("remote_port", variable);
            case "transfer-failure" -> text("transfer_failure", variable);
            case "transfer-millisecs" -> number("transfer_millis", variable);
            case "transfer-port" -> number("transfer_port", variable);
            case "transfer-speed" -> text("transfer_speed", variable);
            case "transfer-status" -> text("transfer_status", variable);
            case "transfer-type" -> text("transfer_type", variable);
            case "version" -> text("server_version", variable);
            case "epoch", "gid", "microsecs", "millisecs", "uid" -> number(word, variable);
            default -> text(word, variable);
        };
    }
}
