package io.sluice.filter;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Position;
import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.module.CommandOutcome;
import io.sluice.module.SessionView;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// A session in memory, made of what a test says and plain values for the rest.
record FakeSession(
        long id, String host, Optional<String> user, Optional<String> clientClass, String protocol, ServerView server)
        implements SessionView {
    private static final AtomicLong NEXT = new AtomicLong(1);

    static FakeSession on(DirectiveSet directives) {
        return new FakeSession(
                NEXT.getAndIncrement(),
                "192.0.2.1",
                Optional.empty(),
                Optional.empty(),
                "ftp",
                new FakeServer("192.0.2.200", 21, directives));
    }

    FakeSession from(String otherHost) {
        return new FakeSession(id, otherHost, user, clientClass, protocol, server);
    }

    FakeSession as(String name) {
        return new FakeSession(id, host, Optional.of(name), clientClass, protocol, server);
    }

    FakeSession of(String className) {
        return new FakeSession(id, host, user, Optional.of(className), protocol, server);
    }

    FakeSession over(String otherProtocol) {
        return new FakeSession(id, host, user, clientClass, otherProtocol, server);
    }

    FakeSession onPort(int port) {
        return new FakeSession(
                id, host, user, clientClass, protocol, new FakeServer("192.0.2.200", port, server.directives()));
    }

    record FakeServer(String address, int port, DirectiveSet directives) implements ServerView {
        @Override
        public String name() {
            return "Example";
        }
    }

    /// The directives of a server, written as in a file: the words of each line in an array.
    static final class Directives {
        private final DirectiveSet.Builder builder = new DirectiveSet.Builder();

        <T> Directives with(Directive<T> directive, String... words) {
            try {
                builder.put(directive, value(directive, words));
            } catch (BadValue e) {
                throw new IllegalArgumentException(e);
            }
            return this;
        }

        FakeSession session() {
            return FakeSession.on(builder.build());
        }
    }

    static <T> Directives with(Directive<T> directive, String... words) {
        return new Directives().with(directive, words);
    }

    static <T> T value(Directive<T> directive, String... words) throws BadValue {
        return directive.parser().parse(new Arguments(List.of(words), Position.CODE));
    }

    static CommandOutcome outcome(Command command, Reply reply) {
        return new CommandOutcome(
                command, Optional.of(reply), Instant.EPOCH, Duration.ZERO, Optional.empty(), Optional.empty());
    }

    @Override
    public Instant started() {
        return Instant.EPOCH;
    }

    @Override
    public InetSocketAddress client() {
        return new InetSocketAddress(InetAddress.ofLiteral(host), 40000);
    }

    @Override
    public InetSocketAddress local() {
        return new InetSocketAddress(InetAddress.ofLiteral("192.0.2.200"), 21);
    }

    @Override
    public String clientName() {
        return host;
    }

    @Override
    public Optional<String> requestedUser() {
        return user;
    }

    @Override
    public Optional<String> group() {
        return Optional.empty();
    }

    @Override
    public void assignClass(String name) {
        throw new UnsupportedOperationException(name);
    }

    @Override
    public Map<String, String> notes() {
        return new ConcurrentHashMap<>();
    }

    @Override
    public long bytesIn() {
        return 512;
    }

    @Override
    public long bytesOut() {
        return 1024;
    }

    @Override
    public Optional<String> directory() {
        return Optional.of("/pub");
    }
}
