package io.sluice.system.process;

import java.io.IOException;
import java.io.UncheckedIOException;

/// Signals to processes, through the `kill` every system has.
public final class Signals {
    private Signals() {}

    public static void send(long pid, String signal) {
        try {
            var status = new ProcessBuilder("kill", "-s", signal, Long.toString(pid))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new AssertionError("kill -s " + signal + " " + pid + " ended with status " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
