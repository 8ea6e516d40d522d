package io.sluice.transfer;

import static io.sluice.config.Context.ANONYMOUS;
import static io.sluice.config.Context.DIRECTORY;
import static io.sluice.config.Context.GLOBAL;
import static io.sluice.config.Context.SERVER;
import static io.sluice.config.Context.VIRTUAL_HOST;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import io.sluice.config.Directive.Occurrence;
import io.sluice.net.PortRange;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The directives of data connections.
public final class TransferDirectives {
    private static final Set<String> LIMITED = Set.of("APPE", "RETR", "STOR", "STOU");

    public static final Directive<PortRange> PASSIVE_PORTS = Directive.of("PassivePorts", TransferDirectives::ports)
            .takes(2, 2)
            .syntax("min max")
            .help("The ports on which data connections are awaited, chosen at random within the range. If all are taken"
                    + " a port outside is used, with a line in the log.");

    public static final Directive<String> MASQUERADE_ADDRESS = Directive.of("MasqueradeAddress", Arguments::text)
            .syntax("address|name|device")
            .help("The address told to clients in the reply to PASV, for servers behind address translation. A name is"
                    + " resolved again for every session until it resolves.");

    /// `AllowForeignAddress`: whether a data connection may go to or come from an address other than the client's.
    public sealed interface Foreign {
        record Allowed() implements Foreign {}

        record Refused() implements Foreign {}

        record OfClass(String name) implements Foreign {}
    }

    public static final Directive<Foreign> ALLOW_FOREIGN_ADDRESS = Directive.of(
                    "AllowForeignAddress", TransferDirectives::foreign)
            .in(SERVER, VIRTUAL_HOST, GLOBAL, ANONYMOUS)
            .syntax("on|off|class")
            .defaultsTo(new Foreign.Refused(), "off")
            .help("Whether a client may name an address that is not its own in PORT and EPRT, and be joined from one"
                    + " after PASV and EPSV; with the name of a class, addresses of that class only.");

    /// `TransferRate`: for which verbs, how many bytes a second, and how many bytes pass before the limit sets in.
    public record Rate(Set<String> verbs, double bytesPerSecond, long freeBytes) {
        public Rate {
            verbs = Set.copyOf(verbs);
        }
    }

    public static final Directive<Rate> TRANSFER_RATE = Directive.of("TransferRate", TransferDirectives::rate)
            .in(SERVER, VIRTUAL_HOST, GLOBAL, ANONYMOUS, DIRECTORY)
            .takes(2, 4)
            .syntax("cmd[,cmd…] kbps[:free-bytes]")
            .occurs(Occurrence.ACCUMULATES)
            .help("The most kibibytes a second a transfer may move, for the first entry that lists its command (APPE,"
                    + " RETR, STOR, STOU).");

    public static final List<Directive<?>> ALL =
            List.of(PASSIVE_PORTS, MASQUERADE_ADDRESS, ALLOW_FOREIGN_ADDRESS, TRANSFER_RATE);

    private TransferDirectives() {}

    private static PortRange ports(Arguments arguments) throws BadValue {
        int min = port(arguments.text(0), "min port must be allowable port number");
        int max = port(arguments.text(1), "max port must be allowable port number");
        if (min < 1024 || max < 1024) {
            throw new BadValue("port numbers must be above 1023");
        }
        if (min >= max) {
            throw new BadValue("min port must be less than max port");
        }
        return new PortRange(min, max);
    }

    private static int port(String word, String otherwise) throws BadValue {
        try {
            int port = Integer.parseInt(word);
            if (port > 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException _) {
            // refused below
        }
        throw new BadValue(otherwise);
    }

    private static Foreign foreign(Arguments arguments) throws BadValue {
        return switch (arguments.text().toLowerCase(Locale.ROOT)) {
            case "on", "yes", "true", "1" -> new Foreign.Allowed();
            case "off", "no", "false", "0" -> new Foreign.Refused();
            default -> new Foreign.OfClass(arguments.text());
        };
    }

    private static Rate rate(Arguments arguments) throws BadValue {
        if (arguments.size() != 2) {
            throw new BadValue(
                    "conditions on TransferRate are not supported; expected " + "cmd[,cmd…] kbps[:free-bytes]");
        }
        var verbs = Arrays.stream(arguments.text(0).split(","))
                .map(verb -> verb.toUpperCase(Locale.ROOT))
                .collect(Collectors.toSet());
        for (String verb : verbs) {
            if (!LIMITED.contains(verb)) {
                throw new BadValue("unknown command '" + verb + "', expected APPE, RETR, STOR or STOU");
            }
        }
        var parts = arguments.text(1).split(":", 2);
        try {
            double kibibytes = Double.parseDouble(parts[0]);
            long free = parts.length > 1 ? Long.parseLong(parts[1]) : 0;
            if (kibibytes <= 0 || free < 0) {
                throw new BadValue("negative rate '" + arguments.text(1) + "', expected kbps[:free-bytes]");
            }
            return new Rate(verbs, kibibytes * 1024, free);
        } catch (NumberFormatException _) {
            throw new BadValue("bad rate '" + arguments.text(1) + "', expected kbps[:free-bytes]");
        }
    }

    /// The limit on transfers by that verb, if one of the entries lists it.
    public static Optional<Rate> rateFor(String verb, List<Rate> entries) {
        return entries.stream().filter(rate -> rate.verbs().contains(verb)).findFirst();
    }
}
