package io.sluice.filter;

import static io.sluice.config.Context.ANONYMOUS;
import static io.sluice.config.Context.DIRECTORY;
import static io.sluice.config.Context.GLOBAL;
import static io.sluice.config.Context.LIMIT;
import static io.sluice.config.Context.SERVER;
import static io.sluice.config.Context.VIRTUAL_HOST;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.BoundedPattern;
import io.sluice.config.BoundedPattern.Match;
import io.sluice.config.Directive;
import io.sluice.config.Setting;
import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.ftp.WireText;
import io.sluice.module.Decision;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Which arguments commands may have (`AllowFilter`, `DenyFilter`), and which names the commands that read, write or
/// change a file may have (`PathAllowFilter`, `PathDenyFilter`). A search that was given up refuses.
public final class ArgumentFilters implements SessionFilter {
    public static final Directive<Optional<BoundedPattern>> ALLOW_FILTER = filter(
                    "AllowFilter",
                    "Refuses arguments in which the expression is not found. In a <Limit> it allows those in which it is found.")
            .in(SERVER, VIRTUAL_HOST, GLOBAL, ANONYMOUS, DIRECTORY, LIMIT);
    public static final Directive<Optional<BoundedPattern>> DENY_FILTER = filter(
                    "DenyFilter", "Refuses arguments in which the expression is found.")
            .in(SERVER, VIRTUAL_HOST, GLOBAL, ANONYMOUS, DIRECTORY, LIMIT);
    public static final Directive<Optional<BoundedPattern>> PATH_ALLOW_FILTER =
            filter("PathAllowFilter", "Refuses paths in which the expression is not found.");
    public static final Directive<Optional<BoundedPattern>> PATH_DENY_FILTER =
            filter("PathDenyFilter", "Refuses paths in which the expression is found.");

    static final List<Directive<?>> DIRECTIVES =
            List.of(ALLOW_FILTER, DENY_FILTER, PATH_ALLOW_FILTER, PATH_DENY_FILTER);

    private static final Set<String> VERBS_WITH_PATH =
            Set.of("APPE", "DELE", "MKD", "RETR", "RMD", "RNFR", "RNTO", "STOR", "STOU", "XMKD", "XRMD");

    /// The path stands behind facts or a time (draft-somers-ftp-mfxx §3, §5).
    private static final Set<String> VERBS_WITH_PATH_LAST = Set.of("MFF", "MFMT");

    @Override
    public Phase phase() {
        return Phase.SYNTAX;
    }

    @Override
    public Decision command(SessionView session, Command command) {
        return command.argument()
                .filter(argument -> !argument.isEmpty())
                .flatMap(argument -> refusal(session, command, argument))
                .orElse(Decision.PERMIT);
    }

    private static Optional<Decision> refusal(SessionView session, Command command, String argument) {
        var shown = command.isSecret() ? command.verb() : argument;
        return refusal(session, ALLOW_FILTER, DENY_FILTER, argument, shown + ": Forbidden command argument", command)
                .or(() -> path(command, argument)
                        .flatMap(path -> refusal(
                                session,
                                PATH_ALLOW_FILTER,
                                PATH_DENY_FILTER,
                                path,
                                path + ": Forbidden filename",
                                command)));
    }

    private static Optional<Decision> refusal(
            SessionView session,
            Directive<Optional<BoundedPattern>> allow,
            Directive<Optional<BoundedPattern>> deny,
            String wireText,
            String reply,
            Command command) {
        return violated(session, allow, wireText, Match.FOUND)
                .map(setting -> refuse(command, allow, setting, reply))
                .or(() -> violated(session, deny, wireText, Match.NOT_FOUND)
                        .map(setting -> refuse(command, deny, setting, reply)));
    }

    private static Optional<Setting<Optional<BoundedPattern>>> violated(
            SessionView session, Directive<Optional<BoundedPattern>> directive, String wireText, Match permitted) {
        return session.server()
                .directives()
                .setting(directive)
                .filter(setting -> setting.value()
                        .map(pattern -> pattern.search(WireText.display(wireText)) != permitted)
                        .orElse(false));
    }

    private static Decision refuse(
            Command command,
            Directive<Optional<BoundedPattern>> directive,
            Setting<Optional<BoundedPattern>> setting,
            String reply) {
        var pattern = setting.value().map(BoundedPattern::toString).orElse("none");
        return new Decision.Refuse(
                new Reply(550, List.of("550 " + reply)),
                List.of(Decision.Step.of(
                        "'" + command + "' denied by " + directive.name() + " '" + pattern + "'", setting.position())));
    }

    private static Optional<String> path(Command command, String argument) {
        if (VERBS_WITH_PATH.contains(command.verb())) {
            return Optional.of(argument);
        }
        if (VERBS_WITH_PATH_LAST.contains(command.verb())) {
            return Optional.of(argument.substring(argument.indexOf(' ') + 1));
        }
        return Optional.empty();
    }

    private static Directive<Optional<BoundedPattern>> filter(String name, String help) {
        return Directive.of(name, ArgumentFilters::parse)
                .in(SERVER, VIRTUAL_HOST, GLOBAL, ANONYMOUS, DIRECTORY)
                .takes(1, 2)
                .syntax("regex|\"none\" [\"NC\"|\"nocase\"]")
                .help(help);
    }

    private static Optional<BoundedPattern> parse(Arguments arguments) throws BadValue {
        var ignoreCase = arguments.size() > 1;
        if (ignoreCase && !Set.of("nc", "nocase").contains(arguments.text(1).toLowerCase(Locale.ROOT))) {
            throw new BadValue("unknown flag '" + arguments.text(1) + "'");
        }
        return arguments.text().equalsIgnoreCase("none")
                ? Optional.empty()
                : Optional.of(ignoreCase ? arguments.regexInAnyCase(0) : arguments.regex(0));
    }
}
