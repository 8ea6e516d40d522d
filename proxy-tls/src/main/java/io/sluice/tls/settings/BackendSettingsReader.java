package io.sluice.tls.settings;

import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Position;
import io.sluice.config.Problem;
import io.sluice.config.Problem.Severity;
import io.sluice.config.Setting;
import io.sluice.tls.keys.Credential;
import io.sluice.tls.keys.PassPhrases;
import io.sluice.tls.keys.PemFiles;
import io.sluice.tls.keys.PreSharedKey;
import io.sluice.tls.keys.UnusableFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Makes the settings of TLS towards the backends of one server out of its directives, and reads the files these name.
/// Everything that is wrong is collected.
public final class BackendSettingsReader {
    private static final PassPhrases NOBODY_TELLS = (file, _) -> {
        throw new UnusableFile("it has a pass phrase");
    };

    private final DirectiveSet directives;
    private final Optional<Path> usualAuthorities;
    private final Consumer<Problem> problems;

    /// @param usualAuthorities the file of authorities where no directive names any
    public BackendSettingsReader(DirectiveSet directives, Optional<Path> usualAuthorities, Consumer<Problem> problems) {
        this.directives = directives;
        this.usualAuthorities = usualAuthorities;
        this.problems = problems;
    }

    public BackendSettings read() {
        for (var setting : directives.settings(BackendDirectives.OPTIONS)) {
            if (setting.value().contains(BackendOption.ENABLE_DIAGS)) {
                warn(
                        BackendDirectives.OPTIONS,
                        "EnableDiags has no effect, messages of handshakes are not written to the ProxyLog",
                        setting.position());
            }
        }
        return new BackendSettings(
                directives.get(BackendDirectives.PROTOCOL),
                choice(false).orElseGet(CipherChoice::standard),
                choice(true).orElseGet(CipherChoice::standardOfTls13),
                directives.settings(BackendDirectives.OPTIONS).stream()
                        .flatMap(setting -> setting.value().stream())
                        .collect(Collectors.toSet()),
                directives.get(BackendDirectives.VERIFY_SERVER),
                authorities(),
                revocations(),
                credential(),
                preSharedKey(),
                directives.get(BackendDirectives.TIMEOUT));
    }

    private Optional<CipherChoice> choice(boolean ofTls13) {
        return directives.settings(BackendDirectives.CIPHER_SUITE).stream()
                .map(Setting::value)
                .filter(choice -> choice.isOfTls13() == ofTls13)
                .findFirst();
    }

    private Optional<List<X509Certificate>> authorities() {
        var file = directives.setting(BackendDirectives.CA_FILE);
        var folder = directives.setting(BackendDirectives.CA_PATH);
        if (file.isEmpty() && folder.isEmpty()) {
            return usualAuthorities.filter(Files::exists).map(this::usual);
        }
        var found = new ArrayList<X509Certificate>();
        found.addAll(all(BackendDirectives.CA_FILE, PemFiles::certificates));
        found.addAll(all(
                BackendDirectives.CA_PATH, path -> PemFiles.certificatesIn(path, remark(BackendDirectives.CA_PATH))));
        return Optional.of(found);
    }

    private List<X509Certificate> usual(Path file) {
        try {
            return PemFiles.certificates(file);
        } catch (UnusableFile e) {
            problems.accept(new Problem(
                    Severity.ERROR,
                    Position.CODE,
                    "fatal: " + BackendDirectives.CA_FILE.name() + ": " + e.text()
                            + " (which is read as no directive names another file)"));
            return List.of();
        }
    }

    private Optional<List<X509CRL>> revocations() {
        if (directives.setting(BackendDirectives.CRL_FILE).isEmpty()
                && directives.setting(BackendDirectives.CRL_PATH).isEmpty()) {
            return Optional.empty();
        }
        var found = new ArrayList<X509CRL>();
        found.addAll(all(BackendDirectives.CRL_FILE, PemFiles::revocations));
        found.addAll(all(
                BackendDirectives.CRL_PATH, path -> PemFiles.revocationsIn(path, remark(BackendDirectives.CRL_PATH))));
        return Optional.of(found);
    }

    private Optional<Credential> credential() {
        var certificate = directives.setting(BackendDirectives.CERTIFICATE);
        if (certificate.isEmpty()) {
            return Optional.empty();
        }
        var file = certificate.get().value();
        var position = certificate.get().position();
        List<X509Certificate> chain;
        try {
            chain = PemFiles.certificates(file);
        } catch (UnusableFile e) {
            warn(
                    BackendDirectives.CERTIFICATE,
                    "error loading certificate from ProxyTLSCertificateFile '" + file + "': " + e.text(),
                    position);
            return Optional.empty();
        }
        var key = directives.setting(BackendDirectives.KEY);
        var keyFile = key.map(Setting::value).orElse(file);
        var keyPosition = key.map(Setting::position).orElse(position);
        try {
            var credential = new Credential(PemFiles.key(keyFile, "PROXY", NOBODY_TELLS), chain, file.toString());
            if (credential.matches()) {
                return Optional.of(credential);
            }
            warn(
                    BackendDirectives.KEY,
                    "ProxyTLSCertificateKeyFile '" + keyFile + "' private key does not match ProxyTLSCertificateFile '"
                            + file + "' certificate",
                    keyPosition);
        } catch (UnusableFile e) {
            warn(
                    BackendDirectives.KEY,
                    "error loading private key from ProxyTLSCertificateKeyFile '" + keyFile + "': " + e.text(),
                    keyPosition);
        }
        return Optional.empty();
    }

    /// A key that breaks a rule is not used.
    private Optional<PreSharedKey> preSharedKey() {
        return directives.setting(BackendDirectives.PRE_SHARED_KEY).flatMap(setting -> {
            var written = setting.value();
            Consumer<String> told = text -> warn(BackendDirectives.PRE_SHARED_KEY, text, setting.position());
            try {
                return PreSharedKey.read(written.identity(), written.file(), told);
            } catch (UnusableFile e) {
                told.accept(e.text() + ", so the key is not used");
                return Optional.empty();
            }
        });
    }

    private Consumer<String> remark(Directive<Path> directive) {
        var position = directives.setting(directive).map(Setting::position).orElse(Position.CODE);
        return text -> warn(directive, text + ", passed over", position);
    }

    @FunctionalInterface
    private interface FileReading<T> {
        List<T> read(Path file) throws UnusableFile;
    }

    private <T> List<T> all(Directive<Path> directive, FileReading<T> reading) {
        var setting = directives.setting(directive);
        if (setting.isEmpty()) {
            return List.of();
        }
        try {
            return reading.read(setting.get().value());
        } catch (UnusableFile e) {
            problems.accept(new Problem(
                    Severity.ERROR,
                    setting.get().position(),
                    "fatal: " + directive.name() + ": " + e.text() + " on "
                            + setting.get().position()));
            return List.of();
        }
    }

    private void warn(Directive<?> directive, String text, Position position) {
        problems.accept(new Problem(
                Severity.WARNING, position, "warning: " + directive.name() + ": " + text + " on " + position));
    }
}
