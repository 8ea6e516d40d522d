package io.sluice.log;

import io.sluice.cache.CacheCaller;
import io.sluice.module.SessionView;
import java.util.Optional;

/// The session a thread works for, so that deep code can log without being handed one, and shared stores know who
/// calls. The session binds it around each of its threads: `Current.working(view).run(…)`.
public final class Current {
    public static final ScopedValue<SessionView> SESSION = ScopedValue.newInstance();

    private Current() {}

    /// Work for a session.
    public static ScopedValue.Carrier working(SessionView session) {
        return ScopedValue.where(SESSION, session).where(CacheCaller.CURRENT, session);
    }

    public static Optional<SessionView> session() {
        return SESSION.isBound() ? Optional.of(SESSION.get()) : Optional.empty();
    }
}
