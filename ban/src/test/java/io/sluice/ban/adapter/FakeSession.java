package io.sluice.ban.adapter;

import io.sluice.config.DirectiveSet;
import io.sluice.ftp.Reply;
import io.sluice.module.EndReason;
import io.sluice.module.peers.NewSession;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A session of one server, from any address.
final class FakeSession implements NewSession {
    private final long id;
    private final String address;
    private final Place server;
    private Optional<String> requested = Optional.empty();
    private Optional<String> destination = Optional.empty();
    private Optional<String> user = Optional.empty();
    private Optional<String> clientClass = Optional.empty();

    /// What it was ended with.
    final List<String> farewells = new ArrayList<>();

    record Place(int number, String name, String address, int port, DirectiveSet directives) implements ServerView {}

    FakeSession(long id, String address, Place server) {
        this.id = id;
        this.address = address;
        this.server = server;
    }

    FakeSession asking(String name) {
        requested = Optional.of(name);
        return this;
    }

    FakeSession at(String host) {
        destination = Optional.of("@" + host);
        return this;
    }

    FakeSession loggedInAs(String name) {
        user = Optional.of(name);
        return asking(name);
    }

    FakeSession of(String name) {
        clientClass = Optional.of(name);
        return this;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public InetSocketAddress client() {
        return new InetSocketAddress(InetAddress.ofLiteral(address), 40_000);
    }

    @Override
    public ServerView server() {
        return server;
    }

    @Override
    public Optional<String> requestedUser() {
        return requested.map(name -> name + destination.orElse(""));
    }

    @Override
    public Optional<String> requestedName() {
        return requested;
    }

    @Override
    public Optional<String> user() {
        return user;
    }

    @Override
    public Optional<String> clientClass() {
        return clientClass;
    }

    @Override
    public void end(EndReason reason, Optional<Reply> farewell) {
        farewells.add(reason + ": " + farewell.map(Reply::text).orElse(""));
    }
}
