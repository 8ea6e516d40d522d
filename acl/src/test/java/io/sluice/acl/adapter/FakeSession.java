package io.sluice.acl.adapter;

import io.sluice.config.DirectiveSet;
import io.sluice.module.SessionView;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// A session that has just been accepted.
final class FakeSession implements SessionView {
    private final InetAddress address;
    private final String name;
    private Optional<String> clientClass = Optional.empty();
    private DirectiveSet classDirectives = DirectiveSet.EMPTY;

    FakeSession(String address, String name) {
        this.address = InetAddress.ofLiteral(address);
        this.name = name;
    }

    @Override
    public long id() {
        return 1;
    }

    @Override
    public Instant started() {
        return Instant.EPOCH;
    }

    @Override
    public InetSocketAddress client() {
        return new InetSocketAddress(address, 40_000);
    }

    @Override
    public InetSocketAddress local() {
        return new InetSocketAddress(address, 21);
    }

    @Override
    public String clientName() {
        return name;
    }

    @Override
    public ServerView server() {
        return new ServerView() {
            @Override
            public String name() {
                return "Test";
            }

            @Override
            public String address() {
                return "192.0.2.1";
            }

            @Override
            public int port() {
                return 21;
            }

            @Override
            public DirectiveSet directives() {
                return DirectiveSet.EMPTY;
            }
        };
    }

    @Override
    public String protocol() {
        return "ftp";
    }

    @Override
    public Optional<String> requestedUser() {
        return Optional.empty();
    }

    @Override
    public Optional<String> user() {
        return Optional.empty();
    }

    @Override
    public Optional<String> group() {
        return Optional.empty();
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

    @Override
    public Map<String, String> notes() {
        return Map.of();
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
