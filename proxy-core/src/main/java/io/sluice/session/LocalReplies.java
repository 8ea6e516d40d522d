package io.sluice.session;

import io.sluice.filter.DisplayFile;
import io.sluice.ftp.Command;
import io.sluice.ftp.Features;
import io.sluice.ftp.Reply;
import io.sluice.ftp.Verb;
import io.sluice.ftp.WireText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What the gateway answers by itself.
public final class LocalReplies {
    public static final Reply LOGIN_FIRST = Reply.of(530, "Please login with USER and PASS");
    public static final Reply ACCESS_DENIED = Reply.of(530, "Access denied");
    public static final Reply LOGIN_INCORRECT = Reply.of(530, "Login incorrect.");
    public static final Reply USER_FIRST = Reply.of(503, "Login with USER first");
    public static final Reply TRANSFER_ABORTED = Reply.of(426, "Transfer aborted. Data connection closed.");

    /// What the gateway can do whatever stands behind it.
    private static final List<String> OWN_FEATURES = List.of("CLNT", "EPRT", "EPSV", "HOST", "UTF8");

    /// What it can do where TLS is on.
    private static final List<String> TLS_FEATURES = List.of("AUTH TLS", "CCC", "PBSZ", "PROT", "SSCN");

    /// Those of them that are commands which limits may take away.
    private static final Set<String> DATA_COMMANDS = Set.of("EPRT", "EPSV");

    /// What a backend's `FEAT` may add: commands that are passed on as they are.
    private static final List<String> PASSED_ON =
            List.of("LANG", "MDTM", "MFF", "MFMT", "MLST", "REST", "SIZE", "TVFS", "MD5", "XCRC", "HASH", "RANG");

    private LocalReplies() {}

    /// The answer to a command that nobody else answers.
    ///
    /// @param backend what the backend has said it can do; [Features#NONE] where there is none
    public static Reply to(Command command, Session session, Features backend) {
        var argument = command.argument().map(String::strip).filter(text -> !text.isEmpty());
        return switch (command.verb()) {
            case "NOOP" -> Reply.of(200, "NOOP command successful");
            case "SYST" -> Reply.of(215, "UNIX Type: L8");
            case "FEAT" -> Features.reply(features(session, backend));
            case "HELP" -> help(argument, session);
            case "CLNT" -> argument.isPresent() ? Reply.of(200, "OK") : missing(command);
            case "OPTS" -> options(command, argument);
            case "USER" ->
                argument.map(name -> Reply.ofWire(331, "Password required for " + name))
                        .orElseGet(() -> missing(command));
            case "PASS" -> session.facts().requestedUser().isEmpty() ? USER_FIRST : LOGIN_INCORRECT;
            case "REIN", "ACCT" -> Reply.of(502, command.verb() + " command not implemented");
            case "SITE" ->
                argument.map(text -> Reply.ofWire(
                                500, "'SITE " + WireText.upperCase(text.split(" ", 2)[0]) + "' not understood"))
                        .orElseGet(() -> missing(command));
            case "QUIT" -> Displays.before(DisplayFile.DISPLAY_QUIT, Reply.of(221, "Goodbye."), session);
            default -> other(command, session);
        };
    }

    private static Reply other(Command command, Session session) {
        var verb = Verb.of(command.verb());
        if (verb.isPresent() && verb.get().needsLogin()) {
            return LOGIN_FIRST;
        }
        session.event("core.unhandled-command");
        return Reply.ofWire(500, command.verb() + " not understood");
    }

    private static Reply missing(Command command) {
        return Reply.of(500, command.verb() + ": command requires a parameter");
    }

    private static Reply options(Command command, Optional<String> argument) {
        if (argument.isEmpty()) {
            return missing(command);
        }
        var words = WireText.upperCase(argument.get()).split(" +", -1);
        if (words[0].equals("UTF8") && words.length == 2 && (words[1].equals("ON") || words[1].equals("OFF"))) {
            return Reply.of(200, "UTF8 set to " + (words[1].equals("ON") ? "on" : "off"));
        }
        return LOGIN_FIRST;
    }

    private static List<String> features(Session session, Features backend) {
        var features = new TreeSet<>(OWN_FEATURES);
        if (session.host().tls().isPresent()) {
            features.addAll(TLS_FEATURES);
        }
        features.removeIf(name -> DATA_COMMANDS.contains(name) && !session.offers(name));
        for (String name : PASSED_ON) {
            if (backend.has(name)) {
                features.add(backend.value(name)
                        .filter(value -> !value.isEmpty())
                        .map(value -> name + " " + value)
                        .orElse(name));
            }
        }
        return List.copyOf(features);
    }

    private static Reply help(Optional<String> argument, Session session) {
        if (argument.isPresent()) {
            var name = WireText.upperCase(argument.get());
            return Verb.of(name)
                    .map(verb -> Reply.of(214, "Syntax: " + name + " " + verb.syntax()))
                    .orElseGet(() -> Reply.ofWire(502, "Unknown command '" + name + "'"));
        }
        var lines = new ArrayList<String>();
        var row = new StringBuilder();
        for (Verb verb : Verb.values()) {
            row.append(String.format("%-8s", verb.name() + (verb.isImplemented() ? "" : "*")));
            if (row.length() >= 64) {
                lines.add(row.toString().stripTrailing());
                row.setLength(0);
            }
        }
        if (!row.isEmpty()) {
            lines.add(row.toString().stripTrailing());
        }
        lines.add("Direct comments to " + session.settings().admin());
        return Reply.of(
                214, "The following commands are recognized (* =>'s unimplemented):", lines.toArray(String[]::new));
    }
}
