package io.sluice.acl.adapter;

import io.sluice.acl.Client;
import io.sluice.config.Setting;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import java.net.Inet6Address;
import java.util.List;
import java.util.Optional;

/// Lists of `mod_dnsbl` decide who may connect.
record DnsListFilter(DnsListings listings, AccessLogs logs) implements SessionFilter {

    @Override
    public Phase phase() {
        return Phase.ACCESS;
    }

    @Override
    public String module() {
        return "mod_dnsbl";
    }

    @Override
    public Decision connected(SessionView session) {
        var server = session.server().directives();
        var policy = server.setting(DnsListDirectives.POLICY);
        if (!server.get(DnsListDirectives.ENGINE) || policy.isEmpty()) {
            return Decision.PERMIT;
        }
        var log = logs.of(server.find(DnsListDirectives.LOG).flatMap(file -> file));
        var address = Client.of(session.client().getAddress()).address();
        var text = address.getHostAddress();
        boolean alsoIpv6 = server.settings(DnsListDirectives.OPTIONS).stream()
                .anyMatch(setting -> setting.value().contains(DnsListDirectives.Option.IPV6));
        if (address instanceof Inet6Address && !alsoIpv6) {
            log.log("client address '" + text + "' is an IPv6 address, skipping");
            return Decision.PERMIT;
        }
        var domains = server.settings(DnsListDirectives.DOMAIN).stream()
                .map(Setting::value)
                .toList();
        var listed = listings.first(address, domains, log::log);
        listed.ifPresent(found -> log.refusal("client address '" + text + "' is listed by '" + found.domain() + "'"
                + found.reason().map(reason -> ": " + reason).orElse("")));
        var why = listed.map(found -> "listed by " + found.domain()).orElse("not listed");
        if (policy.get().value().admits(listed.isPresent())) {
            return new Decision.Permit(List.of(Decision.Step.of("dnsbl: " + why)));
        }
        var found = "client not allowed by DNSBLPolicy, rejecting connection";
        log.refusal(found);
        return new Decision.Disconnect(
                Optional.empty(),
                EndReason.of(EndReason.Kind.MODULE_POLICY),
                List.of(Decision.Step.of(found, policy.get().position()), Decision.Step.of(why)));
    }
}
