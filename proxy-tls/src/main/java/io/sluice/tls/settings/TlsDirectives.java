package io.sluice.tls.settings;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Context;
import io.sluice.config.Directive;
import io.sluice.config.Directive.Effect;
import io.sluice.config.Directive.Occurrence;
import io.sluice.module.TlsDemands;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The directives of `mod_tls`, but for those about stores of sessions and responses.
public final class TlsDirectives {
    private static final String NO_SUCH_THING = "the libraries of this gateway have no such thing";

    public static final Directive<Boolean> ENGINE = Directive.of("TLSEngine", Arguments::bool)
            .syntax("on|off")
            .defaultsTo(false, "off")
            .help("Whether clients may use TLS. Files that other directives name are looked at only if it is on.");

    public static final Directive<Optional<Path>> LOG = Directive.of("TLSLog", Paths::unlessNone)
            .syntax("path|none")
            .help("The file that tells of handshakes and why they fail.");

    public static final Directive<Set<TlsOption>> OPTIONS = Directive.of("TLSOptions", TlsOption::parse)
            .takes(1, Integer.MAX_VALUE)
            .occurs(Occurrence.ACCUMULATES)
            .syntax(TlsOption.syntax())
            .help("Departures from the usual. NoSessionReuseRequired admits data connections that do not resume the TLS"
                    + " session of their control connection; UseImplicitSSL begins with the handshake, without AUTH;"
                    + " StdEnvVars and ExportCertData tell logs about the handshake and the certificates;"
                    + " CommonNameRequired, dNSNameRequired and iPAddressRequired want a client's certificate to name"
                    + " the client; AllowPerUser puts TLSRequired off until the user is known. AllowDotLogin has no"
                    + " effect on users of a backend.");

    public static final Directive<TlsDemands> REQUIRED = Directive.of("TLSRequired", Requirement::parse)
            .in(Context.SERVER, Context.VIRTUAL_HOST, Context.GLOBAL, Context.ANONYMOUS, Context.DIRECTORY)
            .syntax("on|off|ctrl|data|!data|ctrl+data|ctrl+!data|auth|auth+data|auth+!data")
            .defaultsTo(TlsDemands.NONE, "off")
            .help("What has to be protected: ctrl all commands, auth those of the login, data the data connections;"
                    + " !data wants them in the clear, and on is both.");

    public static final Directive<InetAddress> MASQUERADE = Directive.of("TLSMasqueradeAddress", TlsDirectives::address)
            .in(Context.SERVER, Context.VIRTUAL_HOST)
            .syntax("address|name")
            .help("The address that clients with a protected control connection are told to connect to for data.");

    /// Those without effect, each told when a file has it.
    private static final List<Directive<?>> UNSUPPORTED = List.of(
            unsupported("TLSCryptoDevice", Context.SERVER),
            unsupported("TLSRandomSeed", Context.SERVER),
            unsupported("TLSServerInfoFile", Context.SERVER, Context.VIRTUAL_HOST, Context.GLOBAL));

    public static final List<Directive<?>> ALL = Stream.of(
                    List.<Directive<?>>of(ENGINE, LOG, OPTIONS, REQUIRED, MASQUERADE),
                    CredentialDirectives.ALL,
                    HandshakeDirectives.ALL,
                    ClientDirectives.ALL,
                    UNSUPPORTED)
            .<Directive<?>>flatMap(List::stream)
            .toList();

    private TlsDirectives() {}

    private static Directive<List<String>> unsupported(String name, Context first, Context... more) {
        return Directive.of(name, arguments -> {
                    arguments.warn("is not supported, ignored");
                    return arguments.all();
                })
                .in(first, more)
                .syntax("word")
                .effect(new Effect.None(NO_SUCH_THING))
                .help("Is accepted and changes nothing.");
    }

    private static InetAddress address(Arguments arguments) throws BadValue {
        try {
            return InetAddress.getByName(arguments.text());
        } catch (UnknownHostException _) {
            throw new BadValue("unable to resolve \"" + arguments.text() + "\"");
        }
    }
}
