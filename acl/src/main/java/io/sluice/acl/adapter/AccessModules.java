package io.sluice.acl.adapter;

import io.sluice.config.Configuration;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Position;
import io.sluice.config.Problem;
import io.sluice.config.Problem.Severity;
import io.sluice.module.ActiveModule;
import io.sluice.module.CoreServices;
import io.sluice.module.SessionFilter;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// `mod_wrap2`, `mod_dnsbl` and `mod_geoip` under one configuration, asked in this order.
record AccessModules(List<SessionFilter> filters, List<Problem> warnings) implements ActiveModule {
    static final List<Directive<?>> DIRECTIVES = Stream.of(WrapDirectives.ALL, DnsListDirectives.ALL, GeoDirectives.ALL)
            .<Directive<?>>flatMap(List::stream)
            .toList();

    /// The modules of the reference that these directives are of.
    static final List<String> STANDS_FOR = List.of(
            "mod_wrap2.c", "mod_wrap2_file.c", "mod_wrap2_sql.c", "mod_wrap2_redis.c", "mod_geoip.c", "mod_dnsbl.c");

    AccessModules {
        filters = List.copyOf(filters);
        warnings = List.copyOf(warnings);
    }

    static AccessModules of(Configuration configuration, CoreServices core, boolean names) {
        var problems = new LinkedHashSet<Problem>();
        var wrapLogs = AccessLogs.open(configuration, WrapDirectives.LOG, "mod_wrap2", core);
        var dnsLogs = AccessLogs.open(configuration, DnsListDirectives.LOG, "mod_dnsbl", core);
        var geoLogs = AccessLogs.open(configuration, GeoDirectives.LOG, "mod_geoip", core);
        var reader = new WrapTableReader(core, new TableFiles(TableFiles.BOUND, text -> {
            core.notice("wrap2: " + text);
            wrapLogs.byFile().values().forEach(log -> log.log(text));
        }));
        var geoTables = new HashMap<GeoDirectives.Table, GeoTable>();
        AccessLogs.servers(configuration).forEach(server -> {
            wrap(server, reader, problems);
            dnsLists(server, problems);
            geography(server, geoTables, core, problems);
        });
        return new AccessModules(
                List.of(
                        new WrapFilter(new WrapQuestions(reader, names), core, new Outages("wrap2", core), wrapLogs),
                        new DnsListFilter(
                                new DnsListings(core, DnsListings.BOUND, InstantSource.system()), core, dnsLogs),
                        new GeoFilter(geoTables, core, new Outages("geoip", core), geoLogs)),
                List.copyOf(problems));
    }

    private static void wrap(DirectiveSet server, WrapTableReader reader, Set<Problem> problems) {
        server.setting(WrapDirectives.WRAP_TABLES)
                .ifPresent(
                        setting -> tables("WrapTables", setting.value(), setting.position(), server, reader, problems));
        for (var directive : List.of(WrapDirectives.USER_TABLES, WrapDirectives.GROUP_TABLES)) {
            server.settings(directive)
                    .forEach(setting -> tables(
                            directive.name(), setting.value().tables(), setting.position(), server, reader, problems));
        }
    }

    private static void tables(
            String directive,
            WrapDirectives.Pair pair,
            Position position,
            DirectiveSet server,
            WrapTableReader reader,
            Set<Problem> problems) {
        for (var source : List.of(pair.allow(), pair.deny())) {
            reader.neverOpens(source, server).ifPresent(why -> problems.add(error(directive + ": " + why, position)));
            if (source instanceof WrapSource.Nowhere(var why)) {
                problems.add(Remarks.warning(directive + ": " + why + "; the table fits nobody", position));
            }
        }
    }

    private static void dnsLists(DirectiveSet server, Set<Problem> problems) {
        var engine = server.setting(DnsListDirectives.ENGINE);
        if (engine.isEmpty() || !engine.get().value()) {
            return;
        }
        if (server.setting(DnsListDirectives.POLICY).isEmpty()) {
            problems.add(error(
                    "DNSBLEngine: on, but nothing says whether lists are of those to refuse or of those to admit; add"
                            + " 'DNSBLPolicy allow,deny' or 'DNSBLPolicy deny,allow'",
                    engine.get().position()));
        } else if (server.settings(DnsListDirectives.DOMAIN).isEmpty()) {
            problems.add(Remarks.warning(
                    "DNSBLEngine: on, but there is no DNSBLDomain, so that nobody is listed",
                    engine.get().position()));
        }
    }

    /// Opens the files, each once, and looks for the queries of filters.
    private static void geography(
            DirectiveSet server,
            HashMap<GeoDirectives.Table, GeoTable> tables,
            CoreServices core,
            Set<Problem> problems) {
        for (var setting : server.settings(GeoDirectives.TABLE)) {
            if (tables.containsKey(setting.value())) {
                continue;
            }
            var starting = new Starting(core);
            try {
                tables.put(setting.value(), new GeoTable(setting.value(), InstantSource.system(), starting::said));
            } catch (NoClassDefFoundError _) {
                problems.add(error("GeoIPTable: needs the library com.maxmind.db", setting.position()));
            }
            starting.done().forEach(text -> problems.add(Remarks.warning(text, setting.position())));
        }
        for (var directive : List.of(GeoDirectives.ALLOW_FILTER, GeoDirectives.DENY_FILTER)) {
            for (var setting : server.settings(directive)) {
                if (setting.value() instanceof GeoDirectives.Written.ByQuery(var query)
                        && core.query(server, query) instanceof CoreServices.Query.Missing) {
                    problems.add(
                            error(directive + ": error processing SQLNamedQuery '" + query + "'", setting.position()));
                }
            }
        }
    }

    /// Takes what is said of a file: at start for the warnings of the configuration, later for the log.
    private static final class Starting {
        private final CoreServices core;
        private final LinkedHashSet<String> texts = new LinkedHashSet<>();
        private boolean over;

        Starting(CoreServices core) {
            this.core = core;
        }

        synchronized void said(String text) {
            if (over) {
                core.notice(text);
            } else {
                texts.add(text);
            }
        }

        synchronized List<String> done() {
            over = true;
            return List.copyOf(texts);
        }
    }

    private static Problem error(String text, Position position) {
        return new Problem(Severity.ERROR, position, "fatal: " + text + " on " + position);
    }
}
