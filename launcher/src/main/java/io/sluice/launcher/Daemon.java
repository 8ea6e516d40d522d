package io.sluice.launcher;

import io.sluice.Gateway;
import io.sluice.Operator;
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
    static Daemon start(ConfigurationFile file) throws ConfigurationException, IOException {
        var signals = Signals.take();
        var daemon = new Daemon(Gateway.start(file.read(), operator(file, signals)), signals.started());
        try {
            daemon.gateway.keepPidFile();
            if (signals.ignoreHangUp()) {
                daemon.gateway.log("HUP is ignored, as by nohup: 'sluice ctl restart' reads the configuration again");
            }
            return daemon;
        } catch (IOException e) {
            daemon.close();
            throw e;
        }
    }

    /// The control socket can do what signals can.
    private static Operator operator(ConfigurationFile file, Signals signals) {
        return new Operator() {
            @Override
            public void restart(Gateway gateway) throws ConfigurationException, IOException {
                reload(gateway, file);
            }

            @Override
            public void shutdown(Gateway gateway) {
                signals.tell(Signals.Told.TERM);
            }
        };
    }

    List<Problem> warnings() {
        return gateway.warnings();
    }

    /// Returns when told to end: `TERM` and `INT` do, `HUP` reads the configuration again.
    void obeySignals(ConfigurationFile configuration) {
        try {
            var told = signals.next();
            while (told == Signals.Told.HUP) {
                obeyHangUp(configuration);
                told = signals.next();
            }
            gateway.log("Sluice killed (signal " + told + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void obeyHangUp(ConfigurationFile configuration) {
        try {
            reload(gateway, configuration);
        } catch (ConfigurationException | IOException | RuntimeException _) {
            // the log of the gateway says why, and the old settings stay in force
        }
    }

    private static void reload(Gateway gateway, ConfigurationFile configuration)
            throws ConfigurationException, IOException {
        gateway.reopenLogs();
        gateway.reload(configuration::read);
        gateway.warnings().forEach(warning -> gateway.log(warning.text()));
    }

    /// Ends all sessions, and removes the PID file.
    @Override
    public void close() {
        gateway.close();
    }
}
