package io.sluice.acl.adapter;

import io.sluice.config.DirectiveSet;
import io.sluice.module.peers.NewSession;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/// A session that has just been accepted, and is given its class.
final class FakeSession implements NewSession {
    private final InetAddress address;
    private final String name;
    private Optional<String> clientClass = Optional.empty();
    private DirectiveSet classDirectives = DirectiveSet.EMPTY;

    FakeSession(String address, String name) {
        this.address = InetAddress.ofLiteral(address);
        this.name = name;
    }

    @Override
    public InetSocketAddress client() {
        return new InetSocketAddress(address, 40_000);
    }

    @Override
    public String clientName() {
        return name;
    }

    @Override
    public Optional<String> clientClass() {
        return clientClass;
    }

    @Override
    public void assignClass(String className) {
        assignClass(className, DirectiveSet.EMPTY);
    }

    @Override
    public void assignClass(String className, DirectiveSet directives) {
        clientClass = Optional.of(className);
        classDirectives = directives;
    }

    @Override
    public DirectiveSet classDirectives() {
        return classDirectives;
    }
}
