package io.sluice.filter;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import io.sluice.ftp.Reply;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Refuses the login of a session whose protocol is not listed (`Protocols`). An SSH session whose channel is not yet
/// open passes if it may become a permitted one.
public final class Protocols implements SessionFilter {
    private static final Set<String> KNOWN = Set.of("ftp", "ftps", "sftp", "scp");

    public static final Directive<Set<String>> PROTOCOLS = Directive.of("Protocols", Protocols::parse)
            .takes(1, Integer.MAX_VALUE)
            .syntax("\"ftp\"|\"ftps\"|\"sftp\"|\"scp\" …")
            .help("The protocols under which clients may log in; all, where it is absent.");

    public Protocols() {}

    @Override
    public Phase phase() {
        return Phase.ACCESS;
    }

    @Override
    public Decision loggedIn(SessionView session) {
        return session.server()
                .directives()
                .setting(PROTOCOLS)
                .filter(setting -> !permits(setting.value(), session.protocol()))
                .<Decision>map(setting -> new Decision.Disconnect(
                        Optional.of(Reply.of(530, "Login incorrect.")),
                        EndReason.of(EndReason.Kind.POLICY, "Denied by Protocols setting"),
                        List.of(Decision.Step.of(
                                "protocol '" + session.protocol() + "' denied by Protocols setting",
                                setting.position()))))
                .orElse(Decision.PERMIT);
    }

    private static boolean permits(Set<String> listed, String protocol) {
        return protocol.equals("ssh2") ? listed.contains("sftp") || listed.contains("scp") : listed.contains(protocol);
    }

    private static Set<String> parse(Arguments arguments) throws BadValue {
        var words = new LinkedHashSet<String>();
        for (var word : arguments.all()) {
            var protocol = word.toLowerCase(Locale.ROOT);
            if (!KNOWN.contains(protocol)) {
                throw new BadValue("unknown protocol '" + word + "'");
            }
            words.add(protocol);
        }
        return Set.copyOf(words);
    }
}
