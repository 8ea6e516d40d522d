package io.sluice.server;

import io.sluice.config.DirectiveSet;
import io.sluice.module.Overlay;
import io.sluice.module.SessionView;
import io.sluice.module.Supposition;
import io.sluice.net.Addresses;
import io.sluice.net.HostNames;
import io.sluice.session.VirtualHost;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A session that nobody has opened.
final class SupposedSession implements SessionView {
    private final Supposition supposition;
    private final HostNames names;
    private final Instant started = Instant.now();
    private final Map<String, String> notes = new HashMap<>();
    private Optional<String> clientClass = Optional.empty();
    private DirectiveSet classDirectives = DirectiveSet.EMPTY;
    private VirtualHost host;
    private List<Overlay> overlays = List.of();
    private boolean loggedIn;

    SupposedSession(Supposition supposition, VirtualHost host, HostNames names) {
        this.supposition = supposition;
        this.host = host;
        this.names = names;
    }

    VirtualHost host() {
        return host;
    }

    void loggedIn() {
        loggedIn = true;
    }

    @Override
    public long id() {
        return 0;
    }

    @Override
    public Instant started() {
        return started;
    }

    @Override
    public InetSocketAddress client() {
        return new InetSocketAddress(Addresses.plain(supposition.from()), 0);
    }

    @Override
    public InetSocketAddress local() {
        return supposition.server().orElseGet(() -> new InetSocketAddress(supposition.from(), host.port()));
    }

    @Override
    public String clientName() {
        return supposition
                .name()
                .or(() -> names.name(client().getAddress()))
                .orElseGet(() -> Addresses.text(client().getAddress()));
    }

    @Override
    public ServerView server() {
        return host;
    }

    @Override
    public String protocol() {
        return "ftp";
    }

    @Override
    public Optional<String> requestedUser() {
        return supposition.user();
    }

    @Override
    public Optional<String> user() {
        return loggedIn ? supposition.user() : Optional.empty();
    }

    @Override
    public Optional<String> group() {
        return groups().flatMap(all -> all.stream().findFirst());
    }

    @Override
    public Optional<List<String>> groups() {
        return supposition.groups();
    }

    @Override
    public Optional<String> clientClass() {
        return clientClass;
    }

    @Override
    public List<Overlay> overlays() {
        return overlays;
    }

    @Override
    public void overlay(List<Overlay> those) {
        host = host.overlaying().with(those);
        overlays = List.copyOf(those);
    }

    @Override
    public Optional<List<String>> groupsInAccounts(String name) {
        return host.overlaying().groupsOf(name, host.directives());
    }

    @Override
    public void assignClass(String name) {
        assignClass(name, DirectiveSet.EMPTY);
    }

    @Override
    public void assignClass(String name, DirectiveSet directives) {
        clientClass = Optional.of(name);
        classDirectives = directives;
    }

    @Override
    public DirectiveSet classDirectives() {
        return classDirectives;
    }

    @Override
    public Map<String, String> notes() {
        return notes;
    }

    @Override
    public long bytesIn() {
        return 0;
    }

    @Override
    public long bytesOut() {
        return 0;
    }

    @Override
    public Optional<String> directory() {
        return Optional.empty();
    }
}
