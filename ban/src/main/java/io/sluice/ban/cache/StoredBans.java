package io.sluice.ban.cache;

import io.sluice.ban.Ban;
import io.sluice.ban.BanType;
import io.sluice.ban.SharedBans;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Entry;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// Bans that are shared through Redis or memcached with instances of ours and with mod_ban, as one server is configured
/// for it.
///
/// Sessions wait for half a second at most for all they ask in [one phase][Waits#inOnePhase], and a store that fails is
/// left alone by everybody until it answers again; meanwhile nobody is banned by it. Bans and removals that it missed
/// are told then, and what an emptied store has lost of this instance is written again.
public final class StoredBans implements SharedBans, AutoCloseable {
    private static final int FAILURES = 3;
    private static final int PURGES = 3;

    private final BanStores.Use use;
    private final BanStore bans;
    private final Options options;
    private final BanCacheLog log;
    private final InstantSource clock;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    /// What `BanCache` and `BanCacheOptions` say.
    ///
    /// @param matchesServer whether entries of other addresses and ports are ignored (`MatchServer`)
    /// @param usesJson whether entries of memcached are JSON (`UseJSON`); those of Redis always are
    public record Options(Driver driver, boolean matchesServer, boolean usesJson) {}

    private StoredBans(BanStores.Use use, Options options, BanCacheLog log, InstantSource clock) {
        this.use = use;
        this.bans = use.bans();
        this.options = options;
        this.log = log;
        this.clock = clock;
    }

    /// The shared bans in a store. Connects to nothing.
    ///
    /// @param store of [Driver#provider()]; it is not closed together with these
    public static StoredBans in(CacheStore store, Options options, BanCacheLog log, InstantSource clock)
            throws CacheException {
        if (options.driver() == Driver.REDIS && !options.usesJson()) {
            log.line("using JSON for Redis caching");
        }
        return new StoredBans(
                BanStores.use(store, options.driver().format(options.usesJson()), clock), options, log, clock);
    }

    @Override
    public Optional<Ban> find(BanType type, String name, InetSocketAddress local) {
        try {
            var found = bans.find(type, name, this::lost);
            return found.isPresent() ? read(type, name, found.get(), local) : Optional.empty();
        } catch (CacheException e) {
            log.trace(FAILURES, () -> "unable to find " + entry(type, name) + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Ban> read(BanType type, String name, Entry found, InetSocketAddress local) throws CacheException {
        SharedEntry entry;
        try {
            entry = bans.decoded(found);
        } catch (Undecodable e) {
            tell(e);
            return Optional.empty();
        }
        long now = clock.instant().getEpochSecond();
        if (entry.isExpired(clock.instant())) {
            log.trace(PURGES, () -> "purging expired entry from cache: " + entry.expires() + " <= now " + now);
            bans.discard(type, name, found, this::lost);
            return Optional.empty();
        }
        log.line("found cache entry for name " + name + ", type " + type.number() + ": " + entry.words());
        return isOfServer(entry.place(), Place.of(local)) ? Optional.of(entry.ban(type, name)) : Optional.empty();
    }

    private void tell(Undecodable flaw) {
        if (flaw.isOnlyTraced()) {
            log.trace(FAILURES, flaw::words);
        } else {
            log.line(flaw.words());
        }
    }

    private boolean isOfServer(Place entry, Place server) {
        if (!options.matchesServer()) {
            return true;
        }
        if (!entry.hasAddressOf(server)) {
            log.line("BanCacheOption MatchServer: cache entry IP address '" + entry.address()
                    + "' does not match vhost IP address '" + server.address() + "', ignoring entry");
            return false;
        }
        if (!entry.hasPortOf(server)) {
            log.line("BanCacheOption MatchServer: cache entry port " + entry.port() + " does not match vhost port "
                    + server.port() + ", ignoring entry");
            return false;
        }
        return true;
    }

    @Override
    public void add(Ban ban, InetSocketAddress local) {
        try {
            bans.add(ban, local, this::lost);
            log.line("cache entry added for name " + ban.name() + ", type "
                    + ban.type().number() + ", sid " + ban.serverId());
        } catch (CacheException e) {
            log.line("unable to add " + entry(ban.type(), ban.name()) + ": " + e.getMessage());
        }
    }

    @Override
    public void remove(BanType type, String name) {
        try {
            bans.remove(type, name, this::lost);
        } catch (CacheException e) {
            log.line("unable to remove " + entry(type, name) + ": " + e.getMessage());
        }
    }

    private String entry(BanType type, String name) {
        return options.driver().entry() + " entry for name " + name + ", type " + type.number();
    }

    /// Once for each outage, on the thread of whoever met it first.
    private void lost(CacheException failure) {
        log.line("error connecting to " + options.driver().server() + ": " + failure.getMessage());
    }

    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true)) {
            use.close();
        }
    }
}
