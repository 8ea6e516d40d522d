package io.sluice.acl.adapter;

import io.sluice.acl.Client;
import io.sluice.acl.DnsLists.Policy;
import io.sluice.config.Setting;
import io.sluice.module.CoreServices;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import io.sluice.module.Explanation;
import io.sluice.module.Explanation.Moment;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Lists of `mod_dnsbl` decide who may connect.
record DnsListFilter(DnsListings listings, CoreServices core, AccessLogs logs) implements SessionFilter {

    @Override
    public Phase phase() {
        return Phase.ACCESS;
    }

    @Override
    public String module() {
        return "mod_dnsbl";
    }

    /// What the lists say of a client, and what follows.
    private record Answer(Optional<DnsListings.Listed> listed, Setting<Policy> policy) {
        boolean admits() {
            return policy.value().admits(listed.isPresent());
        }

        String words() {
            return listed.map(found -> "listed by " + found.domain()).orElse("not listed");
        }
    }

    @Override
    public Decision connected(SessionView session) {
        var server = session.server().directives();
        var log = logs.of(server.find(DnsListDirectives.LOG).flatMap(file -> file));
        var answer = ask(session, log::log);
        if (answer.isEmpty()) {
            return Decision.PERMIT;
        }
        answer.get()
                .listed()
                .ifPresent(found -> log.refusal("client address '" + text(session) + "' is listed by '"
                        + found.domain() + "'"
                        + found.reason().map(reason -> ": " + reason).orElse("")));
        if (answer.get().admits()) {
            return new Decision.Permit(
                    List.of(Decision.Step.of("dnsbl: " + answer.get().words())));
        }
        var found = "client not allowed by DNSBLPolicy, rejecting connection";
        log.refusal(found);
        return new Decision.Disconnect(
                Optional.empty(),
                EndReason.of(EndReason.Kind.MODULE_POLICY),
                List.of(
                        Decision.Step.of(found, answer.get().policy().position()),
                        Decision.Step.of(answer.get().words())));
    }

    @Override
    public Optional<Explanation> explain(SessionView supposed, Moment moment) {
        if (!(moment instanceof Moment.Connect(var asksLists))) {
            return Optional.empty();
        }
        if (!asksLists) {
            return policy(supposed).map(_ -> new Explanation("dnsbl", false, "not asked", List.of()));
        }
        return ask(supposed, _ -> {})
                .map(answer -> new Explanation(
                        "dnsbl",
                        !answer.admits(),
                        answer.words() + (answer.admits() ? ", allowed" : ", refused"),
                        List.of(Decision.Step.of("DNSBLPolicy", answer.policy().position()))));
    }

    /// The policy of a server whose lists are asked.
    private static Optional<Setting<Policy>> policy(SessionView session) {
        var server = session.server().directives();
        return server.get(DnsListDirectives.ENGINE) ? server.setting(DnsListDirectives.POLICY) : Optional.empty();
    }

    /// Asks the lists, where there is a policy and the client can be listed.
    ///
    /// @param log gets what keeps a list from being asked
    private Optional<Answer> ask(SessionView session, Consumer<String> log) {
        var server = session.server().directives();
        var policy = policy(session);
        if (policy.isEmpty()) {
            return Optional.empty();
        }
        var address = address(session);
        boolean alsoIpv6 = server.settings(DnsListDirectives.OPTIONS).stream()
                .anyMatch(setting -> setting.value().contains(DnsListDirectives.Option.IPV6));
        if (address instanceof Inet6Address && !alsoIpv6) {
            log.accept("client address '" + text(session) + "' is an IPv6 address, skipping");
            return Optional.empty();
        }
        var domains = server.settings(DnsListDirectives.DOMAIN).stream()
                .map(Setting::value)
                .toList();
        var listed = listings.first(address, domains, log);
        core.trace("dnsbl", 8, () -> "asked " + domains + " about " + text(session) + ": " + listed);
        return Optional.of(new Answer(listed, policy.get()));
    }

    private static InetAddress address(SessionView session) {
        return Client.of(session.client().getAddress()).address();
    }

    private static String text(SessionView session) {
        return address(session).getHostAddress();
    }
}
