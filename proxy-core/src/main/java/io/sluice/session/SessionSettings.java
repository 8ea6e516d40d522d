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
