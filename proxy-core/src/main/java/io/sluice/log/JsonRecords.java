package io.sluice.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.ftp.Reply;
import io.sluice.ftp.WireText;
import io.sluice.log.JsonLogLine.Kind;
import io.sluice.module.CommandOutcome;
import io.sluice.module.CommandOutcome.Transfer;
import io.sluice.module.EndReason;
import io.sluice.module.Refusal;
import io.sluice.module.SessionView;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// The records of `JsonLog`, schema version 1. Within a version keys are added, never taken away.
final class JsonRecords {
    private static final int VERSION = 1;

    /// What a session did, counted for its record.
    record Counts(long uploads, long downloads, long listings, long failedLogins, long commands) {
        static final Counts NONE = new Counts(0, 0, 0, 0, 0);

        Counts with(CommandOutcome outcome) {
            var direction = outcome.transfer().map(Transfer::direction);
            boolean failedLogin = outcome.command().verb().equals("PASS")
                    && outcome.reply().map(Reply::isNegative).orElse(false);
            return new Counts(
                    uploads + is(direction, CommandOutcome.Direction.UPLOAD),
                    downloads + is(direction, CommandOutcome.Direction.DOWNLOAD),
                    listings + is(direction, CommandOutcome.Direction.LISTING),
                    failedLogins + (failedLogin ? 1 : 0),
                    commands + 1);
        }

        private static int is(Optional<CommandOutcome.Direction> direction, CommandOutcome.Direction wanted) {
            return direction.filter(wanted::equals).isPresent() ? 1 : 0;
        }
    }

    private final Origin origin;
    private final List<String> notes;
    private final List<String> environment;

    JsonRecords(Origin origin, List<String> notes, List<String> environment) {
        this.origin = origin;
        this.notes = List.copyOf(notes);
        this.environment = List.copyOf(environment);
    }

    String session(SessionView session, EndReason reason, Counts counts) {
        var now = origin.clock().instant();
        return JsonLine.of(line -> {
            head(line, Kind.SESSION, now, session);
            ways(line, session);
            line.time("started", session.started())
                    .time("ended", now)
                    .number(
                            "duration_ms",
                            Duration.between(session.started(), now).toMillis())
                    .text("end_reason", reason.toString())
                    .object("refused_by", session.refusedBy().map(JsonRecords::refusal))
                    .number("session_bytes_rcvd", session.bytesIn())
                    .number("session_bytes_sent", session.bytesOut())
                    .number("uploads", counts.uploads())
                    .number("downloads", counts.downloads())
                    .number("listings", counts.listings())
                    .number("failed_logins", counts.failedLogins())
                    .number("commands", counts.commands());
            extras(line, session);
        });
    }

    String transfer(SessionView session, CommandOutcome outcome, Transfer transfer) {
        return JsonLine.of(line -> {
            head(line, Kind.TRANSFER, origin.clock().instant(), session);
            ways(line, session);
            line.time("started", transfer.began())
                    .time("ended", transfer.began().plus(transfer.took()));
            command(line, outcome);
            file(line, outcome);
            line.text("transfer_type", TransferFacts.type(transfer))
                    .text("direction", transfer.direction().name().toLowerCase(Locale.ROOT))
                    .number("offset", transfer.offset())
                    .number("bytes", transfer.bytes())
                    .number("transfer_millis", transfer.took().toMillis())
                    .text("transfer_status", TransferFacts.status(outcome))
                    .text("transfer_failure", TransferFacts.failure(outcome))
                    .object(
                            "data_mode",
                            Optional.of(mode -> mode.text("frontend", mode(transfer.passive()))
                                    .text("backend", transfer.legs().map(legs -> mode(legs.backendPassive())))))
                    .object(
                            "data_protection",
                            Optional.of(protection -> protection
                                    .text("frontend", transfer.legs().map(legs -> protection(legs.frontendProtected())))
                                    .text(
                                            "backend",
                                            transfer.legs().map(legs -> protection(legs.backendProtected())))));
            extras(line, session);
        });
    }

    String command(SessionView session, CommandOutcome outcome) {
        return JsonLine.of(line -> {
            head(line, Kind.COMMAND, origin.clock().instant(), session);
            command(line, outcome);
            line.object("refused_by", outcome.refusedBy().map(JsonRecords::refusal));
        });
    }

    private void head(JsonLine line, Kind kind, Instant now, SessionView session) {
        line.number("v", VERSION)
                .text("kind", kind.word())
                .time("ts", now)
                .text("session_id", origin.id(Optional.of(session)))
                .text("server_name", WireText.of(session.server().name()))
                .text("local_ip", session.local().getAddress().getHostAddress())
                .number("local_port", session.local().getPort())
                .text("remote_ip", session.client().getAddress().getHostAddress())
                .number("remote_port", session.client().getPort())
                .text("remote_dns", session.clientName())
                .text("connection_class", session.clientClass().map(WireText::of))
                .text("user", session.user())
                .text("orig_user", session.requestedUser())
                .text("group", session.group());
    }

    private void ways(JsonLine line, SessionView session) {
        var tls = LogNotes.session(session, "TLS_PROTOCOL");
        line.text("protocol", session.protocol())
                .object(
                        "tls",
                        tls.map(version -> fields -> fields.text("version", version)
                                .text("cipher", LogNotes.session(session, "TLS_CIPHER"))
                                .text("sni", LogNotes.session(session, "TLS_SERVER_NAME"))
                                .bool(
                                        "resumed",
                                        LogNotes.session(session, "mod_tls.resumed")
                                                .map(Boolean::parseBoolean))
                                .text("client_cn", LogNotes.session(session, "TLS_CLIENT_S_DN_CN"))))
                .text("role", LogNotes.note(session, "mod_proxy.role"))
                .text("policy", LogNotes.note(session, "mod_proxy.policy"));
        var backend = LogNotes.note(session, "mod_proxy.backend-url");
        line.object(
                "backend",
                backend.map(url -> fields -> fields.text("url", url)
                        .text("ip", LogNotes.note(session, "mod_proxy.backend-ip"))
                        .number("port", LogNotes.number(session, "mod_proxy.backend-port"))
                        .text(
                                "tls",
                                LogNotes.note(session, "mod_proxy.backend-tls").filter(text -> !text.equals("-")))
                        .number("connect_ms", LogNotes.number(session, "mod_proxy.backend-connect-ms"))
                        .number("attempts", LogNotes.number(session, "mod_proxy.backend-attempts"))));
    }

    private static void command(JsonLine line, CommandOutcome outcome) {
        var command = outcome.command();
        line.text("command", command.verb())
                .text("params", command.argument().map(text -> command.isSecret() ? "(hidden)" : text))
                .number("response_code", outcome.reply().map(reply -> (long) reply.code()))
                .text("response_msg", outcome.reply().map(Reply::text))
                .number("response_millis", outcome.took().toMillis());
    }

    private static void file(JsonLine line, CommandOutcome outcome) {
        var path = TransferFacts.isListing(outcome.command().verb())
                ? outcome.command().argument()
                : ClientPath.sent(outcome.command());
        line.text("file", path)
                .text(
                        "file_b64",
                        path.filter(name -> WireText.display(name).indexOf('\ufffd') >= 0)
                                .map(name -> Base64.getEncoder().encodeToString(name.getBytes(ISO_8859_1))));
    }

    private void extras(JsonLine line, SessionView session) {
        line.object(
                        "notes",
                        Optional.of(fields -> notes.forEach(name -> fields.text(name, LogNotes.note(session, name)))))
                .object(
                        "env",
                        Optional.of(fields ->
                                environment.forEach(name -> fields.text(name, LogNotes.environment(session, name)))));
    }

    private static Consumer<JsonLine> refusal(Refusal refusal) {
        return fields -> fields.text("rule", WireText.of(refusal.rule()))
                .text("file", refusal.position().map(position -> WireText.of(position.file())))
                .number("line", refusal.position().map(position -> (long) position.line()))
                .text("module", refusal.module());
    }

    private static String mode(boolean passive) {
        return passive ? "passive" : "active";
    }

    private static String protection(boolean on) {
        return on ? "P" : "C";
    }
}
