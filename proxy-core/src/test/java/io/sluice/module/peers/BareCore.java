package io.sluice.module.peers;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheStore;
import io.sluice.config.DirectiveSet;
import io.sluice.ftp.Reply;
import io.sluice.module.CoreServices;
import io.sluice.module.EndReason;
import io.sluice.module.ServerEvent;
import io.sluice.module.SessionView;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// A core that has nothing to lend, and takes notice of nothing.
public interface BareCore extends CoreServices {

    @Override
    default Collections collections(DirectiveSet server) {
        throw new AssertionError("nobody asks for lists");
    }

    @Override
    default CacheStore store(String type, CacheSettings.Use use, String info, DirectiveSet server)
            throws CacheException {
        throw new CacheException(Kind.UNSUPPORTED, "no loaded module has it");
    }

    @Override
    default Query query(DirectiveSet server, String name) {
        return new Query.Missing();
    }

    @Override
    default Answers<InetAddress> hostRecords(String name) {
        return new Answers<>(List.of(), Duration.ZERO);
    }

    @Override
    default Answers<String> texts(String name) {
        return new Answers<>(List.of(), Duration.ZERO);
    }

    @Override
    default Optional<String> recordedName(InetAddress address) {
        return Optional.empty();
    }

    @Override
    default Journal journal(String directive, String module, Path file, DirectiveSet server) {
        return Journal.NONE;
    }

    @Override
    default void trace(String channel, int level, Supplier<String> text) {}

    @Override
    default void notice(String text) {}

    @Override
    default void raise(ServerEvent event) {}

    @Override
    default int end(Predicate<SessionView> which, EndReason reason, Optional<Reply> farewell) {
        return 0;
    }

    @Override
    default List<InetAddress> addresses(String name) {
        return List.of();
    }

    @Override
    default OptionalInt serverAt(InetSocketAddress place) {
        return OptionalInt.empty();
    }

    @Override
    default Optional<SessionView.ServerView> server(int number) {
        return Optional.empty();
    }
}
