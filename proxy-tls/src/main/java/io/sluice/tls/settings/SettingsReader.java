package io.sluice.tls.settings;

import io.sluice.config.Arguments;
import io.sluice.config.Configuration.ServerBlock;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Position;
import io.sluice.config.Problem;
import io.sluice.config.Problem.Severity;
import io.sluice.config.Setting;
import io.sluice.tls.keys.Credential;
import io.sluice.tls.keys.KeptPhrases;
import io.sluice.tls.keys.KeyKind;
import io.sluice.tls.keys.PassPhrases;
import io.sluice.tls.keys.PemFiles;
import io.sluice.tls.keys.PhraseProvider;
import io.sluice.tls.keys.Pkcs12File;
import io.sluice.tls.keys.PreSharedKey;
import io.sluice.tls.keys.TerminalPhrases;
import io.sluice.tls.keys.UnusableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Makes the settings of one server out of its directives, and reads the files these name. Everything that is wrong is
/// collected.
public final class SettingsReader {
    /// Those of the core, found by their names.
    private static final Directive<Integer> PORT =
            Directive.of("Port", Arguments::port).defaultsTo(21);

    private static final Directive<String> SERVER_NAME =
            Directive.of("ServerName", Arguments::text).defaultsTo("");

    private final ServerBlock server;
    private final DirectiveSet directives;
    private final Optional<Path> provider;
    private final KeptPhrases kept;
    private final Consumer<Problem> problems;
    private final Consumer<String> log;
    private final List<X509Certificate> otherAuthorities = new ArrayList<>();

    /// A reader of one server.
    ///
    /// @param main the directives of the main server, which has some for all
    /// @param log hears what is not worth a warning
    public SettingsReader(
            ServerBlock server, DirectiveSet main, KeptPhrases kept, Consumer<Problem> problems, Consumer<String> log) {
        this.server = server;
        this.directives = server.directives();
        this.provider = main.find(CredentialDirectives.PASS_PHRASE_PROVIDER);
        this.kept = kept;
        this.problems = problems;
        this.log = log;
    }

    public TlsSettings read() {
        Misfits.tell(server, directives.find(SERVER_NAME).orElse(""), problems);
        var options = directives.settings(TlsDirectives.OPTIONS).stream()
                .flatMap(setting -> setting.value().stream())
                .collect(Collectors.toSet());
        var credentials = credentials();
        return new TlsSettings(
                directives.get(HandshakeDirectives.PROTOCOL),
                choice(false).orElseGet(CipherChoice::standard),
                choice(true).orElseGet(CipherChoice::standardOfTls13),
                directives.get(HandshakeDirectives.SERVER_PREFERENCE),
                directives.get(HandshakeDirectives.CURVE),
                credentials,
                preSharedKeys(),
                clients(),
                options,
                directives.get(HandshakeDirectives.NEXT_PROTOCOL),
                directives.get(HandshakeDirectives.TICKETS),
                directives.get(HandshakeDirectives.TICKET_KEYS),
                directives.get(HandshakeDirectives.RENEGOTIATE),
                directives.get(HandshakeDirectives.TIMEOUT),
                directives.find(TlsDirectives.MASQUERADE),
                directives.get(ClientDirectives.VERIFY_SERVER) != ClientDirectives.ServerCheck.OFF);
    }

    private Optional<CipherChoice> choice(boolean ofTls13) {
        return directives.settings(HandshakeDirectives.CIPHER_SUITE).stream()
                .map(Setting::value)
                .filter(choice -> choice.isOfTls13() == ofTls13)
                .findFirst();
    }

    private List<Credential> credentials() {
        var credentials = new ArrayList<Credential>();
        var chain = directives.setting(CredentialDirectives.CHAIN);
        var issuers = chain.flatMap(
                setting -> of(CredentialDirectives.CHAIN, setting, () -> PemFiles.certificates(setting.value())));
        for (var kind : KeyKind.values()) {
            var pair = CredentialDirectives.pair(kind);
            directives
                    .setting(pair.certificate())
                    .flatMap(setting -> of(pair.certificate(), setting, () -> fromPem(pair, setting)))
                    .flatMap(credential -> credential)
                    .map(credential -> issuers.map(credential::withIssuers).orElse(credential))
                    .ifPresent(credentials::add);
        }
        directives
                .setting(CredentialDirectives.PKCS12)
                .flatMap(setting ->
                        of(CredentialDirectives.PKCS12, setting, () -> opened(setting.value(), Pkcs12File::read)))
                .ifPresent(credential -> {
                    otherAuthorities.addAll(
                            credential.chain().subList(1, credential.chain().size()));
                    credentials.add(issuers.map(credential::withIssuers).orElse(credential));
                });
        for (var credential : credentials) {
            var source = chain.map(setting -> setting.value().toString()).orElse(credential.source());
            if (credential.chain().size() > 1) {
                log.accept("added " + (credential.chain().size() - 1) + " certs from '" + source
                        + "' to SSL_CTX certificate chain");
            }
        }
        if (credentials.isEmpty()
                && directives.settings(CredentialDirectives.PRE_SHARED_KEY).isEmpty()) {
            problems.accept(new Problem(
                    Severity.WARNING,
                    server.position(),
                    "warning: no TLSRSACertificateFile, TLSDSACertificateFile, TLSECCertificateFile, or TLSPKCS12File"
                            + " configured; unable to handle SSL/TLS connections"));
        }
        return credentials;
    }

    /// The pair in files of PEM; empty where something is wrong that has been told.
    private Optional<Credential> fromPem(CredentialDirectives.Pair pair, Setting<Path> certificate)
            throws UnusableFile {
        var chain = PemFiles.certificates(certificate.value());
        remarkOn(pair, chain.getFirst(), certificate);
        var own = directives.setting(pair.key());
        var from = own.isPresent() ? pair.key() : pair.certificate();
        var file = own.orElse(certificate);
        var credential = of(from, file, () -> key(pair, from, file))
                .map(key -> new Credential(key, chain, certificate.value().toString()));
        if (credential.isPresent() && !credential.get().matches()) {
            fail(from, "error checking key from " + from.name() + " '" + file.value() + "': key values mismatch", file);
            return Optional.empty();
        }
        return credential;
    }

    private PrivateKey key(CredentialDirectives.Pair pair, Directive<Path> from, Setting<Path> file)
            throws UnusableFile {
        try {
            if (Files.getPosixFilePermissions(file.value()).contains(PosixFilePermission.OTHERS_READ)) {
                warn(from, "'" + file.value() + "' has a key and is readable by everybody", file.position());
            }
        } catch (IOException _) {
            // reading it says what is wrong
        }
        return opened(
                file.value(), (path, phrases) -> PemFiles.key(path, pair.kind().name(), phrases));
    }

    @FunctionalInterface
    private interface Opening<T> {
        T open(Path file, PassPhrases phrases) throws UnusableFile;
    }

    /// What is in a file that may need a pass phrase. One that does not open it is not kept.
    private <T> T opened(Path file, Opening<T> opening) throws UnusableFile {
        try {
            return opening.open(file, phrases());
        } catch (UnusableFile e) {
            kept.forget(file);
            throw e;
        }
    }

    private void remarkOn(CredentialDirectives.Pair pair, X509Certificate certificate, Setting<Path> setting) {
        var file = "'" + setting.value() + "' ";
        if (!KeyKind.of(certificate.getPublicKey()).equals(Optional.of(pair.kind()))) {
            warn(
                    pair.certificate(),
                    file + "has a certificate for a key of "
                            + certificate.getPublicKey().getAlgorithm(),
                    setting.position());
        }
        try {
            certificate.checkValidity();
        } catch (CertificateException _) {
            warn(
                    pair.certificate(),
                    file + "has a certificate that is valid from "
                            + certificate.getNotBefore().toInstant() + " until "
                            + certificate.getNotAfter().toInstant(),
                    setting.position());
        }
    }

    private PassPhrases phrases() {
        var name = directives.find(SERVER_NAME).orElse("");
        PassPhrases source = provider.isPresent()
                ? new PhraseProvider(provider.get(), address() + ":" + directives.get(PORT), PhraseProvider.LIMIT)
                : new TerminalPhrases(name);
        return kept.or(source);
    }

    private String address() {
        return server.addresses().isEmpty() ? "0.0.0.0" : server.addresses().getFirst();
    }

    private List<PreSharedKey> preSharedKeys() {
        var keys = new ArrayList<PreSharedKey>();
        for (var setting : directives.settings(CredentialDirectives.PRE_SHARED_KEY)) {
            var written = setting.value();
            of(
                            CredentialDirectives.PRE_SHARED_KEY,
                            setting,
                            () -> PreSharedKey.read(
                                    written.identity(),
                                    written.file(),
                                    remark -> warn(CredentialDirectives.PRE_SHARED_KEY, remark, setting.position())))
                    .flatMap(key -> key)
                    .ifPresent(keys::add);
        }
        return keys;
    }

    private ClientCertificates clients() {
        var authorities = new ArrayList<X509Certificate>();
        authorities.addAll(all(ClientDirectives.CA_FILE, PemFiles::certificates));
        authorities.addAll(all(
                ClientDirectives.CA_PATH, folder -> PemFiles.certificatesIn(folder, remark(ClientDirectives.CA_PATH))));
        authorities.addAll(otherAuthorities);
        var revocations = new ArrayList<X509CRL>();
        revocations.addAll(all(ClientDirectives.CRL_FILE, PemFiles::revocations));
        revocations.addAll(all(
                ClientDirectives.CRL_PATH,
                folder -> PemFiles.revocationsIn(folder, remark(ClientDirectives.CRL_PATH))));
        directives
                .setting(ClientDirectives.VERIFY_CLIENT)
                .filter(setting -> setting.value() != Demand.OFF && authorities.isEmpty())
                .ifPresent(setting -> warn(
                        ClientDirectives.VERIFY_CLIENT,
                        "without TLSCACertificateFile or TLSCACertificatePath no certificate is good",
                        setting.position()));
        return new ClientCertificates(
                directives.get(ClientDirectives.VERIFY_CLIENT),
                authorities,
                checksRevocations() ? Optional.of(revocations) : Optional.empty(),
                directives.get(ClientDirectives.VERIFY_DEPTH),
                directives.get(ClientDirectives.VERIFY_ORDER),
                directives.find(ClientDirectives.USER_NAME));
    }

    /// Whether lists are configured; a directory that has none covers no certificate.
    private boolean checksRevocations() {
        return directives.setting(ClientDirectives.CRL_FILE).isPresent()
                || directives.setting(ClientDirectives.CRL_PATH).isPresent();
    }

    private Consumer<String> remark(Directive<Path> directive) {
        var position = directives.setting(directive).map(Setting::position).orElse(Position.CODE);
        return text -> warn(directive, text + ", passed over", position);
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read() throws UnusableFile;
    }

    @FunctionalInterface
    private interface FileReading<T> {
        List<T> read(Path file) throws UnusableFile;
    }

    private <T> List<T> all(Directive<Path> directive, FileReading<T> reading) {
        return directives
                .setting(directive)
                .flatMap(setting -> of(directive, setting, () -> reading.read(setting.value())))
                .orElse(List.of());
    }

    /// What a file has, or nothing and a problem.
    private <T> Optional<T> of(Directive<?> directive, Setting<?> setting, Reading<T> reading) {
        try {
            return Optional.of(reading.read());
        } catch (UnusableFile e) {
            fail(directive, e.text(), setting);
            return Optional.empty();
        }
    }

    private void fail(Directive<?> directive, String text, Setting<?> setting) {
        problems.accept(new Problem(
                Severity.ERROR,
                setting.position(),
                "fatal: " + directive.name() + ": " + text + " on " + setting.position()));
    }

    private void warn(Directive<?> directive, String text, Position position) {
        problems.accept(new Problem(
                Severity.WARNING, position, "warning: " + directive.name() + ": " + text + " on " + position));
    }
}
