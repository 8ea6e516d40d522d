package io.sluice.module.peers;

import io.sluice.config.DirectiveSet;
import io.sluice.module.SessionView;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// A session over FTP that has just been accepted, from and at addresses of documentation, without a class.
public interface NewSession extends SessionView {

    @Override
    default long id() {
        return 1;
    }

    @Override
    default Instant started() {
        return Instant.EPOCH;
    }

    @Override
    default InetSocketAddress client() {
        return new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 50000);
    }

    @Override
    default InetSocketAddress local() {
        return new InetSocketAddress(InetAddress.ofLiteral("192.0.2.2"), 21);
    }

    @Override
    default String clientName() {
        return "192.0.2.1";
    }

    @Override
    default ServerView server() {
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
    default String protocol() {
        return "ftp";
    }

    @Override
    default Optional<String> requestedUser() {
        return Optional.empty();
    }

    @Override
    default Optional<String> user() {
        return Optional.empty();
    }

    @Override
    default Optional<String> group() {
        return Optional.empty();
    }

    @Override
    default Optional<String> clientClass() {
        return Optional.empty();
    }

    @Override
    default void assignClass(String assigned) {}

    @Override
    default Map<String, String> notes() {
        return Map.of();
    }

    @Override
    default long bytesIn() {
        return 0;
    }

    @Override
    default long bytesOut() {
        return 0;
    }

    @Override
    default Optional<String> directory() {
        return Optional.empty();
    }
}
