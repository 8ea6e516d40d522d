package io.sluice.cache;

import java.util.Optional;

/// On whose behalf a thread calls stores. A gateway binds the session around each thread that works for it:
/// `ScopedValue.where(CacheCaller.CURRENT, session).run(…)`; other work is nobody's in particular. Stores need not
/// look, and ask nothing of the object but whether it is the same.
public final class CacheCaller {
    public static final ScopedValue<Object> CURRENT = ScopedValue.newInstance();

    private CacheCaller() {}

    public static Optional<Object> current() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /// Work that is done on another thread, on behalf of whom the present one works for.
    public static Runnable carried(Runnable work) {
        return current()
                .<Runnable>map(
                        caller -> () -> ScopedValue.where(CURRENT, caller).run(work))
                .orElse(work);
    }
}
