package io.sluice.proxy;

import static io.sluice.config.Context.CLASS;
import static io.sluice.config.Context.SERVER;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import io.sluice.config.Directive.Effect;
import io.sluice.config.Directive.Occurrence;
import io.sluice.datastore.DatastoreKind;
import io.sluice.ftp.listing.LinkForm;
import io.sluice.proxy.lookup.Servers;
import io.sluice.proxy.policy.ConnectPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// The directives of the proxy roles.
public final class ProxyDirectives {

    public static final Directive<Boolean> ENGINE = Directive.of("ProxyEngine", Arguments::bool)
            .syntax("on|off")
            .defaultsTo(false)
            .help("Proxies the sessions of this server.");

    /// `ProxyRole`.
    public enum RoleName {
        FORWARD,
        REVERSE
    }

    public static final Directive<RoleName> ROLE = Directive.of("ProxyRole", ProxyDirectives::role)
            .syntax("forward|reverse")
            .effect(new Effect.Differs("without the directive the role is reverse, with a warning at start"))
            .help("Who picks the backend: the client in its USER (forward), or the proxy itself (reverse).");

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

    public static final Directive<Duration> TIMEOUT_REPLY = Directive.of("ProxyTimeoutReply", Arguments::duration)
            .syntax("duration")
            .defaultsTo(Duration.ofMinutes(10), "600")
            .help("Ends a session whose backend has not answered a command after this time; 0 switches it off.");

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
                    + " too, and z/OS, OS/400 and VMS are asked for LIST without options;"
                    + " FEAT in the reverse role tells of MLST where MLSD is translated"))
            .help("How MLSD of a client is asked of the backend: as it is, or as LIST, whose lines are translated on"
                    + " their way. With UseSlink a symbolic link is told with where it leads.");

    /// The words of `ProxyOptions`; their case matters.
    public enum ProxyOption {
        UseProxyProtocolV1,
        UseProxyProtocolV2,
        UseProxyProtocolV2TLVs,
        ShowFeatures,
        UseReverseProxyAuth,
        UseDirectDataTransfers,
        AllowForeignAddress,
        IgnoreForeignAddress,
        IgnoreConfigPerms
    }

    public static final Directive<Set<ProxyOption>> OPTIONS = Directive.of("ProxyOptions", ProxyDirectives::options)
            .takes(1, Integer.MAX_VALUE)
            .syntax("option …")
            .occurs(Occurrence.ACCUMULATES)
            .help("UseProxyProtocolV1 (or UseProxyProtocol) tells backends who the client is by a line of text before"
                    + " anything else, UseProxyProtocolV2 by a binary header, to which UseProxyProtocolV2TLVs adds"
                    + " protocol, host name, TLS and session id; for reverse proxies only. ShowFeatures passes FEAT to the backend. UseReverseProxyAuth lets nobody reach a backend"
                    + " whom the proxy itself does not know (AuthUserFile and its neighbours)."
                    + " UseDirectDataTransfers lets client and backend arrange data connections between themselves:"
                    + " policies, ports, rates, counters and time limits of transfers do not apply to them."
                    + " AllowForeignAddress accepts a backend's passive address that is not its own;"
                    + " IgnoreForeignAddress uses the backend's own address in its place, and wins over"
                    + " AllowForeignAddress. IgnoreConfigPerms lets files of ProxyReverseServers be in directories that"
                    + " everybody can write to.");

    public static final Directive<Servers> REVERSE_SERVERS = Directive.of("ProxyReverseServers", Servers::parse)
            .takes(0, Integer.MAX_VALUE)
            .syntax("url … | file:/path | sql:/name")
            .occurs(Occurrence.ACCUMULATES)
            .effect(new Effect.Differs(
                    "several directives add up, in the order of the configuration; records of the DNS"
                            + " are asked for again when their time to live is over"))
            .help("The backends: ftp://[user:password@]host[:port], whose credentials replace those of the client;"
                    + " ftp+srv://name and ftp+txt://name take places or a URL from the SRV or TXT records of that name."
                    + " file:/path is a JSON array of URLs, read at start; with %U (user) or %g (primary group) in it, or"
                    + " as sql:/name with a SQLNamedQuery, it is looked up for each session of PerUser and PerGroup.");

    public static final Directive<DatastoreKind> DATASTORE = Directive.of("ProxyDatastore", DatastoreKind::parse)
            .in(SERVER)
            .takes(1, 2)
            .syntax("SQLite | type[:where] [prefix]")
            .defaultsTo(new DatastoreKind.Sqlite(), "SQLite")
            .effect(new Effect.Differs(
                    "with SQLite backends are chosen from memory, and what has to outlive the process"
                            + " is in one file in ProxyTables, made when there is something to keep; any loaded kind of store"
                            + " can be named beside Redis; one that cannot be reached stops neither the start nor a login; the"
                            + " layout in Redis is not that of mod_proxy"))
            .help("Where gateways share how backends are chosen: turns, counts of sessions, and the backends kept for"
                    + " clients. The type is that of a loaded store, such as Redis prefix or"
                    + " shm:/file=/run/sluice/state&size=2097152; gateways with the same store and prefix act as one."
                    + " A login waits half a second at most for the store, and goes by what the gateway itself knows"
                    + " while the store is lost. The sessions of a gateway that dies count for 15 seconds more.");

    public static final Directive<ConnectPolicy> CONNECT_POLICY = Directive.of(
                    "ProxyReverseConnectPolicy", ProxyDirectives::connectPolicy)
            .syntax(Arrays.stream(ConnectPolicy.values())
                    .map(ConnectPolicy::word)
                    .collect(Collectors.joining("|")))
            .defaultsTo(ConnectPolicy.ROUND_ROBIN, ConnectPolicy.ROUND_ROBIN.word())
            .effect(new Effect.Differs("a connection counts from the choice of its backend, and one that fails no"
                    + " more; a backend that has failed a session is not tried again before all others; Shuffle uses"
                    + " each backend once in a round; a backend that answers in less than a millisecond has been"
                    + " measured too"))
            .help("How a backend is chosen for a session. Random: any. RoundRobin: each in turn. Shuffle: in each"
                    + " round each once, in random order. LeastConns: the one with the fewest sessions."
                    + " LeastResponseTime: the lowest product of sessions and time to connect. PerUser, PerGroup and"
                    + " PerHost: always the same for a user, a primary group, or a client's address; if it is out of"
                    + " order another one stands in. PerUser connects at USER; PerGroup needs ProxyOptions"
                    + " UseReverseProxyAuth, under which every policy connects at PASS.");

    public static final Directive<Boolean> FORWARD_ENABLED = Directive.of("ProxyForwardEnabled", Arguments::bool)
            .in(CLASS)
            .syntax("on|off")
            .help(
                    "Whether clients of the class may use a forward proxy. Of the others, those of the private networks of"
                            + " RFC 1918 may (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16), loopback and IPv6 may not.");

    public static final Directive<ForwardMethod> FORWARD_METHOD = Directive.of(
                    "ProxyForwardMethod", ProxyDirectives::forwardMethod)
            .syntax("user@host|proxyuser,user@host|proxyuser@host,user|user@sni")
            .defaultsTo(ForwardMethod.PROXY_USER_THEN_USER_AT_HOST, ForwardMethod.PROXY_USER_THEN_USER_AT_HOST.word())
            .effect(new Effect.Differs("[IPv6] needs no port, port 0 is refused, and no place where the proxy itself"
                    + " listens is connected; without a module for TLS, user@sni lets nobody in and port 990 is"
                    + " refused"))
            .help(
                    "How clients of a forward proxy name their server, and whether they log in to the proxy first. A comma"
                            + " stands for the proxy's own login (AuthUserFile and its neighbours) before that at the server."
                            + " A server is host, host:port, [IPv6] or [IPv6]:port.");

    public static final Directive<ForwardTo> FORWARD_TO = Directive.of("ProxyForwardTo", ForwardTo::parse)
            .takes(1, 2)
            .syntax("[!]regex [\"[NC]\"]")
            .help(
                    "Where clients of a forward proxy may go: a regular expression, searched for in host:port as the client"
                            + " wrote it, 21 being the port where it wrote none. With ! everywhere else; with [NC] or [nocase] in"
                            + " any case. One directive counts, the first.");

    public static final List<Directive<?>> ALL = List.of(
            ENGINE,
            ROLE,
            FORWARD_ENABLED,
            FORWARD_METHOD,
            FORWARD_TO,
            TABLES,
            RETRY_COUNT,
            SOURCE_ADDRESS,
            TIMEOUT_CONNECT,
            TIMEOUT_LINGER,
            TIMEOUT_REPLY,
            DATA_TRANSFER_POLICY,
            DIRECTORY_LIST_POLICY,
            OPTIONS,
            REVERSE_SERVERS,
            CONNECT_POLICY,
            DATASTORE);

    private ProxyDirectives() {}

    private static RoleName role(Arguments arguments) throws BadValue {
        return switch (arguments.text().toLowerCase(Locale.ROOT)) {
            case "reverse" -> RoleName.REVERSE;
            case "forward" -> RoleName.FORWARD;
            default -> throw new BadValue("unknown proxy role '" + arguments.text() + "'");
        };
    }

    private static ForwardMethod forwardMethod(Arguments arguments) throws BadValue {
        for (ForwardMethod method : ForwardMethod.values()) {
            if (method.word().equalsIgnoreCase(arguments.text())) {
                return method;
            }
        }
        throw new BadValue("unknown/unsupported forward method: " + arguments.text());
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
            try {
                options.add(ProxyOption.valueOf(word.equals("UseProxyProtocol") ? "UseProxyProtocolV1" : word));
            } catch (IllegalArgumentException _) {
                throw new BadValue(": unknown ProxyOption '" + word + "'");
            }
        }
        return options;
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
