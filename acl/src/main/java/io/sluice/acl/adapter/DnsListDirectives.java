package io.sluice.acl.adapter;

import io.sluice.acl.DnsLists;
import io.sluice.acl.DnsLists.Policy;
import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import io.sluice.config.Directive.Effect;
import io.sluice.config.Directive.Occurrence;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The directives of `mod_dnsbl`.
final class DnsListDirectives {

    enum Option {
        IPV6
    }

    static final Directive<Boolean> ENGINE = Directive.of("DNSBLEngine", DnsListDirectives::engine)
            .syntax("on|off")
            .defaultsTo(false, "off")
            .help("Whether lists in the DNS decide who may connect.");

    static final Directive<String> DOMAIN = Directive.of("DNSBLDomain", DnsListDirectives::domain)
            .occurs(Occurrence.ACCUMULATES)
            .syntax("domain")
            .help("A list: a client is on it if the DNS has an address within 127.0.0.0/8 for the client's, written"
                    + " backwards, below the domain. All lists are asked at once, for 3 seconds at most; one that does"
                    + " not answer lists nobody.");

    static final Directive<Policy> POLICY = Directive.of("DNSBLPolicy", DnsListDirectives::policy)
            .takes(1, 2)
            .syntax("allow,deny|deny,allow")
            .effect(new Effect.Differs("has no default: it must stand where DNSBLEngine is on"))
            .help("allow,deny: who is listed is refused. deny,allow: only who is listed is admitted.");

    static final Directive<Set<Option>> OPTIONS = Directive.of(
                    "DNSBLOptions", arguments -> arguments.options("DNSBL", Map.of("IPv6", Option.IPV6)))
            .takes(1, Integer.MAX_VALUE)
            .occurs(Occurrence.ACCUMULATES)
            .syntax("IPv6")
            .help("IPv6: clients with IPv6 addresses are looked up too; without it they are admitted unasked.");

    static final Directive<Optional<Path>> LOG = Directive.of("DNSBLLog", DnsListDirectives::log)
            .syntax("path|none")
            .help("The file that tells who was listed where, and for what reason.");

    static final List<Directive<?>> ALL = List.of(ENGINE, DOMAIN, POLICY, OPTIONS, LOG);

    private DnsListDirectives() {}

    private static boolean engine(Arguments arguments) throws BadValue {
        return Scalars.engine(arguments, "expected Boolean parameter");
    }

    private static String domain(Arguments arguments) throws BadValue {
        return DnsLists.domain(arguments.text())
                .orElseThrow(() -> new BadValue("expected a domain, not '" + arguments.text() + "'"));
    }

    private static Policy policy(Arguments arguments) throws BadValue {
        var words = String.join("", arguments.all());
        return Scalars.choice(
                words,
                Map.of("allow,deny", Policy.ALLOW_DENY, "deny,allow", Policy.DENY_ALLOW),
                ": '" + words + "' is not one of the approved DNSBLPolicy settings");
    }

    private static Optional<Path> log(Arguments arguments) throws BadValue {
        try {
            return WrapDirectives.log(arguments);
        } catch (BadValue _) {
            throw new BadValue(": " + arguments.text() + " is not a valid path");
        }
    }
}
