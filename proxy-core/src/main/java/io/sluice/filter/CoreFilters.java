package io.sluice.filter;

import io.sluice.config.Directive;
import io.sluice.module.ServerEvent;
import io.sluice.module.SessionFilter;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The checks of the core as one list, and the directives they own.
public final class CoreFilters {
    private CoreFilters() {}

    /// Every directive of this room.
    public static final List<Directive<?>> DIRECTIVES = Stream.<List<Directive<?>>>of(
                    ArgumentFilters.DIRECTIVES,
                    ClientLimits.DIRECTIVES,
                    ConnectionRate.DIRECTIVES,
                    DisplayFile.DIRECTIVES,
                    TransferLimits.DIRECTIVES,
                    List.of(
                            CommandBuffer.COMMAND_BUFFER_SIZE,
                            CommandRate.MAX_COMMAND_RATE,
                            CredentialSizes.MAX_PASSWORD_SIZE,
                            EventDelays.DELAY_ON_EVENT,
                            LoginAttempts.MAX_LOGIN_ATTEMPTS,
                            Protocols.PROTOCOLS))
            .flatMap(List::stream)
            .toList();

    /// One set of filters for the whole process, in the order in which those of one phase are asked.
    public static List<SessionFilter> of(
            LiveSessions live,
            Consumer<ServerEvent> events,
            CredentialSizes.LoginPart loginPart,
            ShutdownNotice shutdown,
            InstantSource clock) {
        return List.of(
                shutdown,
                new CommandRate(events, clock),
                new EventDelays(() -> ThreadLocalRandom.current().nextLong()),
                new CredentialSizes(loginPart),
                new ArgumentFilters(),
                new RenameOrder(),
                new Protocols(),
                new ClientLimits(live, events),
                new TransferLimits(events));
    }
}
