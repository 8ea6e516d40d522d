package io.sluice.tls.settings;

import io.sluice.config.Configuration.ServerBlock;
import io.sluice.config.Context;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Position;
import io.sluice.config.Problem;
import io.sluice.config.Problem.Severity;
import io.sluice.config.Section;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// What the directives of a server say that does not fit together, or that nothing here does.
final class Misfits {
    private static final Map<TlsOption, String> NOT_DONE = Map.of(
            TlsOption.ALLOW_CLIENT_RENEGOTIATION, "clients may not renegotiate in any case",
            TlsOption.ALLOW_DOT_LOGIN, "users of a backend have no .tlslogin here",
            TlsOption.ALLOW_WEAK_DH, "groups for DHE are those of RFC 7919",
            TlsOption.ALLOW_WEAK_SECURITY, "the libraries know no levels of security",
            TlsOption.ENABLE_DIAGS, "messages of handshakes are not written to the TLSLog");

    /// Sections of others in which `TLSRequired` may stand for some users.
    private static final List<Section<Object>> PER_USER =
            List.of("IfUser", "IfGroup", "IfClass", "IfAuthenticated", "Anonymous").stream()
                    .map(name -> new Section<Object>(name, Set.of(), Context.SERVER, (arguments, _) -> arguments, ""))
                    .toList();

    private Misfits() {}

    static void tell(ServerBlock server, String name, Consumer<Problem> problems) {
        var directives = server.directives();
        for (var setting : directives.settings(TlsDirectives.OPTIONS)) {
            setting.value().stream()
                    .filter(NOT_DONE::containsKey)
                    .sorted()
                    .forEach(option -> warn(
                            TlsDirectives.OPTIONS,
                            option.word() + " has no effect, " + NOT_DONE.get(option),
                            setting.position(),
                            problems));
        }
        directives
                .setting(ClientDirectives.USER_NAME)
                .filter(_ -> directives.get(ClientDirectives.VERIFY_CLIENT) == Demand.OFF)
                .ifPresent(setting -> warn(
                        ClientDirectives.USER_NAME,
                        "with TLSVerifyClient off no client shows a certificate",
                        setting.position(),
                        problems));
        directives
                .setting(HandshakeDirectives.RENEGOTIATE)
                .filter(setting -> setting.value().isWanted())
                .filter(_ -> directives.get(HandshakeDirectives.PROTOCOL).stream()
                        .anyMatch(version -> version != TlsVersion.TLS_1_3))
                .ifPresent(setting -> warn(
                        HandshakeDirectives.RENEGOTIATE,
                        "keys are changed in TLS 1.3 only; with older clients there is no renegotiation",
                        setting.position(),
                        problems));
        refuseLoginsTwice(directives, server.position(), name, problems);
    }

    /// `TLSRequired auth` wants TLS before the user is known, `AllowPerUser` afterwards: together they make sense only
    /// where some users have another `TLSRequired`.
    private static void refuseLoginsTwice(
            DirectiveSet directives, Position server, String name, Consumer<Problem> problems) {
        var demands = directives.get(TlsDirectives.REQUIRED);
        boolean perUser = directives.settings(TlsDirectives.OPTIONS).stream()
                .anyMatch(setting -> setting.value().contains(TlsOption.ALLOW_PER_USER));
        if (perUser
                && demands.login()
                && !demands.control()
                && PER_USER.stream()
                        .allMatch(section -> directives.settings(section).isEmpty())) {
            var position = directives
                    .setting(TlsDirectives.REQUIRED)
                    .map(each -> each.position())
                    .orElse(server);
            problems.accept(new Problem(
                    Severity.ERROR,
                    position,
                    "fatal: " + name + ": cannot enforce both 'TLSRequired auth' and 'TLSOptions AllowPerUser' at the"
                            + " same time on " + position));
        }
    }

    private static void warn(Directive<?> directive, String text, Position position, Consumer<Problem> problems) {
        problems.accept(new Problem(
                Severity.WARNING, position, "warning: " + directive.name() + ": " + text + " on " + position));
    }
}
