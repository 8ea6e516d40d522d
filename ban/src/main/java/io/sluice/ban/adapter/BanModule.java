package io.sluice.ban.adapter;

import io.sluice.ban.BanEvent;
import io.sluice.ban.BanTable;
import io.sluice.ban.Rule;
import io.sluice.ban.Rules;
import io.sluice.config.Configuration;
import io.sluice.config.Configuration.ServerBlock;
import io.sluice.config.Directive;
import io.sluice.config.Position;
import io.sluice.config.Problem;
import io.sluice.config.Problem.Severity;
import io.sluice.config.Setting;
import io.sluice.module.ActiveModule;
import io.sluice.module.CoreServices;
import io.sluice.module.CoreServices.Journal;
import io.sluice.module.ServerModule;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;

/// Temporary bans for the gateway.
public final class BanModule implements ServerModule {
    static final String VERSION = "mod_ban/0.8";

    private final InstantSource clock;

    public BanModule() {
        this(InstantSource.system());
    }

    BanModule(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public List<String> standsFor() {
        return List.of("mod_ban.c");
    }

    @Override
    public List<Directive<?>> directives() {
        return BanDirectives.ALL;
    }

    @Override
    public ActiveModule activate(Configuration configuration) {
        return new Idle(List.of());
    }

    @Override
    public ActiveModule activate(Configuration configuration, CoreServices core) {
        var problems = new ArrayList<Problem>();
        var rules = rules(configuration, problems);
        var on = servers(configuration)
                .flatMap(server -> server.directives().setting(BanDirectives.ENGINE).stream())
                .filter(Setting::value)
                .findFirst();
        if (on.isEmpty()) {
            return new Idle(problems);
        }
        var main = configuration.main().directives();
        var file = main.setting(BanDirectives.TABLE);
        if (file.isEmpty()) {
            problems.add(
                    error("missing required BanTable configuration", on.get().position()));
            return new Idle(problems);
        }
        var journal = main.get(BanDirectives.LOG)
                .map(path -> core.journal(BanDirectives.LOG.name(), "mod_ban", path, main))
                .orElse(Journal.NONE);
        var expiry = new Expiry(core, journal);
        try {
            var table = BanTable.open(file.get().value(), clock, expiry);
            journal.log("using shared memory for BanTable '" + file.get().value() + "'");
            return new Bans(
                    table,
                    new Banning(
                            rules,
                            table,
                            Shares.of(configuration, core, journal, clock, problems),
                            journal,
                            core,
                            clock),
                    core,
                    journal,
                    clock,
                    problems);
        } catch (IOException e) {
            problems.add(error(String.valueOf(e.getMessage()), file.get().position()));
            return new Idle(problems);
        }
    }

    private static Problem error(String text, Position position) {
        return new Problem(Severity.ERROR, position, VERSION + ": " + text);
    }

    private static Stream<ServerBlock> servers(Configuration configuration) {
        return Stream.concat(Stream.of(configuration.main()), configuration.virtualHosts().stream());
    }

    private static Rules rules(Configuration configuration, List<Problem> problems) {
        var first = new LinkedHashMap<BanEvent, Rule>();
        for (Setting<Occurring> setting : configuration.main().directives().settings(BanDirectives.ON_EVENT)) {
            var rule = setting.value().rule();
            if (first.putIfAbsent(rule.event(), rule) != null) {
                problems.add(new Problem(
                        Severity.WARNING,
                        setting.position(),
                        "warning: BanOnEvent: there is a rule for "
                                + rule.event().word() + " already, which counts; this one is ignored on "
                                + setting.position()));
            }
        }
        return new Rules(List.copyOf(first.values()));
    }
}
