package io.sluice.server;

import io.sluice.filter.ConnectionRate;
import io.sluice.module.Decision;
import io.sluice.module.ServerEvent;
import io.sluice.net.Addresses;
import io.sluice.server.Strangers.Stranger;
import io.sluice.session.SessionServices;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;

/// Whether there is room for one more: asked when a connection is accepted and, where it counts whose it is, as soon as
/// that is known. A refusal costs no thread and no more than a comparison.
final class Admission {
    private final Sessions sessions;
    private final SessionServices services;
    private final ConnectionRate rate = new ConnectionRate();
    private final Strangers strangers = new Strangers();
    private final Denials denials;

    Admission(Sessions sessions, SessionServices services) {
        this.sessions = sessions;
        this.services = services;
        this.denials = new Denials(services.log());
    }

    /// Takes a place among the sessions and among those that have not logged in, unless there are too many of either or
    /// they come too fast (`MaxInstances`, `MaxConnectionRate`, `MaxConnectionsBeforeLogin`).
    Optional<Stranger> admit(Setup setup) {
        var main = setup.configuration().main().directives();
        var most = setup.mostSessions();
        if (!sessions.takePlace(most)) {
            denied("core.max-instances", "MaxInstances (" + most.getAsInt() + ") reached, new connection denied");
            return Optional.empty();
        }
        var tooFast = main.find(ConnectionRate.MAX_CONNECTION_RATE)
                .flatMap(limit -> rate.refusal(limit, Instant.now()))
                .map(Decision.Step::found);
        if (tooFast.isPresent()) {
            denials.denied("MaxConnectionRate", tooFast.get());
            sessions.givePlaceBack();
            return Optional.empty();
        }
        var mostStrangers = main.get(ConnectionRate.MAX_BEFORE_LOGIN);
        var stranger = strangers.enter(mostStrangers);
        if (stranger.isEmpty()) {
            denied(
                    "core.max-connections-before-login",
                    "MaxConnectionsBeforeLogin (" + mostStrangers.getAsInt() + ") reached, new connection denied");
            sessions.givePlaceBack();
        }
        return stranger;
    }

    /// Whether another one may come from that address (`MaxConnectionsBeforeLoginPerHost`).
    boolean admits(Visit visit, InetAddress client) {
        var main = visit.setup().configuration().main().directives();
        var most = main.get(ConnectionRate.MAX_BEFORE_LOGIN_PER_HOST);
        if (visit.stranger().comesFrom(client, most)) {
            return true;
        }
        denied(
                "core.max-connections-before-login-per-host",
                "MaxConnectionsBeforeLoginPerHost (" + most.orElse(0) + ") reached for " + Addresses.text(client)
                        + ", connection denied");
        return false;
    }

    private void denied(String event, String text) {
        services.events().accept(new ServerEvent(event, Optional.empty()));
        denials.denied(event, text);
    }
}
