package io.sluice.session;

import static io.sluice.config.Context.SERVER;
import static io.sluice.config.Context.VIRTUAL_HOST;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import io.sluice.config.Directive.Effect;
import io.sluice.config.DirectiveSet;
import io.sluice.net.SocketSettings;
import io.sluice.net.SocketSettings.KeepAlive;
import io.sluice.net.SocketSettings.NoDelay;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/// The directives that set up TCP on the sockets of sessions, of control and data connections alike.
public final class SocketDirectives {
    private static final int SMALLEST_BUFFER = 1024;
    private static final Pattern TIMES = Pattern.compile("(\\d{1,6}):(\\d{1,6}):(\\d{1,6})");

    public static final Directive<SocketSettings> SOCKET_OPTIONS = Directive.of(
                    "SocketOptions", SocketDirectives::socketOptions)
            .in(SERVER, VIRTUAL_HOST)
            .takes(2, 10)
            .syntax("[maxseg bytes] [rcvbuf bytes] [sndbuf bytes] [keepalive on|off|idle:count:interval]"
                    + " [reuseport on|off]")
            .effect(new Effect.Differs("maxseg is checked and, with a warning, left to the system"))
            .help("Buffers and probes of control and data connections; reuseport concerns listening sockets.");

    public static final Directive<NoDelay> TCP_NO_DELAY = Directive.of("TCPNoDelay", SocketDirectives::noDelay)
            .takes(1, 4)
            .syntax("on|off | [ctrl on|off] [data on|off]")
            .defaultsTo(NoDelay.EVERYWHERE)
            .help("Sends small segments at once, on control connections, data connections, or both.");

    public static final Directive<Duration> TIMEOUT_LINGER = Directive.of("TimeoutLinger", Arguments::duration)
            .syntax("duration")
            .defaultsTo(Duration.ofSeconds(10))
            .help("How long a client whose session has ended is given to take the last bytes and to close;"
                    + " 0 closes at once.");

    public static final Directive<Boolean> USE_IPV6 = Directive.of("UseIPv6", Arguments::bool)
            .in(SERVER)
            .syntax("on|off")
            .defaultsTo(true)
            .help("Whether IPv6 addresses are used at all.");

    public static final List<Directive<?>> ALL = List.of(SOCKET_OPTIONS, TCP_NO_DELAY, TIMEOUT_LINGER, USE_IPV6);

    private SocketDirectives() {}

    /// What a server's directives say together.
    public static SocketSettings settings(DirectiveSet directives) {
        return directives.find(SOCKET_OPTIONS).orElse(SocketSettings.DEFAULT).with(directives.get(TCP_NO_DELAY));
    }

    private static SocketSettings socketOptions(Arguments arguments) throws BadValue {
        if (arguments.size() % 2 != 0) {
            throw new BadValue("wrong number of parameters");
        }
        var maxSegment = OptionalInt.empty();
        var receive = OptionalInt.empty();
        var send = OptionalInt.empty();
        KeepAlive keepAlive = new KeepAlive.On();
        boolean reusePort = false;
        for (int i = 0; i < arguments.size(); i += 2) {
            int value = i + 1;
            switch (arguments.text(i).toLowerCase(Locale.ROOT)) {
                case "maxseg" ->
                    maxSegment = OptionalInt.of(
                            arguments.number(value, 0, Integer.MAX_VALUE, "value must be greater than or equal to 0"));
                case "rcvbuf" -> receive = OptionalInt.of(buffer(arguments, value));
                case "sndbuf" -> send = OptionalInt.of(buffer(arguments, value));
                case "keepalive" -> keepAlive = keepAlive(arguments, value);
                case "reuseport" -> reusePort = arguments.bool(value);
                default ->
                    throw new BadValue(
                            "unknown socket option '" + arguments.text(i) + "'",
                            "; known words: keepalive, maxseg, rcvbuf, reuseport, sndbuf");
            }
        }
        return new SocketSettings(maxSegment, receive, send, keepAlive, reusePort, NoDelay.EVERYWHERE);
    }

    private static int buffer(Arguments arguments, int index) throws BadValue {
        return arguments.number(
                index, SMALLEST_BUFFER, Integer.MAX_VALUE, "value must be greater than or equal to " + SMALLEST_BUFFER);
    }

    private static KeepAlive keepAlive(Arguments arguments, int index) throws BadValue {
        var times = TIMES.matcher(arguments.text(index));
        if (!times.matches()) {
            if (arguments.text(index).contains(":")) {
                throw new BadValue("badly formatted TCP keepalive value '" + arguments.text(index) + "'");
            }
            return arguments.bool(index) ? new KeepAlive.On() : new KeepAlive.Off();
        }
        return new KeepAlive.Timed(
                Duration.ofSeconds(positive("idle", times.group(1))),
                positive("count", times.group(2)),
                Duration.ofSeconds(positive("interval", times.group(3))));
    }

    private static int positive(String what, String number) throws BadValue {
        int value = Integer.parseInt(number);
        if (value < 1) {
            throw new BadValue("TCP keepalive " + what + " must be greater than 0");
        }
        return value;
    }

    private static NoDelay noDelay(Arguments arguments) throws BadValue {
        if (arguments.size() == 1) {
            boolean everywhere = arguments.bool();
            return new NoDelay(everywhere, everywhere);
        }
        if (arguments.size() % 2 != 0) {
            throw new BadValue("wrong number of parameters");
        }
        var noDelay = NoDelay.EVERYWHERE;
        for (int i = 0; i < arguments.size(); i += 2) {
            boolean on = arguments.bool(i + 1);
            noDelay = switch (arguments.text(i).toLowerCase(Locale.ROOT)) {
                case "ctrl" -> new NoDelay(on, noDelay.data());
                case "data" -> new NoDelay(noDelay.control(), on);
                default -> throw new BadValue("unknown connection '" + arguments.text(i) + "'; expected: ctrl, data");
            };
        }
        return noDelay;
    }
}
