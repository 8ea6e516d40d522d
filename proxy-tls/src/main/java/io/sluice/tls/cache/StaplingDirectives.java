package io.sluice.tls.cache;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// The directives of stapling.
public final class StaplingDirectives {
    public static final Directive<Boolean> STAPLING = Directive.of("TLSStapling", Arguments::bool)
            .syntax("on|off")
            .help("Whether the OCSP response to the server's certificate is sent in the handshake to clients that want"
                    + " it. On where TLSStaplingCache names a cache, unless this says otherwise.");

    public static final Directive<Set<StaplingOption>> OPTIONS = Directive.of(
                    "TLSStaplingOptions", arguments -> arguments.options("TLSStapling", StaplingOption.BY_WORD))
            .takes(1, Integer.MAX_VALUE)
            .syntax("NoFakeTryLater NoNonce NoVerify")
            .occurs(Directive.Occurrence.ACCUMULATES)
            .help("NoFakeTryLater sends nothing where the responder gives no response, NoNonce asks without a nonce,"
                    + " NoVerify does not check responses.");

    public static final Directive<URI> RESPONDER = Directive.of("TLSStaplingResponder", StaplingDirectives::url)
            .syntax("url")
            .help("The OCSP responder to ask, instead of the one that the certificate names.");

    public static final Directive<Duration> TIMEOUT = Directive.of("TLSStaplingTimeout", StaplingDirectives::timeout)
            .syntax("seconds")
            .defaultsTo(Duration.ofSeconds(10), "10")
            .help("How long the OCSP responder may take. No handshake waits for it: where there is no response that is"
                    + " still good, clients are told to try later.");

    private StaplingDirectives() {}

    /// All of them.
    public static List<Directive<?>> all() {
        return List.of(STAPLING, OPTIONS, RESPONDER, TIMEOUT);
    }

    private static URI url(Arguments arguments) throws BadValue {
        var word = arguments.text();
        try {
            var url = new URI(word);
            if (url.getScheme() == null || !List.of("http", "https").contains(url.getScheme())) {
                throw bad(word, "expected http:// or https://");
            }
            if (url.getHost() == null) {
                throw bad(word, "it names no host");
            }
            return url;
        } catch (URISyntaxException e) {
            throw bad(word, e.getReason());
        }
    }

    private static BadValue bad(String url, String why) {
        return new BadValue("error parsing URL '" + url + "': " + why);
    }

    private static Duration timeout(Arguments arguments) throws BadValue {
        var timeout = arguments.duration();
        if (timeout.isZero()) {
            throw new BadValue("timeout must be greater than zero", "; seen: '" + arguments.text() + "'");
        }
        return timeout;
    }
}
