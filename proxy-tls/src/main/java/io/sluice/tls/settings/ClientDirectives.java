package io.sluice.tls.settings;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import io.sluice.config.Directive.Effect;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// The directives about certificates of clients.
final class ClientDirectives {

    /// The values of `TLSVerifyServer`, about servers to which `SSCN ON` makes us a client.
    enum ServerCheck {
        ON,
        OFF,
        NO_REVERSE_DNS
    }

    static final Directive<Path> CA_FILE = Directive.of("TLSCACertificateFile", Paths::absolute)
            .syntax("path")
            .help("A file of PEM with the certificates of those who may vouch for clients. Clients that are asked for a"
                    + " certificate are told their names.");

    static final Directive<Path> CA_PATH = Directive.of("TLSCACertificatePath", Paths::absolute)
            .syntax("directory")
            .help("The same as a directory of files under the names of openssl rehash, <hash>.<n>. One that cannot be"
                    + " read is passed over.");

    static final Directive<Path> CRL_FILE = Directive.of("TLSCARevocationFile", Paths::absolute)
            .syntax("path")
            .help("A file of PEM with lists of revoked certificates. With any list, every certificate of a client needs"
                    + " a valid one of its issuer. Files are read at start and reload.");

    static final Directive<Path> CRL_PATH = Directive.of("TLSCARevocationPath", Paths::absolute)
            .syntax("directory")
            .help("The same as a directory of files under the names of openssl rehash, <hash>.r<n>.");

    static final Directive<Demand> VERIFY_CLIENT = Directive.of("TLSVerifyClient", Demand::parse)
            .syntax("on|off|optional")
            .defaultsTo(Demand.OFF, "off")
            .help("Whether clients are asked for a certificate: on refuses those without one, and both on and optional"
                    + " refuse those with a bad one.");

    static final Directive<Integer> VERIFY_DEPTH = Directive.of("TLSVerifyDepth", ClientDirectives::depth)
            .syntax("number")
            .defaultsTo(9)
            .help("How many certificates may stand between that of a client and one of TLSCACertificateFile.");

    static final Directive<List<Mechanism>> VERIFY_ORDER = Directive.of("TLSVerifyOrder", Mechanism::parse)
            .takes(1, 2)
            .syntax("crl|ocsp …")
            .defaultsTo(List.of(Mechanism.CRL), "crl")
            .help("How, and in which order, it is found out whether a client's certificate has been revoked.");

    static final Directive<NamedUser> USER_NAME = Directive.of("TLSUserName", NamedUser::parse)
            .syntax("CommonName|EmailSubjAltName|oid")
            .effect(new Effect.Differs(
                    "it counts where the gateway checks users itself, in a ProxyForwardMethod with a proxy user or by"
                            + " UseReverseProxyAuth; what a backend checks, it checks as ever"))
            .help("The field of a client's certificate that names its user. A client that asks for that user, with a"
                    + " certificate that TLSVerifyClient has had verified, may send any password to the gateway. The"
                    + " user has to be one of its accounts.");

    static final Directive<ServerCheck> VERIFY_SERVER = Directive.of("TLSVerifyServer", ClientDirectives::serverCheck)
            .syntax("on|off|NoReverseDNS")
            .defaultsTo(ServerCheck.ON, "on")
            .effect(new Effect.Differs("its chain is verified; the name is not compared"))
            .help("Whether the certificate of a server is verified to which SSCN ON makes the gateway a client.");

    static final List<Directive<?>> ALL = List.of(
            CA_FILE, CA_PATH, CRL_FILE, CRL_PATH, VERIFY_CLIENT, VERIFY_DEPTH, VERIFY_ORDER, USER_NAME, VERIFY_SERVER);

    private ClientDirectives() {}

    private static int depth(Arguments arguments) throws BadValue {
        return arguments.number(0, 0, Integer.MAX_VALUE, "depth must be zero or greater");
    }

    private static ServerCheck serverCheck(Arguments arguments) throws BadValue {
        if (arguments.text().toLowerCase(Locale.ROOT).equals("noreversedns")) {
            return ServerCheck.NO_REVERSE_DNS;
        }
        return arguments.bool() ? ServerCheck.ON : ServerCheck.OFF;
    }
}
