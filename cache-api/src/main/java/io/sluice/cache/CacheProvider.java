package io.sluice.cache;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// A kind of store, such as `redis`, found by [java.util.ServiceLoader]: `provides io.sluice.cache.CacheProvider with
/// …` in the module descriptor, and the same in `META-INF/services` for the class path.
///
/// Implementations have a public no-argument constructor that does nothing; every method may be called from any thread.
public interface CacheProvider {

    /// What configurations call it: `[a-z][a-z0-9_-]{0,31}`, and no other provider's name. In
    /// `TLSSessionCache shm:/file=/run/tls` it stands before the colon.
    String name();

    /// The directives it is configured by, each of which no other provider may have.
    default List<Option<?>> options() {
        return List.of();
    }

    /// The modules of the reference this provider stands for, such as `mod_redis.c`: what `LoadModule` and `<IfModule>`
    /// name.
    default List<String> standsFor() {
        return List.of();
    }

    /// The directives by which its stores are told what to keep of sessions, if they keep a [CacheEventLog].
    default Optional<EventLogOptions> eventLog() {
        return Optional.empty();
    }

    /// Opens a store. Called at start and at every reload, once for each group of consumers with equal settings, on a
    /// thread that may wait for one second: a store that cannot be reached by then is no failure but is returned
    /// [DOWN][CacheStore.State#DOWN] and gets up by itself. A store may also connect no earlier than its first use.
    /// Settings are equal where the values of all options are, by `equals`, and so are the use and the text.
    ///
    /// @throws CacheException of kind [ARGUMENT][CacheException.Kind#ARGUMENT] where the settings cannot be used,
    ///     whatever the state of the world; [UNAVAILABLE][CacheException.Kind#UNAVAILABLE] or
    ///     [REFUSED][CacheException.Kind#REFUSED] where this machine does not give what a local store needs, such as a
    ///     file that can be created. The gateway then warns with the message and goes on without the store, but
    ///     `ProxyDatastore` takes `ARGUMENT` for an error of the configuration. Anything else that is thrown is taken
    ///     for `UNAVAILABLE`
    CacheStore open(CacheSettings settings) throws CacheException;

    /// Providers by name, in their order.
    ///
    /// @throws CacheException of kind `ARGUMENT` where a name is malformed, or two providers have the same name or
    /// declare
    ///     an option of the same name: the message has the names of their classes
    static SequencedMap<String, CacheProvider> byName(Iterable<? extends CacheProvider> providers)
            throws CacheException {
        var byName = new LinkedHashMap<String, CacheProvider>();
        var owners = new LinkedHashMap<String, CacheProvider>();
        for (CacheProvider provider : providers) {
            if (!provider.name().matches("[a-z][a-z0-9_-]{0,31}")) {
                throw new CacheException(
                        CacheException.Kind.ARGUMENT,
                        "cache provider " + provider.getClass().getName() + " has the name '" + provider.name()
                                + "'; expected a lower-case letter and up to 31 of a-z 0-9 _ -");
            }
            claim(byName, provider.name(), provider, "the name '" + provider.name() + "'");
            for (Option<?> option : provider.options()) {
                claim(owners, option.key(), provider, "the option " + option.name());
            }
        }
        return byName;
    }

    private static void claim(Map<String, CacheProvider> claims, String key, CacheProvider provider, String what)
            throws CacheException {
        CacheProvider other = claims.putIfAbsent(key, provider);
        if (other != null) {
            throw new CacheException(
                    CacheException.Kind.ARGUMENT,
                    "cache providers " + other.getClass().getName() + " and "
                            + provider.getClass().getName() + " both have " + what);
        }
    }
}
