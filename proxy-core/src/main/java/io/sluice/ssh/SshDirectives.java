package io.sluice.ssh;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import io.sluice.config.Directive.Effect;
import io.sluice.config.Directive.Occurrence;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The directives of SSH towards clients.
public final class SshDirectives {
    /// The methods by which a client may be let in, in the order they are told.
    static final List<String> METHODS = List.of("password", "keyboard-interactive", "publickey");

    public static final Directive<Boolean> ENGINE = Directive.of("SFTPEngine", Arguments::bool)
            .syntax("on|off")
            .defaultsTo(false)
            .effect(new Effect.Differs("only in a server that is a reverse proxy: files are those of its backends"))
            .help("Speaks SSH with the clients of this server, and with its backends, which are all sftp://.");

    public static final Directive<Path> HOST_KEY = Directive.of("SFTPHostKey", HostKeyFile::checked)
            .syntax("path")
            .occurs(Occurrence.ACCUMULATES)
            .effect(new Effect.Differs("keys of an agent and encrypted keys are not supported"))
            .help("A private key by which clients know this server, in any of the usual forms. Nobody but its owner may"
                    + " have access to the file.");

    public static final Directive<List<String>> AUTH_METHODS = Directive.of("SFTPAuthMethods", SshDirectives::methods)
            .takes(1, Integer.MAX_VALUE)
            .syntax("method …")
            .defaultsTo(METHODS, String.join(" ", METHODS))
            .effect(new Effect.Differs("hostbased of clients is not supported, and neither are chains of methods"
                    + " (method+method): a backend may ask for several"))
            .help("By which methods a client may be let in.");

    public static final Directive<List<String>> AUTHORIZED_KEYS = Directive.of(
                    "SFTPAuthorizedUserKeys", SshDirectives::keyFiles)
            .takes(1, Integer.MAX_VALUE)
            .syntax("file:/path …")
            .effect(new Effect.Differs("the form of OpenSSH is read beside that of RFC 4716; ~ and other stores than"
                    + " files are not supported"))
            .help("The public keys by which users may be let in; %u in a name is the user. The proxy, which checks"
                    + " the signature, then vouches for the user at the backend by a ProxySFTPHostKey.");

    public static final Directive<List<String>> CIPHERS = algorithms("SFTPCiphers", Algorithms::ciphers)
            .help("The ciphers offered to clients, in the order of preference.");

    public static final Directive<List<String>> DIGESTS = algorithms("SFTPDigests", Algorithms::digests)
            .help("The digests offered to clients, in the order of preference.");

    public static final Directive<List<String>> KEY_EXCHANGES = algorithms("SFTPKeyExchanges", Algorithms::keyExchanges)
            .help("The key exchanges offered to clients, in the order of preference.");

    public static final Directive<Compression> COMPRESSION = Directive.of(
                    "SFTPCompression",
                    words -> words.choice(
                            0,
                            Map.of("on", Compression.ON, "off", Compression.OFF, "delayed", Compression.DELAYED),
                            "parameter must be 'on', 'off' or 'delayed'"))
            .syntax("on|off|delayed")
            .defaultsTo(Compression.OFF, "off")
            .help("Whether clients may have packets compressed: delayed only once they have been let in.");

    public static final Directive<Path> DISPLAY_BANNER = Directive.of(
                    "SFTPDisplayBanner", words -> Path.of(words.absolutePath()))
            .syntax("path")
            .effect(new Effect.Differs("the text is shown as it is, without variables"))
            .help("A file whose text clients are shown before they are let in.");

    public static final Directive<Optional<LifeCheck.Terms>> CLIENT_ALIVE = Directive.of(
                    "SFTPClientAlive", SshDirectives::alive)
            .takes(2, 2)
            .syntax("count interval")
            .defaultsTo(Optional.empty(), "0 0")
            .help("Asks a client that has been silent for so many seconds whether it is there, and disconnects it when"
                    + " it has left so many questions unanswered; 0 switches it off.");

    private static final Set<String> OPTIONS_OF_BACKENDS = Set.of(
            "IgnoreFIFOs",
            "IgnoreSCPUploadPerms",
            "IgnoreSCPUploadTimes",
            "IgnoreSFTPSetExtendedAttributes",
            "IgnoreSFTPSetOwners",
            "IgnoreSFTPSetPerms",
            "IgnoreSFTPSetTimes",
            "IgnoreSFTPUploadExtendedAttributes",
            "IgnoreSFTPUploadPerms",
            "IncludeSFTPTimes",
            "NoHostkeyRotation",
            "PessimisticKexinit");

    public static final Directive<List<String>> OPTIONS = Directive.of("SFTPOptions", SshDirectives::options)
            .takes(1, Integer.MAX_VALUE)
            .syntax("option …")
            .occurs(Occurrence.ACCUMULATES)
            .effect(new Effect.Differs("those about files change nothing, as the backend decides about them;"
                    + " NoHostkeyRotation and PessimisticKexinit are how it is; all others are refused"))
            .help("Accepts options of existing files that ask for nothing else than what is done.");

    /// Every directive of SSH towards clients.
    public static final List<Directive<?>> ALL = List.of(
            ENGINE,
            HOST_KEY,
            AUTH_METHODS,
            AUTHORIZED_KEYS,
            CIPHERS,
            DIGESTS,
            KEY_EXCHANGES,
            COMPRESSION,
            DISPLAY_BANNER,
            CLIENT_ALIVE,
            OPTIONS,
            Directive.withoutEffect("SFTPAcceptEnv", "the backend decides which variables it accepts"),
            Directive.withoutEffect("SFTPExtensions", "SFTP is spoken between the client and the backend"),
            Directive.withoutEffect("SFTPLog", "what it would hold is in SystemLog and ProxyLog"),
            Directive.withoutEffect("SFTPMaxChannels", "the backend decides how many channels it opens"),
            Directive.withoutEffect(
                    "SFTPRekey",
                    "keys are exchanged anew after 1 GiB, after an hour, and when the client asks for it"));

    private SshDirectives() {}

    private static Directive<List<String>> algorithms(String name, Directive.Parser<List<String>> parser) {
        return Directive.of(name, parser)
                .takes(1, Integer.MAX_VALUE)
                .syntax("algorithm …")
                .defaultsTo(List.of(), "all that are strong")
                .effect(new Effect.Differs("algorithms that the library lacks are unsupported"));
    }

    private static List<String> methods(Arguments words) throws BadValue {
        for (var word : words.all()) {
            if (!METHODS.contains(word)) {
                throw new BadValue(
                        "unsupported authentication method: " + word + "; known words: " + String.join(", ", METHODS));
            }
        }
        return words.all();
    }

    private static List<String> keyFiles(Arguments words) throws BadValue {
        var files = new ArrayList<String>();
        for (var word : words.all()) {
            if (!word.startsWith("file:/")) {
                throw new BadValue("unsupported key store '" + word + "', expected file:/path");
            }
            files.add(word.substring("file:".length()));
        }
        return files;
    }

    private static Optional<LifeCheck.Terms> alive(Arguments words) throws BadValue {
        int count = words.number(0, 0, Integer.MAX_VALUE, "max count must be equal to or greater than zero");
        int interval = words.number(1, 0, Integer.MAX_VALUE, "interval must be equal to or greater than zero");
        return count == 0 || interval == 0
                ? Optional.empty()
                : Optional.of(new LifeCheck.Terms(count, Duration.ofSeconds(interval)));
    }

    private static List<String> options(Arguments words) throws BadValue {
        for (var word : words.all()) {
            if (!OPTIONS_OF_BACKENDS.contains(word)) {
                throw new BadValue(": unknown or unsupported SFTPOption '" + word + "'");
            }
        }
        return words.all();
    }
}
