package io.sluice.ban.adapter;

import io.sluice.ban.BanTable;
import io.sluice.config.Problem;
import io.sluice.module.ActiveModule;
import io.sluice.module.ControlAction;
import io.sluice.module.CoreServices;
import io.sluice.module.CoreServices.Journal;
import io.sluice.module.ServerEvent;
import io.sluice.module.SessionFilter;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// Bans at work under one configuration.
final class Bans implements ActiveModule {
    private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(60);

    private final BanTable table;
    private final Banning banning;
    private final BanFilter filter;
    private final BanControls controls;
    private final CoreServices core;
    private final List<Problem> warnings;
    private final Thread sweeping;

    Bans(
            BanTable table,
            Banning banning,
            CoreServices core,
            Journal journal,
            InstantSource clock,
            List<Problem> warnings) {
        this.table = table;
        this.banning = banning;
        this.filter = new BanFilter(banning);
        this.core = core;
        this.controls = new BanControls(table, banning, core, journal, clock);
        this.warnings = List.copyOf(warnings);
        this.sweeping = Thread.ofVirtual().name("bans").start(this::sweep);
    }

    private void sweep() {
        try {
            while (true) {
                Thread.sleep(BETWEEN_SWEEPS);
                table.sweep();
            }
        } catch (InterruptedException _) {
            // the configuration is not in use any more
        }
    }

    @Override
    public List<SessionFilter> filters() {
        return List.of(filter);
    }

    @Override
    public List<ControlAction> controls() {
        return controls.actions();
    }

    @Override
    public List<Problem> warnings() {
        return warnings;
    }

    @Override
    public void on(ServerEvent event) {
        event.session().ifPresent(session -> banning.occurred(event.name(), session));
    }

    @Override
    public void close() {
        sweeping.interrupt();
        banning.shares().close();
        try {
            table.close();
        } catch (IOException e) {
            core.notice(BanModule.VERSION + ": unable to leave the table of bans: " + e.getMessage());
        }
    }
}
