package io.sluice.session;

import io.sluice.config.DirectiveSet;
import io.sluice.filter.CommandBuffer;
import io.sluice.filter.LoginAttempts;
import io.sluice.net.SocketSettings;
import io.sluice.session.SessionDirectives.Ident;
import io.sluice.session.SessionDirectives.SessionLimit;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// What the control connection needs to know of a virtual host.
public record SessionSettings(
        Duration idle,
        Duration login,
        Duration noTransfer,
        Duration stalled,
        List<SessionLimit> whole,
        Ident ident,
        boolean deferWelcome,
        int commandBuffer,
        boolean codeOnEveryLine,
        boolean binary,
        OptionalInt loginAttempts,
        String admin,
        SocketSettings sockets,
        Duration linger,
        boolean ipv6) {

    private static final Duration LONGEST_SEND = Duration.ofHours(1);

    /// How long a client may take to take a reply: as long as it may be idle or, where that is without limit, as long
    /// as a transfer may stall; but not forever.
    public Duration longestSend() {
        return Stream.of(idle, stalled, LONGEST_SEND)
                .filter(Duration::isPositive)
                .findFirst()
                .orElse(LONGEST_SEND);
    }

    public static SessionSettings of(DirectiveSet host, DirectiveSet main) {
        return new SessionSettings(
                host.get(SessionDirectives.TIMEOUT_IDLE),
                host.get(SessionDirectives.TIMEOUT_LOGIN),
                host.get(SessionDirectives.TIMEOUT_NO_TRANSFER),
                host.get(SessionDirectives.TIMEOUT_STALLED),
                host.settings(SessionDirectives.TIMEOUT_SESSION).stream()
                        .map(setting -> setting.value())
                        .toList(),
                host.get(SessionDirectives.SERVER_IDENT),
                host.get(SessionDirectives.DEFER_WELCOME),
                host.get(CommandBuffer.COMMAND_BUFFER_SIZE),
                main.get(SessionDirectives.MULTILINE_RFC2228),
                host.get(SessionDirectives.DEFAULT_IS_BINARY),
                host.get(LoginAttempts.MAX_LOGIN_ATTEMPTS),
                host.get(SessionDirectives.SERVER_ADMIN),
                SocketDirectives.settings(host),
                host.get(SocketDirectives.TIMEOUT_LINGER),
                main.get(SocketDirectives.USE_IPV6));
    }
}
