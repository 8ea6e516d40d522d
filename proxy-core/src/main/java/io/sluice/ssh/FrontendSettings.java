package io.sluice.ssh;

import io.sluice.config.DirectiveSet;
import io.sluice.config.Problem;
import io.sluice.config.Problem.Severity;
import io.sluice.session.SessionDirectives;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Makes the terms for clients out of directives.
public final class FrontendSettings {
    private FrontendSettings() {}

    /// The terms of a virtual host; empty if it has no key, which nobody could know it by.
    ///
    /// @param log gets what is found out about files while sessions run
    /// @param problems gets what is wrong
    public static Optional<FrontendTerms> terms(
            DirectiveSet host, String version, Consumer<String> log, List<Problem> problems) {
        var keys = keys(host, problems);
        return keys.isEmpty()
                ? Optional.empty()
                : Optional.of(new FrontendTerms(
                        VersionText.of(host.get(SessionDirectives.SERVER_IDENT), "Sluice", "_", version),
                        keys,
                        host.get(SshDirectives.AUTH_METHODS),
                        host.get(SshDirectives.CIPHERS),
                        host.get(SshDirectives.DIGESTS),
                        host.get(SshDirectives.KEY_EXCHANGES),
                        host.get(SshDirectives.COMPRESSION),
                        host.find(SshDirectives.DISPLAY_BANNER),
                        host.get(SshDirectives.CLIENT_ALIVE),
                        new AuthorizedKeys(
                                host.find(SshDirectives.AUTHORIZED_KEYS).orElse(List.of()), log)));
    }

    private static List<KeyPair> keys(DirectiveSet host, List<Problem> problems) {
        var keys = new ArrayList<KeyPair>();
        for (var setting : host.settings(SshDirectives.HOST_KEY)) {
            try {
                keys.addAll(PrivateKeys.read(setting.value(), FrontendSettings::encrypted));
            } catch (IOException e) {
                problems.add(new Problem(
                        Severity.ERROR,
                        setting.position(),
                        "fatal: SFTPHostKey: error loading hostkey '" + setting.value() + "': " + e.getMessage()
                                + " on " + setting.position()));
            }
        }
        return keys;
    }

    private static String encrypted(Path file) throws IOException {
        throw new IOException("it is encrypted; expected a key without a pass phrase");
    }
}
