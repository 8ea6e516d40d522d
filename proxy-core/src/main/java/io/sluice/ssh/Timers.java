package io.sluice.ssh;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/// The timer that MINA asks for, for the little that it times itself: how long a farewell may take.
final class Timers {
    static final ScheduledExecutorService SHARED = shared();

    private Timers() {}

    private static ScheduledExecutorService shared() {
        var timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("sluice-ssh-clock").daemon(true).factory());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }
}
