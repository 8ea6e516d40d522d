package io.sluice.acl.adapter;

import io.sluice.acl.Client;
import io.sluice.acl.GeoField;
import io.sluice.acl.GeoRules;
import io.sluice.acl.GeoRules.Outcome;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Position;
import io.sluice.config.Setting;
import io.sluice.ftp.Reply;
import io.sluice.module.CoreServices;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import io.sluice.module.ServerEvent;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Filters of `mod_geoip` decide who may come from where: when a client connects, and once more after the login, when
/// filters may have come with the user and those that a query tells are known.
///
/// @param tables those of all servers, open
record GeoFilter(Map<GeoDirectives.Table, GeoTable> tables, CoreServices core, Outages outages, AccessLogs logs)
        implements SessionFilter {
    private static final Reply LOGIN_INCORRECT = Reply.of(530, "Login incorrect.");

    GeoFilter {
        tables = Map.copyOf(tables);
    }

    @Override
    public Phase phase() {
        return Phase.ACCESS;
    }

    @Override
    public String module() {
        return "mod_geoip";
    }

    @Override
    public Decision connected(SessionView session) {
        var server = session.server().directives();
        if (!server.get(GeoDirectives.ENGINE)) {
            return Decision.PERMIT;
        }
        var facts = facts(session, server);
        if (facts.isEmpty()) {
            logs.of(log(server)).log("no usable GeoIPTable files found, skipping GeoIP lookups");
            return Decision.PERMIT;
        }
        var decision = decide(
                session,
                facts.get(),
                written(server, GeoDirectives.ALLOW_FILTER),
                written(server, GeoDirectives.DENY_FILTER),
                Optional.empty());
        if (decision instanceof Decision.Permit) {
            facts.get().forEach((field, value) -> {
                session.environment().put(field.variable(), value);
                session.notes().put(field.variable(), value);
            });
        }
        return decision;
    }

    @Override
    public Decision authenticated(SessionView session, String user) {
        return afterLogin(session);
    }

    /// Whom the proxy has checked itself was asked about before.
    @Override
    public Decision loggedIn(SessionView session) {
        return session.groups().isPresent() ? Decision.PERMIT : afterLogin(session);
    }

    private Decision afterLogin(SessionView session) {
        var server = session.server().directives();
        if (!server.get(GeoDirectives.ENGINE)) {
            return Decision.PERMIT;
        }
        var facts = facts(session, server);
        if (facts.isEmpty()) {
            return Decision.PERMIT;
        }
        var allow = written(server, GeoDirectives.ALLOW_FILTER);
        var deny = written(server, GeoDirectives.DENY_FILTER);
        try {
            for (var setting : server.settings(GeoDirectives.ALLOW_FILTER)) {
                ofQuery(server, GeoDirectives.ALLOW_FILTER, setting).ifPresent(allow::add);
            }
        } catch (IOException _) {
            // it allows nobody, and has said so in the log
        }
        try {
            for (var setting : server.settings(GeoDirectives.DENY_FILTER)) {
                ofQuery(server, GeoDirectives.DENY_FILTER, setting).ifPresent(deny::add);
            }
        } catch (IOException e) {
            return refused(
                    session,
                    Optional.of(LOGIN_INCORRECT),
                    List.of(Decision.Step.of(sentence(session)), Decision.Step.of(String.valueOf(e.getMessage()))));
        }
        return decide(session, facts.get(), allow, deny, Optional.of(LOGIN_INCORRECT));
    }

    /// What all files know of the client, or nothing if there is no file that could.
    private Optional<Map<GeoField, String>> facts(SessionView session, DirectiveSet server) {
        var facts = new EnumMap<GeoField, String>(GeoField.class);
        boolean usable = false;
        for (var setting : server.settings(GeoDirectives.TABLE)) {
            var table = tables.get(setting.value());
            if (table == null) {
                continue;
            }
            table.facts(Client.of(session.client().getAddress()).address()).forEach(facts::putIfAbsent);
            usable |= table.isUsable();
        }
        return usable ? Optional.of(facts) : Optional.empty();
    }

    private static List<GeoRules.Filter> written(DirectiveSet server, Directive<GeoDirectives.Written> directive) {
        var filters = new ArrayList<GeoRules.Filter>();
        for (var setting : server.settings(directive)) {
            if (setting.value() instanceof GeoDirectives.Written.Here(var filter)) {
                filters.add(filter);
            }
        }
        return filters;
    }

    /// The filter that a query tells, if it tells one.
    private Optional<GeoRules.Filter> ofQuery(
            DirectiveSet server, Directive<GeoDirectives.Written> directive, Setting<GeoDirectives.Written> setting)
            throws IOException {
        if (!(setting.value() instanceof GeoDirectives.Written.ByQuery(var query))) {
            return Optional.empty();
        }
        var log = logs.of(log(server));
        var what = directive + " sql:/" + query + " (" + setting.position() + ")";
        try {
            var values = rows(server, query).stream().flatMap(List::stream).toList();
            outages.note(what, Optional.empty(), log);
            if (values.size() % 2 != 0) {
                log.log("SQLNamedQuery '" + query + "' gave " + values.size() + " values, expected even number");
                return Optional.empty();
            }
            return values.isEmpty()
                    ? Optional.empty()
                    : Optional.of(GeoDirectives.filter(
                            values, directive + " sql:/" + query, ClassDirectives.origin(setting.position())));
        } catch (BadValue e) {
            log.log("SQLNamedQuery '" + query + "': " + e.getMessage());
            return Optional.empty();
        } catch (IOException e) {
            var failure = what + ": " + e.getMessage();
            outages.note(what, Optional.of(failure), log);
            throw new IOException(failure, e);
        }
    }

    private List<List<String>> rows(DirectiveSet server, String query) throws IOException {
        return switch (core.query(server, query)) {
            case CoreServices.Query.Usable(var source) -> source.rows();
            case CoreServices.Query.Missing() ->
                throw new IOException("error processing SQLNamedQuery '" + query + "'");
            case CoreServices.Query.Off() -> throw new IOException("there is no database, or SQLEngine is off");
        };
    }

    private Decision decide(
            SessionView session,
            Map<GeoField, String> facts,
            List<GeoRules.Filter> allow,
            List<GeoRules.Filter> deny,
            Optional<Reply> reply) {
        var server = session.server().directives();
        var rules = new GeoRules(server.get(GeoDirectives.POLICY), allow, deny);
        return switch (rules.decide(facts)) {
            case Outcome.Allowed(var by) ->
                new Decision.Permit(by.stream()
                        .map(filter -> step("geoip: allowed by " + filter, filter))
                        .toList());
            case Outcome.Refused(var by) -> {
                var found = sentence(session);
                var steps = by.map(filter -> List.of(step(found, filter), Decision.Step.of("by " + filter)))
                        .orElseGet(() -> List.of(
                                byPolicy(found, server), Decision.Step.of("by GeoIPPolicy (no filter allows)")));
                yield refused(session, reply, steps);
            }
        };
    }

    private static String sentence(SessionView session) {
        return "Connection denied to " + session.client().getAddress().getHostAddress() + " due to GeoIP filter/policy";
    }

    private static Decision.Step step(String found, GeoRules.Filter filter) {
        return Decision.Step.of(found, ClassDirectives.position(filter.origin()));
    }

    private static Decision.Step byPolicy(String found, DirectiveSet server) {
        Optional<Position> position = server.setting(GeoDirectives.POLICY).map(Setting::position);
        return new Decision.Step(found, position);
    }

    private Decision refused(SessionView session, Optional<Reply> reply, List<Decision.Step> steps) {
        var first = steps.getFirst();
        logs.of(log(session.server().directives()))
                .refusal(first.found()
                        + first.position()
                                .map(position -> " (" + position + ")")
                                .orElse(""));
        core.raise(new ServerEvent("mod_geoip.connection-denied", Optional.of(session)));
        return new Decision.Disconnect(reply, EndReason.of(EndReason.Kind.POLICY, "GeoIP Filters"), steps);
    }

    private static Optional<Path> log(DirectiveSet server) {
        return server.find(GeoDirectives.LOG).flatMap(file -> file);
    }
}
