package io.sluice.session;

import io.sluice.filter.LiveSessions;
import io.sluice.log.SystemLog;
import io.sluice.log.Trace;
import io.sluice.module.ServerEvent;
import io.sluice.net.Reactors;
import java.util.function.Consumer;

/// What the gateway lends to every session.
public record SessionServices(
        SystemLog log,
        Trace trace,
        Clock clock,
        Reactors reactors,
        LiveSessions live,
        Consumer<ServerEvent> events,
        String version) {}
