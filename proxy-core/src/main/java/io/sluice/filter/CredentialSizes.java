package io.sluice.filter;

import io.sluice.config.Directive;
import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.module.Decision;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import java.util.List;
import java.util.Optional;

/// Refuses user names of more than 256 bytes and passwords longer than `MaxPasswordSize`.
public final class CredentialSizes implements SessionFilter {
    private static final int LONGEST_USER = 256;

    public static final Directive<Integer> MAX_PASSWORD_SIZE = Directive.of(
                    "MaxPasswordSize",
                    arguments -> arguments.number(0, 1, Integer.MAX_VALUE, "parameter must be a number greater than 0"))
            .defaultsTo(1024)
            .syntax("bytes")
            .help("Passwords longer than this are refused without being tried.");

    private final LoginPart loginPart;

    public CredentialSizes(LoginPart loginPart) {
        this.loginPart = loginPart;
    }

    /// Which part of the argument of `USER` is the name of a user: in the forward role the rest is a destination.
    @FunctionalInterface
    public interface LoginPart {
        String of(SessionView session, String argument);

        LoginPart WHOLE = (_, argument) -> argument;

        /// What stands before the last `@`, as in `joe@ftp.example.com`.
        LoginPart BEFORE_DESTINATION =
                (_, argument) -> argument.contains("@") ? argument.substring(0, argument.lastIndexOf('@')) : argument;
    }

    @Override
    public Phase phase() {
        return Phase.SYNTAX;
    }

    @Override
    public Decision command(SessionView session, Command command) {
        return command.argument()
                .flatMap(argument -> switch (command.verb()) {
                    case "USER" -> tooLong(command.verb(), loginPart.of(session, argument), LONGEST_USER);
                    case "PASS" ->
                        tooLong(
                                command.verb(),
                                argument,
                                session.server().directives().get(MAX_PASSWORD_SIZE));
                    default -> Optional.<Decision>empty();
                })
                .orElse(Decision.PERMIT);
    }

    private static Optional<Decision> tooLong(String verb, String text, int longest) {
        return text.length() <= longest
                ? Optional.empty()
                : Optional.of(new Decision.Refuse(
                        Reply.of(501, "Login incorrect."),
                        List.of(Decision.Step.of(
                                verb + ": " + text.length() + " bytes, expected at most " + longest))));
    }
}
