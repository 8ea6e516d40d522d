package io.sluice.session;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import io.sluice.config.Directive.Effect;
import io.sluice.config.Directive.Occurrence;
import io.sluice.config.DirectiveSet;
import io.sluice.net.AddressBlock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The directives of the PROXY protocol towards us: balancers that introduce their clients.
public final class ProxyProtocolDirectives {

    /// The words of `ProxyProtocolOptions`; their case matters.
    public enum Option {
        UseProxiedServerAddress,
        MasqueradeAsProxiedServerAddress
    }

    private static final Map<String, Option> OPTIONS =
            Arrays.stream(Option.values()).collect(Collectors.toMap(Option::name, Function.identity()));

    public static final Directive<Boolean> ENGINE = Directive.of("ProxyProtocolEngine", Arguments::bool)
            .syntax("on|off")
            .defaultsTo(false)
            .effect(new Effect.Differs("a header is taken from the senders of ProxyProtocolFrom alone, and without that"
                    + " directive the engine cannot be on"))
            .help("Expects a PROXY header, of version 1 or 2, at the beginning of connections from trusted senders. The"
                    + " client it names counts for access rules, bans, limits and logs. Data connections may come from"
                    + " that client or from the sender, and begin with no header.");

    public static final Directive<List<AddressBlock>> FROM = Directive.of(
                    "ProxyProtocolFrom", ProxyProtocolDirectives::blocks)
            .takes(1, Integer.MAX_VALUE)
            .syntax("address[/bits] …")
            .occurs(Occurrence.ACCUMULATES)
            .help("The balancers that are trusted to tell who their clients are. A connection from anywhere else is an"
                    + " ordinary one.");

    public static final Directive<Duration> TIMEOUT = Directive.of(
                    "ProxyProtocolTimeout", ProxyProtocolDirectives::timeout)
            .syntax("duration")
            .defaultsTo(Duration.ofSeconds(3))
            .help("Closes a connection from a trusted sender whose header is not complete after this time.");

    public static final Directive<Boolean> IGNORE = Directive.of("ProxyProtocolIgnore", Arguments::bool)
            .syntax("on|off")
            .defaultsTo(false)
            .help("Reads the header and acts as if it had said nothing.");

    public static final Directive<Set<Option>> OPTIONS_OF_PROTOCOL = Directive.of(
                    "ProxyProtocolOptions", arguments -> arguments.options("ProxyProtocol", OPTIONS))
            .takes(1, Integer.MAX_VALUE)
            .syntax("UseProxiedServerAddress | MasqueradeAsProxiedServerAddress …")
            .occurs(Occurrence.ACCUMULATES)
            .help("UseProxiedServerAddress: the virtual host is the one at exactly the address and port that the client"
                    + " connected to at the balancer, if there is one. MasqueradeAsProxiedServerAddress: replies to PASV"
                    + " name that address, unless there is a MasqueradeAddress; for balancers that pass the ports of"
                    + " PassivePorts on.");

    public static final Directive<String> VERSION = Directive.of(
                    "ProxyProtocolVersion", ProxyProtocolDirectives::version)
            .syntax("haproxyV1|haproxyV2")
            .effect(new Effect.None("both versions are always understood, and told apart by their first bytes"))
            .help("The version of the header.");

    public static final List<Directive<?>> ALL = List.of(ENGINE, FROM, TIMEOUT, IGNORE, OPTIONS_OF_PROTOCOL, VERSION);

    private ProxyProtocolDirectives() {}

    /// Whether an option is set.
    public static boolean has(DirectiveSet directives, Option option) {
        return directives.settings(OPTIONS_OF_PROTOCOL).stream()
                .anyMatch(setting -> setting.value().contains(option));
    }

    private static List<AddressBlock> blocks(Arguments arguments) throws BadValue {
        var blocks = new ArrayList<AddressBlock>();
        for (String word : arguments.all()) {
            blocks.add(AddressBlock.parse(word)
                    .orElseThrow(() -> new BadValue("'" + word + "' is no address in numbers, such as 192.0.2.10,"
                            + " 192.0.2.0/24 or 2001:db8::/32")));
        }
        return List.copyOf(blocks);
    }

    private static Duration timeout(Arguments arguments) throws BadValue {
        var limit = arguments.duration();
        if (limit.isZero()) {
            throw new BadValue("parameter must be greater than zero");
        }
        return limit;
    }

    private static String version(Arguments arguments) throws BadValue {
        return arguments.choice(
                0,
                Map.of("haproxyV1", "haproxyV1", "haproxyV2", "haproxyV2"),
                "unknown protocol/version: " + arguments.text());
    }
}
