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
import io.sluice.module.Explanation;
import io.sluice.module.Explanation.Moment;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /// What is known of a client, and what the rules say of it.
    ///
    /// @param failure why filters that deny could not be asked for, which refuses everybody
    private record Finding(Map<GeoField, String> facts, Outcome outcome, Optional<String> failure) {}

    @Override
    public Decision connected(SessionView session) {
        var server = session.server().directives();
        var finding = find(session, false);
        if (finding.isEmpty()) {
            if (server.get(GeoDirectives.ENGINE)) {
                logs.of(log(server)).log("no usable GeoIPTable files found, skipping GeoIP lookups");
            }
            return Decision.PERMIT;
        }
        var decision = decide(session, finding.get(), Optional.empty());
        if (decision instanceof Decision.Permit) {
            finding.get().facts().forEach((field, value) -> {
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
        return find(session, true)
                .map(finding -> decide(session, finding, Optional.of(LOGIN_INCORRECT)))
                .orElse(Decision.PERMIT);
    }

    /// After the login it tells only what may be new: filters of sections, and those that a query tells.
    @Override
    public Optional<Explanation> explain(SessionView supposed, Moment moment) {
        boolean wanted = switch (moment) {
            case Moment.Connect _ -> true;
            case Moment.Login _ -> !supposed.overlays().isEmpty() || hasQueries(supposed);
            case Moment.Password _, Moment.Use _ -> false;
        };
        return wanted
                ? find(supposed, moment instanceof Moment.Login)
                        .map(finding -> explanation(finding, supposed.server().directives()))
                : Optional.empty();
    }

    private static boolean hasQueries(SessionView session) {
        return Stream.of(GeoDirectives.ALLOW_FILTER, GeoDirectives.DENY_FILTER)
                .flatMap(directive -> session.server().directives().settings(directive).stream())
                .anyMatch(setting -> setting.value() instanceof GeoDirectives.Written.ByQuery);
    }

    private static Explanation explanation(Finding finding, DirectiveSet server) {
        var facts = finding.facts().entrySet().stream()
                .map(fact -> fact.getKey().filter() + "=" + fact.getValue())
                .collect(Collectors.joining(" "));
        var known = (facts.isEmpty() ? "nothing known" : facts) + ", ";
        if (finding.failure().isPresent()) {
            return new Explanation(
                    "geoip",
                    true,
                    known + "refused",
                    List.of(Decision.Step.of(finding.failure().get())));
        }
        return switch (finding.outcome()) {
            case Outcome.Allowed(var by) ->
                new Explanation(
                        "geoip",
                        false,
                        known + "allowed",
                        List.of(by.map(filter -> step(filter.text(), filter)).orElse(Reasons.DEFAULT)));
            case Outcome.Refused(var by) ->
                new Explanation(
                        "geoip",
                        true,
                        known + "refused",
                        List.of(by.map(filter -> step(filter.text(), filter))
                                .orElseGet(() -> byPolicy("GeoIPPolicy (no filter allows)", server))));
        };
    }

    /// @param loggedIn whether filters that a query tells are asked for
    private Optional<Finding> find(SessionView session, boolean loggedIn) {
        var server = session.server().directives();
        if (!server.get(GeoDirectives.ENGINE)) {
            return Optional.empty();
        }
        return facts(session, server).map(facts -> finding(facts, server, loggedIn));
    }

    private Finding finding(Map<GeoField, String> facts, DirectiveSet server, boolean loggedIn) {
        var allow = written(server, GeoDirectives.ALLOW_FILTER);
        var deny = written(server, GeoDirectives.DENY_FILTER);
        Optional<String> failure = Optional.empty();
        if (loggedIn) {
            try {
                allow.addAll(ofQueries(server, GeoDirectives.ALLOW_FILTER));
            } catch (IOException _) {
                // it allows nobody, and has said so in the log
            }
            try {
                deny.addAll(ofQueries(server, GeoDirectives.DENY_FILTER));
            } catch (IOException e) {
                failure = Optional.of(String.valueOf(e.getMessage()));
            }
        }
        var policy = server.get(GeoDirectives.POLICY);
        core.trace("geoip", 8, () -> "found " + facts + ", policy " + policy);
        for (var filter : Stream.concat(allow.stream(), deny.stream()).toList()) {
            core.trace("geoip", 12, () -> "'" + filter + "' fits: " + filter.fits(facts));
        }
        var outcome = new GeoRules(policy, allow, deny).decide(facts);
        core.trace("geoip", 9, () -> "decided: " + outcome);
        return new Finding(facts, outcome, failure);
    }

    private List<GeoRules.Filter> ofQueries(DirectiveSet server, Directive<GeoDirectives.Written> directive)
            throws IOException {
        var filters = new ArrayList<GeoRules.Filter>();
        for (var setting : server.settings(directive)) {
            ofQuery(server, directive, setting).ifPresent(filters::add);
        }
        return filters;
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

    private Decision decide(SessionView session, Finding finding, Optional<Reply> reply) {
        var server = session.server().directives();
        var sentence = sentence(session);
        if (finding.failure().isPresent()) {
            return refused(
                    session,
                    reply,
                    List.of(
                            Decision.Step.of(sentence),
                            Decision.Step.of(finding.failure().get())));
        }
        return switch (finding.outcome()) {
            case Outcome.Allowed(var by) ->
                new Decision.Permit(by.stream()
                        .map(filter -> step("geoip: allowed by " + filter, filter))
                        .toList());
            case Outcome.Refused(var by) ->
                refused(
                        session,
                        reply,
                        by.map(filter -> List.of(step(sentence, filter), Decision.Step.of("by " + filter)))
                                .orElseGet(() -> List.of(
                                        byPolicy(sentence, server),
                                        Decision.Step.of("by GeoIPPolicy (no filter allows)"))));
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
