package io.sluice.session.peers;

import io.sluice.config.DirectiveSet;
import io.sluice.module.SessionView;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A session of a client that has said its name and nothing else, with notes and environment as a test sets them.
///
/// @param name wire text
public record NamedClient(String name, Map<String, String> notes, Map<String, String> environment)
        implements SessionView {

    public NamedClient(String name) {
        this(name, new HashMap<>(), new HashMap<>());
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
        return new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 50000);
    }

    @Override
    public InetSocketAddress local() {
        return new InetSocketAddress(InetAddress.ofLiteral("192.0.2.2"), 21);
    }

    @Override
    public String clientName() {
        return "192.0.2.1";
    }

    @Override
    public ServerView server() {
        return new ServerView() {
            @Override
            public String name() {
                return "test";
            }

            @Override
            public String address() {
                return "192.0.2.2";
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
        return Optional.of(name);
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
        return Optional.empty();
    }

    @Override
    public void assignClass(String assigned) {}

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
