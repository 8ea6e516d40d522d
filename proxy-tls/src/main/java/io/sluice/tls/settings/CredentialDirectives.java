package io.sluice.tls.settings;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Context;
import io.sluice.config.Directive;
import io.sluice.config.Directive.Effect;
import io.sluice.config.Directive.Occurrence;
import io.sluice.tls.keys.KeyKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The directives that say by which certificates and keys a server shows who it is.
final class CredentialDirectives {

    /// The directives of one kind of key.
    record Pair(KeyKind kind, Directive<Path> certificate, Directive<Path> key) {}

    /// `TLSPreSharedKey` as written.
    record SharedKeyFile(String identity, Path file) {}

    private static final int LONGEST_IDENTITY = 128;
    private static final String HEX = "hex:";

    private static final Map<KeyKind, Pair> PAIRS =
            Stream.of(KeyKind.values()).collect(Collectors.toMap(Function.identity(), CredentialDirectives::declare));

    static final Directive<Path> CHAIN = Directive.of("TLSCertificateChainFile", Paths::absolute)
            .syntax("path")
            .help("A file of PEM with the certificates that are sent behind that of the server: its issuer's first."
                    + " Without it those behind the certificate in its own file are sent.");

    static final Directive<Path> PKCS12 = Directive.of("TLSPKCS12File", Paths::absolute)
            .syntax("path")
            .help("A file of PKCS #12 with the key of the server, its certificate and those of its issuers, which also"
                    + " count as issuers of client certificates.");

    static final Directive<SharedKeyFile> PRE_SHARED_KEY = Directive.of(
                    "TLSPreSharedKey", CredentialDirectives::sharedKey)
            .takes(2, 2)
            .occurs(Occurrence.ACCUMULATES)
            .syntax("identity hex:/path")
            .help("A key that a client has too, which then needs no certificate: the name the client knows it by, and a"
                    + " file with the key as hexadecimal digits that not everybody may read. For TLS 1.2.");

    static final Directive<Path> PASS_PHRASE_PROVIDER = Directive.of(
                    "TLSPassPhraseProvider", CredentialDirectives::program)
            .in(Context.SERVER)
            .syntax("path")
            .help("A program that prints the pass phrase of an encrypted key. It is called with the address and port of"
                    + " the server and the kind of key (RSA, DSA, EC, PKCS12) and has ten seconds. Without it the"
                    + " phrase is asked for on the terminal.");

    static final Directive<Path> DH_PARAMETERS = Directive.of("TLSDHParamFile", Paths::absolute)
            .occurs(Occurrence.ACCUMULATES)
            .syntax("path")
            .effect(new Effect.Differs("groups for DHE are those of RFC 7919"))
            .help("A file with parameters for DHE.");

    static final List<Directive<?>> ALL = Stream.<Directive<?>>concat(
                    PAIRS.values().stream().flatMap(pair -> Stream.of(pair.certificate, pair.key)),
                    Stream.of(CHAIN, PKCS12, PRE_SHARED_KEY, PASS_PHRASE_PROVIDER, DH_PARAMETERS))
            .toList();

    private CredentialDirectives() {}

    /// The directives of a kind of key.
    static Pair pair(KeyKind kind) {
        return Objects.requireNonNull(PAIRS.get(kind));
    }

    private static Pair declare(KeyKind kind) {
        return new Pair(
                kind,
                Directive.of("TLS" + kind + "CertificateFile", Paths::absolute)
                        .syntax("path")
                        .help("A file of PEM with the server's certificate for a key of " + kind
                                + ", and behind it those of its issuers. It may hold the key too."),
                Directive.of("TLS" + kind + "CertificateKeyFile", Paths::absolute)
                        .syntax("path")
                        .help("A file of PEM with the key of TLS" + kind + "CertificateFile."));
    }

    private static SharedKeyFile sharedKey(Arguments arguments) throws BadValue {
        var identity = arguments.text();
        var key = arguments.text(1);
        if (!key.startsWith(HEX)) {
            throw new BadValue("unsupported TLSPreSharedKey format: " + key);
        }
        if (identity.getBytes(StandardCharsets.UTF_8).length > LONGEST_IDENTITY) {
            throw new BadValue("an identity has at most " + LONGEST_IDENTITY + " bytes");
        }
        return new SharedKeyFile(identity, Paths.absolute(key.substring(HEX.length())));
    }

    private static Path program(Arguments arguments) throws BadValue {
        var word = arguments.text();
        if (!word.startsWith("/")) {
            throw new BadValue("must be a full path: '" + word + "'");
        }
        var path = Paths.absolute(word);
        if (!Files.exists(path)) {
            throw new BadValue("error checking '" + word + "': No such file or directory");
        }
        if (!Files.isRegularFile(path)) {
            throw new BadValue("unable to use '" + word + "': Not a regular file");
        }
        return path;
    }
}
