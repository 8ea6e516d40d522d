package io.sluice.filter;

import io.sluice.module.SessionView;
import java.util.stream.Stream;

/// The sessions that are open at the moment; what the limits count.
@FunctionalInterface
public interface LiveSessions {

    /// The sessions of one server, by its address and port, the one that asks included.
    Stream<SessionView> of(SessionView.ServerView server);
}
