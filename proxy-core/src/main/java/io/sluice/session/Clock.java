package io.sluice.session;

import io.sluice.net.SendWatch;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The one timer thread of a gateway. Work that is due runs on a virtual thread of its own, so that a session which
/// writes slowly never holds up the deadlines of others.
public final class Clock implements AutoCloseable {
    private static final long SECONDS_BETWEEN_LOOKS = 1;

    private final ScheduledThreadPoolExecutor timer;
    private final SendWatch sends = new SendWatch();
    private final Future<?> looks;

    public Clock() {
        timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("sluice-clock").daemon(true).factory());
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        looks = timer.scheduleWithFixedDelay(
                sends::look, SECONDS_BETWEEN_LOOKS, SECONDS_BETWEEN_LOOKS, TimeUnit.SECONDS);
    }

    /// Runs the work once, that many nanoseconds from now, unless the future is cancelled before. A clock that has been
    /// closed runs it at once.
    public Future<?> after(long nanos, Runnable work) {
        try {
            return timer.schedule(() -> Thread.ofVirtual().start(work), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException _) {
            Thread.ofVirtual().start(work);
            return CompletableFuture.completedFuture(null);
        }
    }

    /// The watch over what is being sent.
    public SendWatch sends() {
        return sends;
    }

    @Override
    public void close() {
        looks.cancel(false);
        timer.shutdownNow();
    }
}
