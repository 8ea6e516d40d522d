package io.sluice.cache.peers;

import io.sluice.cache.Deadline;
import io.sluice.cache.tck.CacheStoreKit;
import io.sluice.peers.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A server of the host that a test starts, stops and freezes, on a free port of the loopback.
public abstract class ServerProcess implements CacheStoreKit.Outage, AutoCloseable {
    private static final Duration LONGEST_SIGNAL = Duration.ofSeconds(10);

    public final int port;
    private Optional<Process> process = Optional.empty();

    protected ServerProcess(int port) {
        this.port = port;
    }

    /// The command that starts it, in the foreground.
    protected abstract ProcessBuilder command();

    /// Connects to it and hangs up, to find out whether it answers.
    protected abstract void connect() throws IOException;

    /// What it has said so far, where that is kept.
    protected String said() throws IOException {
        return "";
    }

    /// As a directive names it.
    public String place() {
        return "127.0.0.1:" + port;
    }

    @Override
    public final void start() throws Exception {
        if (isAlive()) {
            signal("CONT");
        } else {
            process = Optional.of(command().redirectErrorStream(true).start());
        }
        Await.until(this::failure, this::answers);
    }

    private String failure() {
        try {
            return "an answer of " + getClass().getSimpleName() + " " + said();
        } catch (IOException unknown) {
            return unknown.toString();
        }
    }

    private boolean answers() throws IOException {
        try {
            connect();
            return true;
        } catch (IOException _) {
            if (!isAlive()) {
                throw new AssertionError(getClass().getSimpleName() + " has ended: " + said());
            }
            return false;
        }
    }

    @Override
    public final void stop() throws Exception {
        if (process.isPresent()) {
            process.get().destroyForcibly().waitFor();
        }
    }

    @Override
    public final void freeze() throws Exception {
        signal("STOP");
        var threads = Path.of("/proc", Long.toString(process.orElseThrow().pid()), "task");
        var end = Deadline.after(LONGEST_SIGNAL);
        while (Files.exists(threads) && !isStopped(threads)) {
            end.check();
            Thread.onSpinWait();
        }
    }

    /// Whether the signal has reached every thread: one that runs on another processor may still answer.
    private static boolean isStopped(Path threads) throws IOException {
        try (var each = Files.list(threads)) {
            return each.allMatch(ServerProcess::isStoppedThread);
        }
    }

    private static boolean isStoppedThread(Path thread) {
        try {
            return Files.readString(thread.resolve("status")).contains("State:\tT");
        } catch (IOException _) {
            return true; // it has ended meanwhile
        }
    }

    public final boolean isAlive() {
        return process.filter(Process::isAlive).isPresent();
    }

    @Override
    public void close() throws Exception {
        stop();
    }

    private void signal(String signal) throws Exception {
        var kill = new ProcessBuilder(
                        "kill",
                        "-" + signal,
                        Long.toString(process.orElseThrow().pid()))
                .start();
        if (!kill.waitFor(LONGEST_SIGNAL.toMillis(), TimeUnit.MILLISECONDS) || kill.exitValue() != 0) {
            throw new AssertionError("kill -" + signal + " failed");
        }
    }
}
