package io.sluice.tls.settings;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import io.sluice.config.Directive.Effect;
import io.sluice.config.Directive.Occurrence;
import io.sluice.module.BackendTls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The directives of TLS towards backends.
public final class BackendDirectives {

    /// `ProxyTLSPreSharedKey` as written.
    record SharedKeyFile(String identity, Path file) {}

    private static final int LONGEST_IDENTITY = 256;
    private static final String HEX = "hex:";
    private static final String PKCS11 = "pkcs11:";

    private static final Map<String, BackendTls.Use> USES = Map.of(
            "auto", BackendTls.Use.AUTO,
            "matchclient", BackendTls.Use.MATCH_CLIENT);

    private static final Map<String, BackendTls.Data> POLICIES = Map.of(
            "client", BackendTls.Data.CLIENT,
            "required", BackendTls.Data.REQUIRED,
            "clear", BackendTls.Data.CLEAR);

    public static final Directive<BackendTls.Use> ENGINE = Directive.of("ProxyTLSEngine", BackendDirectives::use)
            .syntax("on|off|auto|MatchClient")
            .defaultsTo(BackendTls.Use.AUTO, "auto")
            .help("When there is TLS with backends. on uses none that has no TLS; auto asks each for TLS (AUTH TLS) and"
                    + " goes on in the clear only if it refuses to begin; MatchClient does as the client has it at the"
                    + " time the backend is connected, which for a backend that is connected before the client has said"
                    + " anything is off unless the client uses implicit TLS. Backends with URLs of ftps are never used"
                    + " without TLS; with port 990 the handshake comes first.");

    public static final Directive<BackendTls.Data> DATA = Directive.of(
                    "ProxyTLSTransferProtectionPolicy", BackendDirectives::policy)
            .syntax("client|required|clear")
            .defaultsTo(BackendTls.Data.REQUIRED, "required")
            .help("Which data connections with a backend under TLS are protected: those of clients that protect"
                    + " theirs, all, or none.");

    static final Directive<Set<TlsVersion>> PROTOCOL = Directive.of("ProxyTLSProtocol", TlsVersion::parseOfProxy)
            .takes(0, Integer.MAX_VALUE)
            .syntax("version …|ALL ±version …")
            .defaultsTo(Set.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3), "TLSv1.2 TLSv1.3")
            .effect(new Effect.Differs("TLSv1 and TLSv1.1 are offered only where they are named"))
            .help("The versions that backends are offered, exactly those: TLSv1, TLSv1.1, TLSv1.2, TLSv1.3. After ALL,"
                    + " versions are put in with + and taken out with -.");

    static final Directive<CipherChoice> CIPHER_SUITE = Directive.of("ProxyTLSCipherSuite", CipherChoice::parseOfProxy)
            .takes(1, 2)
            .occurs(Occurrence.ACCUMULATES)
            .syntax("[TLSv1.3] list")
            .help("The cipher suites that backends are offered, as a list in the language of OpenSSL; behind the word"
                    + " TLSv1.3 the names of suites of TLS 1.3. May be written once for each. Without it "
                    + CipherChoice.DEFAULT_LIST + ", and all of TLS 1.3.");

    static final Directive<Set<BackendOption>> OPTIONS = Directive.of("ProxyTLSOptions", BackendOption::parse)
            .takes(1, Integer.MAX_VALUE)
            .occurs(Occurrence.ACCUMULATES)
            .syntax(BackendOption.syntax())
            .help("Departures from the usual. AllowWeakSecurity admits old suites and short keys, and needs OpenSSL 3"
                    + " on the machine; NoSessionCache has a control connection resume no TLS session of an earlier"
                    + " one; NoSessionTickets asks backends for no tickets, and resumes those that TLS 1.3 gives all"
                    + " the same on data connections only. EnableDiags has no effect.");

    static final Directive<Boolean> VERIFY_SERVER = Directive.of("ProxyTLSVerifyServer", Arguments::bool)
            .syntax("on|off")
            .defaultsTo(true, "on")
            .help("Whether a backend is used only if its certificate is good: issued by one of"
                    + " ProxyTLSCACertificateFile or ProxyTLSCACertificatePath, in force, and for the name or address"
                    + " in its URL. off looks at it too, and writes what is wrong to the ProxyLog.");

    static final Directive<Path> CA_FILE = Directive.of("ProxyTLSCACertificateFile", Paths::existing)
            .syntax("path")
            .help("A file of PEM with the certificates of those who may vouch for backends. Without it the file"
                    + " cacerts.pem beside the configuration file, or if there is none, and no"
                    + " ProxyTLSCACertificatePath, those whom the Java runtime trusts.");

    static final Directive<Path> CA_PATH = Directive.of("ProxyTLSCACertificatePath", Paths::existingDirectory)
            .syntax("directory")
            .help("The same as a directory of files under the names of openssl rehash, <hash>.<n>.");

    static final Directive<Path> CRL_FILE = Directive.of("ProxyTLSCARevocationFile", Paths::existing)
            .syntax("path")
            .help("A file of PEM with lists of revoked certificates. A certificate whose issuer has no list there is"
                    + " good; one whose list has run out is not. Files are read at start and reload.");

    static final Directive<Path> CRL_PATH = Directive.of("ProxyTLSCARevocationPath", Paths::existingDirectory)
            .syntax("directory")
            .help("The same as a directory of files under the names of openssl rehash, <hash>.r<n>.");

    static final Directive<Path> CERTIFICATE = Directive.of("ProxyTLSCertificateFile", Paths::existing)
            .syntax("path")
            .help("A file of PEM with the certificate that is shown to backends that ask for one, and behind it those"
                    + " of its issuers. It may hold the key too. One that cannot be used is told at start, and none is"
                    + " shown.");

    static final Directive<Path> KEY = Directive.of("ProxyTLSCertificateKeyFile", BackendDirectives::key)
            .syntax("path")
            .effect(new Effect.Differs("a key in a token (pkcs11:) is refused"))
            .help("A file of PEM with the key of ProxyTLSCertificateFile, without a pass phrase.");

    static final Directive<SharedKeyFile> PRE_SHARED_KEY = Directive.of(
                    "ProxyTLSPreSharedKey", BackendDirectives::sharedKey)
            .takes(2, 2)
            .syntax("identity hex:/path")
            .help("A key that the backends have too, which then need no certificate: the name they know it by, and a"
                    + " file with the key as hexadecimal digits that not everybody may read. Needs OpenSSL 3 on the"
                    + " machine.");

    static final Directive<Duration> TIMEOUT = Directive.of("ProxyTLSTimeoutHandshake", Arguments::duration)
            .syntax("duration")
            .defaultsTo(Duration.ofSeconds(30), "30s")
            .help("How long a handshake with a backend may take; 0 is without limit.");

    public static final List<Directive<?>> ALL = List.of(
            ENGINE,
            DATA,
            PROTOCOL,
            CIPHER_SUITE,
            OPTIONS,
            VERIFY_SERVER,
            CA_FILE,
            CA_PATH,
            CRL_FILE,
            CRL_PATH,
            CERTIFICATE,
            KEY,
            PRE_SHARED_KEY,
            TIMEOUT);

    private BackendDirectives() {}

    private static BackendTls.Use use(Arguments arguments) throws BadValue {
        var unknown = "unknown ProxyTLSEngine value: '" + arguments.text() + "'";
        try {
            return arguments.bool() ? BackendTls.Use.ON : BackendTls.Use.OFF;
        } catch (BadValue _) {
            return arguments.choice(0, USES, unknown);
        }
    }

    private static BackendTls.Data policy(Arguments arguments) throws BadValue {
        return arguments.choice(0, POLICIES, "unsupported ProxyTLSTransferProtectionPolicy: " + arguments.text());
    }

    private static Path key(Arguments arguments) throws BadValue {
        if (arguments.text().startsWith(PKCS11)) {
            throw new BadValue("keys in tokens (" + PKCS11 + ") are not supported");
        }
        return Paths.existing(arguments);
    }

    private static SharedKeyFile sharedKey(Arguments arguments) throws BadValue {
        var identity = arguments.text();
        var key = arguments.text(1);
        if (identity.getBytes(StandardCharsets.UTF_8).length > LONGEST_IDENTITY) {
            throw new BadValue(
                    "ProxyTLSPreSharedKey identity '" + identity + "' exceeds maximum length " + LONGEST_IDENTITY);
        }
        if (!key.startsWith(HEX)) {
            throw new BadValue("unsupported ProxyTLSPreSharedKey format: " + key);
        }
        return new SharedKeyFile(identity, Paths.absolute(key.substring(HEX.length())));
    }
}
