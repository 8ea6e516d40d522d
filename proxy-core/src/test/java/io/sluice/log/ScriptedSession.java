package io.sluice.log;

import io.sluice.config.DirectiveSet;
import io.sluice.module.Refusal;
import io.sluice.module.SessionView;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// A session whose facts a test sets as it likes.
final class ScriptedSession implements SessionView {
    long id = 123;
    DirectiveSet directives = DirectiveSet.EMPTY;
    String protocol = "ftp";
    String clientName = "client.example";
    Optional<String> requestedUser = Optional.empty();
    Optional<String> user = Optional.empty();
    Optional<String> group = Optional.empty();
    Optional<String> anonymousPassword = Optional.empty();
    Optional<String> clientClass = Optional.empty();
    Optional<String> directory = Optional.empty();
    Instant started = LogFixtures.NOW.minusSeconds(5);
    long bytesIn = 100;
    long bytesOut = 200;
    Optional<Refusal> refusedBy = Optional.empty();
    Optional<Optional<String>> identity = Optional.empty();
    final Map<String, String> notes = new ConcurrentHashMap<>();
    final Map<String, String> environment = new ConcurrentHashMap<>();

    static ScriptedSession of(DirectiveSet directives) {
        var session = new ScriptedSession();
        session.directives = directives;
        return session;
    }

    static InetSocketAddress address(String ip, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(ip), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public Instant started() {
        return started;
    }

    @Override
    public InetSocketAddress client() {
        return address("192.0.2.7", 50123);
    }

    @Override
    public InetSocketAddress local() {
        return address("198.51.100.1", 21);
    }

    @Override
    public String clientName() {
        return clientName;
    }

    @Override
    public ServerView server() {
        return new ServerView() {
            @Override
            public String name() {
                return "Example FTP";
            }

            @Override
            public String address() {
                return "198.51.100.1";
            }

            @Override
            public int port() {
                return 2121;
            }

            @Override
            public DirectiveSet directives() {
                return directives;
            }
        };
    }

    @Override
    public String protocol() {
        return protocol;
    }

    @Override
    public Optional<String> requestedUser() {
        return requestedUser;
    }

    @Override
    public Optional<String> user() {
        return user;
    }

    @Override
    public Optional<String> group() {
        return group;
    }

    @Override
    public Optional<String> anonymousPassword() {
        return anonymousPassword;
    }

    @Override
    public Optional<String> clientClass() {
        return clientClass;
    }

    @Override
    public void assignClass(String name) {
        clientClass = Optional.of(name);
    }

    @Override
    public Map<String, String> notes() {
        return notes;
    }

    @Override
    public long bytesIn() {
        return bytesIn;
    }

    @Override
    public long bytesOut() {
        return bytesOut;
    }

    @Override
    public Optional<String> directory() {
        return directory;
    }

    @Override
    public Optional<Optional<String>> identity() {
        return identity;
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public Optional<Refusal> refusedBy() {
        return refusedBy;
    }
}
