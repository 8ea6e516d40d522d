package io.sluice.transfer;

import io.sluice.transfer.Relay.Broken;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Platform threads for flows in a hurry. Such a thread waits in the kernel, which saves all the hand-overs between
/// poller, scheduler and carrier that a virtual thread's waiting costs. There are a few; who gets none goes on as
/// before.
final class LentThreads {
    private static final int MOST = 64;
    private static final int KEPT_SECONDS = 5;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0,
            MOST,
            KEPT_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("relay-", 1).factory());

    /// Has such a thread do some work, and waits for it; nothing if there is none to be had.
    ///
    /// @param interrupted ends the work soon, if the waiting thread is interrupted
    <T> Optional<T> run(Callable<T> work, Runnable interrupted) throws Broken {
        var task = new FutureTask<>(work);
        try {
            threads.execute(task);
        } catch (RejectedExecutionException _) {
            return Optional.empty();
        }
        while (true) {
            try {
                return Optional.of(task.get());
            } catch (InterruptedException _) {
                interrupted.run();
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case Broken broken -> throw broken;
                    case null, default -> throw new IllegalStateException(e);
                }
            }
        }
    }
}
