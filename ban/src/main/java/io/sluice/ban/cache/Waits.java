package io.sluice.ban.cache;

import io.sluice.cache.CacheCaller;
import io.sluice.cache.Deadline;
import java.time.Duration;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;

/// How long sessions wait for shared bans: in one phase, such as the checks when a client has connected or those of one
/// PASS, [#PHASE] altogether; and for what then failed, [#SESSION] in all their life.
public final class Waits {
    /// All that one phase may take.
    static final Duration PHASE = Duration.ofMillis(500);

    /// What one session may lose to failures.
    static final Duration SESSION = Duration.ofSeconds(2);

    private static final ScopedValue<Deadline> CURRENT = ScopedValue.newInstance();

    /// Guarded by itself. Sessions that lost nothing are not in it.
    private final Map<Object, Duration> lost = new WeakHashMap<>();

    Waits() {}

    /// Does the work of one phase: whatever it asks of shared bans has one deadline.
    public static <T> T inOnePhase(Supplier<T> work) {
        return ScopedValue.where(CURRENT, Deadline.after(PHASE)).call(work::get);
    }

    /// When a question that begins now must have ended.
    Deadline deadline() {
        var phase = CURRENT.isBound() ? CURRENT.get() : Deadline.after(PHASE);
        return CacheCaller.current().map(this::left).map(phase::within).orElse(phase);
    }

    private Duration left(Object session) {
        synchronized (lost) {
            return SESSION.minus(lost.getOrDefault(session, Duration.ZERO));
        }
    }

    /// Tells that the session of this thread has waited in vain.
    void waitedInVain(Duration time) {
        CacheCaller.current().ifPresent(session -> {
            synchronized (lost) {
                lost.merge(session, time, Duration::plus);
            }
        });
    }
}
