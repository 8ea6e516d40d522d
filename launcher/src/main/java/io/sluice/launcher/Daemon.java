package io.sluice.launcher;

import io.sluice.Gateway;
import io.sluice.GatewaySettings;
import io.sluice.config.ConfigurationException;
import io.sluice.config.Problem;
import java.io.IOException;
import java.util.List;

/// The gateway at work as a process: it has a PID file, and obeys signals until one of them ends it.
final class Daemon implements AutoCloseable {
    private final Gateway gateway;
    private final Signals signals;

    private Daemon(Gateway gateway, Signals signals) {
        this.gateway = gateway;
        this.signals = signals;
    }

    /// Accepts connections, and has written its PID file. A signal that comes as soon as connections are accepted is
    /// obeyed, and none can end the process in a way that leaves the file behind.
    static Daemon start(GatewaySettings settings) throws ConfigurationException, IOException {
        var signals = Signals.take();
        var daemon = new Daemon(Gateway.start(settings), signals.started());
        try {
            daemon.gateway.keepPidFile();
            return daemon;
        } catch (IOException e) {
            daemon.close();
            throw e;
        }
    }

    List<Problem> warnings() {
        return gateway.warnings();
    }

    /// Returns when told to end: `TERM` and `INT` do, `HUP` reads the configuration again.
    void obeySignals(ConfigurationFile configuration) {
        try {
            var told = signals.next();
            while (told == Signals.Told.HUP) {
                reload(configuration);
                told = signals.next();
            }
            gateway.log("Sluice killed (signal " + told + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void reload(ConfigurationFile configuration) {
        gateway.reopenLogs();
        try {
            gateway.reload(configuration::read);
            gateway.warnings().forEach(warning -> gateway.log(warning.text()));
        } catch (ConfigurationException | IOException | RuntimeException _) {
            // the log of the gateway says why, and the old settings stay in force
        }
    }

    /// Ends all sessions, and removes the PID file.
    @Override
    public void close() {
        gateway.close();
    }
}
