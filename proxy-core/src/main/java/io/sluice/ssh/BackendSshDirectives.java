package io.sluice.ssh;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import io.sluice.config.Directive.Effect;
import io.sluice.config.Directive.Occurrence;
import io.sluice.config.Scalars;
import io.sluice.net.ErrorText;
import io.sluice.ssh.BackendSshSettings.Alive;
import io.sluice.ssh.BackendSshSettings.Match;
import io.sluice.ssh.BackendSshSettings.Option;
import io.sluice.ssh.BackendSshSettings.Packing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The directives of SSH towards backends.
public final class BackendSshDirectives {
    private static final String LACKS =
            "algorithms that the library lacks are unsupported; docs/sftp.md lists the" + " others";
    private static final Map<String, Option> OPTION_WORDS =
            Stream.of(Option.values()).collect(Collectors.toMap(Option::name, Function.identity()));

    public static final Directive<List<String>> CIPHERS = algorithms("ProxySFTPCiphers", AlgorithmKind.CIPHER)
            .help("The ciphers that backends are offered, the first choice first.");

    public static final Directive<List<String>> DIGESTS = algorithms("ProxySFTPDigests", AlgorithmKind.DIGEST)
            .help("The digests that backends are offered, the first choice first.");

    public static final Directive<List<String>> KEY_EXCHANGES = algorithms(
                    "ProxySFTPKeyExchanges", AlgorithmKind.KEY_EXCHANGE)
            .help("The key exchanges that backends are offered, the first choice first.");

    public static final Directive<Packing> COMPRESSION = Directive.of(
                    "ProxySFTPCompression", BackendSshDirectives::compression)
            .syntax("on|off|delayed")
            .defaultsTo(Packing.OFF, "off")
            .help("Whether backends are offered compression: on is zlib, delayed is zlib@openssh.com, which begins when"
                    + " the client has been let in. A backend that has neither is spoken with all the same.");

    public static final Directive<OwnKeySource> HOST_KEY = Directive.of("ProxySFTPHostKey", OwnKeySource::parse)
            .syntax("path | agent:path")
            .occurs(Occurrence.ACCUMULATES)
            .help("A private key by which the proxy vouches for clients at backends (hostbased), in a file of PEM,"
                    + " PKCS#8 or OpenSSH that nobody but its owner has access to; or all keys of an SSH agent, by its"
                    + " socket. Backends are asked with Ed25519 first, then ECDSA, RSA and DSA.");

    public static final Directive<Set<Option>> OPTIONS = Directive.of(
                    "ProxySFTPOptions", arguments -> arguments.options("ProxySFTP", OPTION_WORDS))
            .takes(1, Integer.MAX_VALUE)
            .syntax("option …")
            .occurs(Occurrence.ACCUMULATES)
            .help("AllowWeakDH offers diffie-hellman-group1-sha1 last, and accepts groups of less than 2048 bits."
                    + " NoExtensionNegotiation and NoStrictKex do not offer those extensions. OldProtocolCompat accepts"
                    + " backends that say SSH-1.99, and waits like PessimisticKexinit, which sends nothing but the"
                    + " version before the backend has sent its own. NoHostkeyRotation is how it always is: news of"
                    + " other host keys are never passed on.");

    public static final Directive<Path> PASS_PHRASE_PROVIDER = Directive.of(
                    "ProxySFTPPassPhraseProvider", BackendSshDirectives::program)
            .syntax("path")
            .help("A program that prints the pass phrase of an encrypted ProxySFTPHostKey. It is called at start-up"
                    + " with name:port of the server and the key's file, up to three times, and has ten seconds each.");

    public static final Directive<Optional<Alive>> SERVER_ALIVE = Directive.of(
                    "ProxySFTPServerAlive", BackendSshDirectives::alive)
            .takes(2, 2)
            .syntax("count interval")
            .defaultsTo(Optional.empty(), "0 0")
            .help("Asks a backend that has been silent for so many seconds whether it is there, and disconnects it when"
                    + " it has left more than so many questions unanswered; 0 switches it off.");

    public static final Directive<Match> SERVER_MATCH = Directive.of(
                    "ProxySFTPServerMatch", BackendSshDirectives::match)
            .takes(0, Integer.MAX_VALUE)
            .syntax("regex pessimisticNewkeys on|off")
            .occurs(Occurrence.ACCUMULATES)
            .help(
                    "What is to be heeded with backends whose software version matches: with pessimisticNewkeys on they take"
                            + " new keys into use first, and the proxy after them. The first match counts.");

    public static final Directive<VerifyServer> VERIFY_SERVER = Directive.of(
                    "ProxySFTPVerifyServer", BackendSshDirectives::verify)
            .syntax("on|off|log")
            .defaultsTo(VerifyServer.OFF, "off")
            .effect(new Effect.Differs("on lets no connection go on whose host key is another than the first one;"
                    + " log only logs it, which is what on does in mod_proxy"))
            .help(
                    "What it means that a backend shows another host key than the first that was seen of it, which is kept"
                            + " in ProxyDatastore: off takes the new one for it, on fails the connection, log says it and goes"
                            + " on.");

    /// Every directive of SSH towards backends.
    public static final List<Directive<?>> ALL = List.of(
            CIPHERS,
            COMPRESSION,
            DIGESTS,
            HOST_KEY,
            KEY_EXCHANGES,
            OPTIONS,
            PASS_PHRASE_PROVIDER,
            SERVER_ALIVE,
            SERVER_MATCH,
            VERIFY_SERVER);

    private BackendSshDirectives() {}

    private static Directive<List<String>> algorithms(String name, AlgorithmKind kind) {
        return Directive.of(name, kind::parse)
                .takes(1, Integer.MAX_VALUE)
                .syntax("algorithm …")
                .defaultsTo(kind.usual(), String.join(" ", kind.usual()))
                .effect(new Effect.Differs(LACKS));
    }

    private static Packing compression(Arguments arguments) throws BadValue {
        return arguments.choice(
                0,
                Map.of("on", Packing.ON, "off", Packing.OFF, "delayed", Packing.DELAYED),
                "expected 'on', 'off' or 'delayed'");
    }

    private static Path program(Arguments arguments) throws BadValue {
        var word = arguments.text();
        if (!word.startsWith("/")) {
            throw new BadValue("must be a full path: '" + word + "'");
        }
        try {
            var path = Path.of(word);
            var attributes =
                    Files.readAttributes(path, java.nio.file.attribute.BasicFileAttributes.class, new LinkOption[0]);
            if (!attributes.isRegularFile()) {
                throw new BadValue("unable to use '" + word + ": Not a regular file");
            }
            return path;
        } catch (IOException e) {
            throw new BadValue("error checking '" + word + "': " + ErrorText.of(e));
        } catch (InvalidPathException _) {
            throw new BadValue("error checking '" + word + "': Invalid argument");
        }
    }

    private static Optional<Alive> alive(Arguments arguments) throws BadValue {
        int count = arguments.number(
                0, 0, Integer.MAX_VALUE, "max count '" + arguments.text(0) + "' must be equal to or greater than zero");
        int interval = arguments.number(
                1, 0, Integer.MAX_VALUE, "interval '" + arguments.text(1) + "' must be equal to or greater than zero");
        return count == 0 || interval == 0
                ? Optional.empty()
                : Optional.of(new Alive(count, Duration.ofSeconds(interval)));
    }

    private static Match match(Arguments arguments) throws BadValue {
        if (arguments.size() < 3 || arguments.size() % 2 == 0) {
            throw new BadValue("Wrong number of parameters");
        }
        boolean pessimistic = false;
        for (int i = 1; i < arguments.size(); i += 2) {
            if (!arguments.text(i).equals("pessimisticNewkeys")) {
                throw new BadValue(": unknown ProxySFTPServerMatch key: '" + arguments.text(i) + "'");
            }
            pessimistic = Scalars.bool(arguments.text(i + 1));
        }
        return new Match(arguments.regex(0), pessimistic);
    }

    private static VerifyServer verify(Arguments arguments) throws BadValue {
        if (arguments.text().equalsIgnoreCase("log")) {
            return VerifyServer.LOG;
        }
        return arguments.bool() ? VerifyServer.ON : VerifyServer.OFF;
    }
}
