package io.sluice.ssh;

import io.sluice.config.BoundedPattern;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// How a virtual host speaks SSH with its backends: all that the `ProxySFTP…` directives say.
///
/// @param ciphers names of algorithms, the first choice first; and so the digests and key exchanges
/// @param hostKeys where the keys are by which the proxy vouches for clients
/// @param phraseProvider the program that tells the pass phrases of encrypted keys
/// @param matches what is known of backends by their version
public record BackendSshSettings(
        List<String> ciphers,
        List<String> digests,
        List<String> keyExchanges,
        Packing compression,
        List<OwnKeySource> hostKeys,
        Set<Option> options,
        Optional<Path> phraseProvider,
        Optional<Alive> alive,
        List<Match> matches,
        VerifyServer verify) {

    public BackendSshSettings {
        ciphers = List.copyOf(ciphers);
        digests = List.copyOf(digests);
        keyExchanges = List.copyOf(keyExchanges);
        hostKeys = List.copyOf(hostKeys);
        options = Set.copyOf(options);
        matches = List.copyOf(matches);
    }

    /// The words of `ProxySFTPOptions`; their case matters.
    public enum Option {
        AllowWeakDH,
        NoExtensionNegotiation,
        NoHostkeyRotation,
        NoStrictKex,
        OldProtocolCompat,
        PessimisticKexinit
    }

    /// Whether packets are compressed (`ProxySFTPCompression`).
    public enum Packing {
        OFF,
        ON,
        /// Only once the client has been let in.
        DELAYED
    }

    /// When a backend is asked whether it is still there (`ProxySFTPServerAlive`).
    ///
    /// @param count how many questions it may leave unanswered
    /// @param interval the silence before each
    public record Alive(int count, Duration interval) {}

    /// What is known of backends whose software has a version that matches (`ProxySFTPServerMatch`).
    public record Match(BoundedPattern version, boolean pessimisticNewkeys) {}

    /// What directives say.
    public static BackendSshSettings of(DirectiveSet directives) {
        return new BackendSshSettings(
                directives.get(BackendSshDirectives.CIPHERS),
                directives.get(BackendSshDirectives.DIGESTS),
                directives.get(BackendSshDirectives.KEY_EXCHANGES),
                directives.get(BackendSshDirectives.COMPRESSION),
                directives.settings(BackendSshDirectives.HOST_KEY).stream()
                        .map(Setting::value)
                        .toList(),
                directives.settings(BackendSshDirectives.OPTIONS).stream()
                        .flatMap(setting -> setting.value().stream())
                        .collect(Collectors.toSet()),
                directives.find(BackendSshDirectives.PASS_PHRASE_PROVIDER),
                directives.get(BackendSshDirectives.SERVER_ALIVE),
                directives.settings(BackendSshDirectives.SERVER_MATCH).stream()
                        .map(Setting::value)
                        .toList(),
                directives.get(BackendSshDirectives.VERIFY_SERVER));
    }

    /// Those of a server without any of the directives.
    public static BackendSshSettings usual() {
        return of(DirectiveSet.EMPTY);
    }

    /// Whether a backend is to take new keys into use before the proxy does.
    ///
    /// @param version its version line; what follows the first space in it is a comment
    boolean newKeysAfter(String version) {
        var software = version.replaceFirst("^SSH-[^-]*-", "").split(" ", 2)[0];
        return matches.stream()
                .filter(match -> match.version().search(software) != BoundedPattern.Match.NOT_FOUND)
                .findFirst()
                .filter(Match::pessimisticNewkeys)
                .isPresent();
    }

    boolean has(Option option) {
        return options.contains(option);
    }
}
