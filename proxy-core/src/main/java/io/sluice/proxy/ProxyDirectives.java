package io.sluice.proxy;

import static io.sluice.config.Context.SERVER;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import io.sluice.config.Directive.Effect;
import io.sluice.config.Directive.Occurrence;
import io.sluice.ftp.listing.LinkForm;
import io.sluice.proxy.policy.ConnectPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The directives of the proxy roles.
public final class ProxyDirectives {
    private static final String LATER = " is not supported by this version";

    public static final Directive<Boolean> ENGINE = Directive.of("ProxyEngine", Arguments::bool)
            .syntax("on|off")
            .defaultsTo(false)
            .help("Proxies the sessions of this server.");

    /// `ProxyRole`.
    public enum RoleName {
        REVERSE
    }

    public static final Directive<RoleName> ROLE = Directive.of("ProxyRole", ProxyDirectives::role)
            .syntax("reverse")
            .effect(new Effect.Differs("without the directive the role is reverse, with a warning at start"))
            .help("Who picks the backend: the proxy itself.");

    public static final Directive<Path> TABLES = Directive.of("ProxyTables", ProxyDirectives::tables)
            .in(SERVER)
            .syntax("directory")
            .help("The directory for what outlives the process; it is made if it does not exist. Needed wherever"
                    + " ProxyEngine is on.");

    public static final Directive<Integer> RETRY_COUNT = Directive.of("ProxyRetryCount", ProxyDirectives::retryCount)
            .syntax("count")
            .defaultsTo(5)
            .help("How many backends are tried for a session before it is given up; the policy chooses anew for each.");

    public static final Directive<String> SOURCE_ADDRESS = Directive.of("ProxySourceAddress", Arguments::text)
            .syntax("address|name|device")
            .help("The local address of connections to backends, and the one announced to them.");

    public static final Directive<Duration> TIMEOUT_CONNECT = Directive.of("ProxyTimeoutConnect", Arguments::duration)
            .syntax("duration")
            .defaultsTo(Duration.ofSeconds(5))
            .help("The longest wait for a connection to one address of a backend.");

    public static final Directive<Duration> TIMEOUT_LINGER = Directive.of("ProxyTimeoutLinger", Arguments::duration)
            .syntax("duration")
            .defaultsTo(Duration.ofSeconds(3))
            .help("The longest wait for the backend's final reply after the data of a transfer has ended.");

    public static final Directive<DataPolicy> DATA_TRANSFER_POLICY = Directive.of(
                    "ProxyDataTransferPolicy", ProxyDirectives::dataPolicy)
            .syntax("client|active|passive|PASV|EPSV|PORT|EPRT")
            .defaultsTo(DataPolicy.CLIENT, DataPolicy.CLIENT.word())
            .help("How data connections to the backend are arranged: as the client does it, or always by one command.");

    public static final Directive<DirectoryListPolicy> DIRECTORY_LIST_POLICY = Directive.of(
                    "ProxyDirectoryListPolicy", ProxyDirectives::directoryListPolicy)
            .takes(1, Integer.MAX_VALUE)
            .syntax("client|LIST [UseSlink]")
            .defaultsTo(DirectoryListPolicy.CLIENT, "client")
            .effect(new Effect.Differs("listings in the forms of VMS, z/OS, OS/400, NetWare and others are translated"
                    + " too, and FEAT in the reverse role tells of MLST where MLSD is translated"))
            .help("How MLSD of a client is asked of the backend: as it is, or as LIST, whose lines are translated on"
                    + " their way. With UseSlink a symbolic link is told with where it leads.");

    /// The words of `ProxyOptions`; their case matters.
    public enum ProxyOption {
        ShowFeatures,
        UseReverseProxyAuth,
        AllowForeignAddress,
        IgnoreForeignAddress
    }

    private static final Set<String> OPTIONS_TO_COME = Set.of(
            "UseProxyProtocol",
            "UseProxyProtocolV1",
            "UseProxyProtocolV2",
            "UseProxyProtocolV2TLVs",
            "UseDirectDataTransfers",
            "IgnoreConfigPerms");

    public static final Directive<Set<ProxyOption>> OPTIONS = Directive.of("ProxyOptions", ProxyDirectives::options)
            .takes(1, Integer.MAX_VALUE)
            .syntax("option …")
            .occurs(Occurrence.ACCUMULATES)
            .help("ShowFeatures passes FEAT to the backend. UseReverseProxyAuth lets nobody reach a backend"
                    + " whom the proxy itself does not know (AuthUserFile and its neighbours)."
                    + " AllowForeignAddress accepts a backend's passive address that is not its own;"
                    + " IgnoreForeignAddress uses the backend's own address in its place, and wins over"
                    + " AllowForeignAddress.");

    public static final Directive<List<BackendUrl>> REVERSE_SERVERS = Directive.of(
                    "ProxyReverseServers", ProxyDirectives::servers)
            .takes(1, Integer.MAX_VALUE)
            .syntax("url …")
            .occurs(Occurrence.ACCUMULATES)
            .effect(new Effect.Differs("several directives add up, in the order of the configuration"))
            .help("The backends: ftp://[user:password@]host[:port]. Credentials replace those of the client.");

    public static final Directive<ConnectPolicy> CONNECT_POLICY = Directive.of(
                    "ProxyReverseConnectPolicy", ProxyDirectives::connectPolicy)
            .syntax("RoundRobin")
            .defaultsTo(ConnectPolicy.ROUND_ROBIN, ConnectPolicy.ROUND_ROBIN.word())
            .help("How a backend is chosen for a session.");

    public static final List<Directive<?>> ALL = List.of(
            ENGINE,
            ROLE,
            TABLES,
            RETRY_COUNT,
            SOURCE_ADDRESS,
            TIMEOUT_CONNECT,
            TIMEOUT_LINGER,
            DATA_TRANSFER_POLICY,
            DIRECTORY_LIST_POLICY,
            OPTIONS,
            REVERSE_SERVERS,
            CONNECT_POLICY);

    private ProxyDirectives() {}

    private static RoleName role(Arguments arguments) throws BadValue {
        return switch (arguments.text().toLowerCase(Locale.ROOT)) {
            case "reverse" -> RoleName.REVERSE;
            case "forward" -> throw new BadValue("proxy role 'forward'" + LATER);
            default -> throw new BadValue("unknown proxy role '" + arguments.text() + "'");
        };
    }

    private static Path tables(Arguments arguments) throws BadValue {
        var path = Path.of(arguments.text());
        if (!path.isAbsolute()) {
            throw new BadValue("must be a full path: '" + arguments.text() + "'");
        }
        return path;
    }

    private static int retryCount(Arguments arguments) throws BadValue {
        try {
            int count = Integer.parseInt(arguments.text());
            if (count >= 1) {
                return count;
            }
        } catch (NumberFormatException _) {
            // refused below
        }
        throw new BadValue("retry count must be one or more");
    }

    private static DataPolicy dataPolicy(Arguments arguments) throws BadValue {
        for (DataPolicy policy : DataPolicy.values()) {
            if (policy.word().equalsIgnoreCase(arguments.text())) {
                return policy;
            }
        }
        throw new BadValue("unsupported DataTransferPolicy: " + arguments.text());
    }

    private static DirectoryListPolicy directoryListPolicy(Arguments arguments) throws BadValue {
        var policy = arguments.text(0);
        boolean list = policy.equalsIgnoreCase("LIST");
        if (!list && !policy.equalsIgnoreCase("client")) {
            throw new BadValue("unsupported DirectoryListPolicy: " + policy);
        }
        var links = LinkForm.SYMLINK;
        for (int i = 1; i < arguments.size(); i++) {
            if (!arguments.text(i).equals("UseSlink")) {
                throw new BadValue("unknown DirectoryListPolicy option: " + arguments.text(i));
            }
            links = LinkForm.SLINK;
        }
        return list ? new DirectoryListPolicy.AsList(links) : DirectoryListPolicy.CLIENT;
    }

    private static Set<ProxyOption> options(Arguments arguments) throws BadValue {
        var options = EnumSet.noneOf(ProxyOption.class);
        for (String word : arguments.all()) {
            if (OPTIONS_TO_COME.contains(word)) {
                throw new BadValue(": ProxyOption '" + word + "'" + LATER);
            }
            try {
                options.add(ProxyOption.valueOf(word));
            } catch (IllegalArgumentException _) {
                throw new BadValue(": unknown ProxyOption '" + word + "'");
            }
        }
        return options;
    }

    private static List<BackendUrl> servers(Arguments arguments) throws BadValue {
        var urls = new ArrayList<BackendUrl>(arguments.size());
        for (String word : arguments.all()) {
            if (word.startsWith("file:") || word.startsWith("sql:")) {
                throw new BadValue("servers from '" + word + "': a source other than URLs" + LATER);
            }
            urls.add(BackendUrl.parse(word));
        }
        return List.copyOf(urls);
    }

    private static ConnectPolicy connectPolicy(Arguments arguments) throws BadValue {
        for (ConnectPolicy policy : ConnectPolicy.values()) {
            if (policy.word().equalsIgnoreCase(arguments.text())) {
                return policy;
            }
        }
        throw new BadValue("unknown/unsupported connect policy: " + arguments.text());
    }
}
