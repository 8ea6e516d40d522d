package io.sluice.acl.adapter;

import io.sluice.acl.adapter.ConditionalSection.Claim;
import io.sluice.config.DirectiveSet;
import io.sluice.ftp.WireText;
import io.sluice.module.Decision;
import io.sluice.module.Explanation;
import io.sluice.module.Explanation.Moment;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Lays the conditional sections over a server when it becomes known that they hold: those of the class when a client
/// connects or has come to another server by `HOST`, those of the user when it has logged in, or if that is wanted when
/// it has said its name. Each time all that hold are laid anew, so that nothing is left of a user who did not get in.
///
/// @param servers the sections of each server, by its directives
record OverlayFilter(Map<DirectiveSet, Overlays> servers) implements SessionFilter {
    private static final Overlays NONE = new Overlays(List.of(), false);

    OverlayFilter {
        servers = Map.copyOf(servers);
    }

    @Override
    public Phase phase() {
        return Phase.OVERLAY;
    }

    @Override
    public String module() {
        return "acl";
    }

    @Override
    public Decision connected(SessionView session) {
        return lay(session, Optional.empty());
    }

    /// A name that somebody says whom the proxy has let in is that of a user elsewhere.
    @Override
    public void named(SessionView session, String user) {
        if (session.groups().isEmpty()) {
            var claim = of(session).fromUserOn()
                    ? session.groupsInAccounts(user).map(groups -> new Claim(WireText.display(user), groups, false))
                    : Optional.<Claim>empty();
            lay(session, claim);
            if (claim.isPresent()) {
                session.overlaidForRequestedUser();
            }
        }
    }

    @Override
    public Decision authenticated(SessionView session, String user) {
        return lay(session, Optional.of(new Claim(WireText.display(user), groups(session), true)));
    }

    @Override
    public Decision loggedIn(SessionView session) {
        return session.groups().isPresent()
                ? Decision.PERMIT
                : lay(session, session.user().map(name -> new Claim(WireText.display(name), groups(session), true)));
    }

    /// Lays what holds for who is supposed, of which the filters after it tell.
    @Override
    public Optional<Explanation> explain(SessionView supposed, Moment moment) {
        var before = supposed.overlays();
        switch (moment) {
            case Moment.Connect _ -> lay(supposed, Optional.empty());
            case Moment.Login(var user) ->
                lay(supposed, Optional.of(new Claim(WireText.display(user), groups(supposed), true)));
            case Moment.Password _, Moment.Use _ -> {}
        }
        var merged = supposed.overlays().stream()
                .filter(overlay -> !before.contains(overlay))
                .map(overlay -> Decision.Step.of(overlay.title(), overlay.position()))
                .toList();
        return merged.isEmpty() ? Optional.empty() : Optional.of(new Explanation("ifsession", false, "merged", merged));
    }

    private static List<String> groups(SessionView session) {
        return session.groups().orElse(List.of());
    }

    private Decision lay(SessionView session, Optional<Claim> claim) {
        var holding = of(session).holding(session.clientClass(), claim);
        if (!holding.equals(session.overlays())) {
            session.overlay(holding);
        }
        return Decision.PERMIT;
    }

    private Overlays of(SessionView session) {
        return servers.getOrDefault(session.server().configured(), NONE);
    }
}
