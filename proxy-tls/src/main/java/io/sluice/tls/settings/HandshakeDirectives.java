package io.sluice.tls.settings;

import io.sluice.config.Arguments;
import io.sluice.config.Context;
import io.sluice.config.Directive;
import io.sluice.config.Directive.Effect;
import io.sluice.config.Directive.Occurrence;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// The directives that say what a handshake may agree on.
final class HandshakeDirectives {
    static final Directive<Set<TlsVersion>> PROTOCOL = Directive.of("TLSProtocol", TlsVersion::parse)
            .takes(0, Integer.MAX_VALUE)
            .syntax("version …|ALL ±version …")
            .defaultsTo(Set.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3), "TLSv1.2 TLSv1.3")
            .help("The versions that are offered, exactly those: TLSv1, TLSv1.1, TLSv1.2, TLSv1.3, or SSLv23 for all."
                    + " After ALL, versions are put in with + and taken out with -.");

    static final Directive<CipherChoice> CIPHER_SUITE = Directive.of("TLSCipherSuite", CipherChoice::parse)
            .takes(1, 2)
            .occurs(Occurrence.ACCUMULATES)
            .syntax("[TLSv1.3] list")
            .help(
                    "The cipher suites that are offered, as a list in the language of OpenSSL; behind the word TLSv1.3 the"
                            + " names of suites of TLS 1.3. May be written once for each. Without it"
                            + " " + CipherChoice.DEFAULT_LIST + ", and all of TLS 1.3.");

    static final Directive<Boolean> SERVER_PREFERENCE = Directive.of("TLSServerCipherPreference", Arguments::bool)
            .syntax("on|off")
            .defaultsTo(true, "on")
            .help("Whether the order of the server's suites counts, instead of that of the client's.");

    static final Directive<List<NamedGroup>> CURVE = Directive.of("TLSECDHCurve", NamedGroup::parse)
            .syntax("curve[:curve…]|auto")
            .defaultsTo(List.of(), "auto")
            .help(
                    "The groups in which keys are agreed on, the preferred one first: P-256, P-384, P-521, X25519, X448.");

    static final Directive<Boolean> NEXT_PROTOCOL = Directive.of("TLSNextProtocol", Arguments::bool)
            .syntax("on|off")
            .defaultsTo(true, "on")
            .help("Whether ftp is chosen of the protocols that a client lists in its hello (ALPN). One that lists only"
                    + " others is served all the same.");

    static final Directive<Boolean> TICKETS = Directive.of("TLSSessionTickets", Arguments::bool)
            .syntax("on|off")
            .defaultsTo(false, "off")
            .effect(new Effect.Differs(
                    "without OpenSSL 3 on the machine, clients of TLS 1.2 get tickets in any case; they open in the"
                            + " session that issued them and in no other"))
            .help(
                    "Whether sessions are resumed by tickets that hold all of a session, so that TLSSessionCache need not."
                            + " Clients of TLS 1.3 get tickets in any case; when this is off, they are names of sessions in"
                            + " the cache. Where the cache is a shared store, so are the keys of tickets.");

    static final Directive<TicketKeyLimits> TICKET_KEYS = Directive.of("TLSSessionTicketKeys", TicketKeyLimits::parse)
            .in(Context.SERVER)
            .takes(2, 4)
            .syntax("[age seconds] [count n]")
            .defaultsTo(TicketKeyLimits.STANDARD, "age 12h count 25")
            .help("For how long, and how many, keys of session tickets are kept. Of use with TLSSessionTickets on.");

    static final Directive<Duration> TIMEOUT = Directive.of("TLSTimeoutHandshake", Arguments::duration)
            .syntax("duration")
            .defaultsTo(Duration.ofMinutes(5), "5m")
            .help("How long a handshake may take; 0 is without limit.");

    static final Directive<Renegotiation> RENEGOTIATE = Directive.of("TLSRenegotiate", Renegotiation::parse)
            .takes(1, 8)
            .syntax("none|[ctrl seconds] [data KiB] [timeout seconds] [required on|off]")
            .defaultsTo(Renegotiation.NONE, "none")
            .effect(new Effect.Differs(
                    "by OpenSSL 3 alone, and in TLS 1.3 alone; no session ends for want of an answer"))
            .help("When keys are changed: those of control connections by time, with the next reply, and ours on data"
                    + " connections by volume. Those of uploads are the client's to change.");

    static final List<Directive<?>> ALL = List.of(
            PROTOCOL,
            CIPHER_SUITE,
            SERVER_PREFERENCE,
            CURVE,
            NEXT_PROTOCOL,
            TICKETS,
            TICKET_KEYS,
            TIMEOUT,
            RENEGOTIATE);

    private HandshakeDirectives() {}
}
