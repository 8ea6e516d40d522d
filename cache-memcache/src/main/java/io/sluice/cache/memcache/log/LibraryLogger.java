package io.sluice.cache.memcache.log;

import java.util.Objects;
import net.spy.memcached.compat.log.AbstractLogger;
import net.spy.memcached.compat.log.Level;
import org.jspecify.annotations.Nullable;

/// What the library of memcached has to say, for the debug log. The library puts whole keys into its lines: only the
/// sentences are kept, and what stands for a key or a value in them is left out. What matters to people is told by the
/// store itself.
public final class LibraryLogger extends AbstractLogger {
    private static final System.Logger LOG = System.getLogger("io.sluice.cache.memcache");

    /// The logger of a class of the library, which makes it by reflection.
    public LibraryLogger(String name) {
        super(name);
    }

    @Override
    public boolean isTraceEnabled() {
        return false;
    }

    @Override
    public boolean isDebugEnabled() {
        return false;
    }

    @Override
    public boolean isInfoEnabled() {
        return false;
    }

    @Override
    public void warn(String message, Object... arguments) {
        say(message);
    }

    @Override
    public void error(String message, Object... arguments) {
        say(message);
    }

    @Override
    public void fatal(String message, Object... arguments) {
        say(message);
    }

    @Override
    public void log(@Nullable Level level, @Nullable Object message, @Nullable Throwable failure) {
        if (failure != null && level != Level.DEBUG && level != Level.TRACE && level != Level.INFO) {
            say(failure.getClass().getName());
        }
    }

    private void say(String words) {
        LOG.log(System.Logger.Level.DEBUG, () -> Objects.requireNonNull(getName()) + ": " + words);
    }
}
