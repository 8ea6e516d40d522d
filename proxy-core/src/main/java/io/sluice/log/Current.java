package io.sluice.log;

import io.sluice.module.SessionView;
import java.util.Optional;

/// The session a thread works for, so that deep code can log without being handed one. The session binds it around
/// each of its threads: `ScopedValue.where(Current.SESSION, view).run(…)`.
public final class Current {
    public static final ScopedValue<SessionView> SESSION = ScopedValue.newInstance();

    private Current() {}

    public static Optional<SessionView> session() {
        return SESSION.isBound() ? Optional.of(SESSION.get()) : Optional.empty();
    }
}
