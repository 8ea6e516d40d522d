package io.sluice.ban.adapter;

import io.sluice.ban.Ban;
import io.sluice.ban.BanType;
import io.sluice.ban.SharedBans;
import io.sluice.ban.cache.BanCacheLog;
import io.sluice.ban.cache.Driver;
import io.sluice.ban.cache.StoredBans;
import io.sluice.ban.cache.StoredBans.Options;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheStore;
import io.sluice.config.Configuration;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Problem;
import io.sluice.config.Problem.Severity;
import io.sluice.config.Setting;
import io.sluice.module.CoreServices;
import io.sluice.module.CoreServices.Journal;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;

/// Where the servers share their bans (`BanCache`), by their numbers.
final class Shares implements AutoCloseable {
    private final SortedMap<Integer, StoredBans> byServer = new TreeMap<>();

    /// One server for each store.
    private final IdentityHashMap<CacheStore, Integer> first = new IdentityHashMap<>();

    private final CoreServices core;
    private final BanCacheLog log;
    private final InstantSource clock;
    private final List<Problem> problems;

    private Shares(CoreServices core, Journal journal, InstantSource clock, List<Problem> problems) {
        this.core = core;
        this.log = new BanCacheLog(journal::log, (level, text) -> core.trace("ban", level, text));
        this.clock = clock;
        this.problems = problems;
    }

    /// Those of all servers; connects to nothing. What cannot be used is among the problems.
    static Shares of(
            Configuration configuration,
            CoreServices core,
            Journal journal,
            InstantSource clock,
            List<Problem> problems) {
        var shares = new Shares(core, journal, clock, problems);
        shares.open(1, configuration.main().directives());
        for (int i = 0; i < configuration.virtualHosts().size(); i++) {
            shares.open(i + 2, configuration.virtualHosts().get(i).directives());
        }
        return shares;
    }

    private void open(int number, DirectiveSet server) {
        server.setting(BanDirectives.CACHE).ifPresent(setting -> open(number, server, setting));
    }

    private void open(int number, DirectiveSet server, Setting<Driver> setting) {
        var driver = setting.value();
        var words = server.find(BanDirectives.CACHE_OPTIONS).orElse(List.of());
        var options =
                new Options(driver, words.contains(BanDirectives.MATCH_SERVER), words.contains(BanDirectives.USE_JSON));
        try {
            var store = core.store(driver.provider(), CacheSettings.Use.STATE, "", server);
            byServer.put(number, StoredBans.in(store, options, log, clock));
            first.putIfAbsent(store, number);
        } catch (CacheException e) {
            boolean missing = e.kind() == Kind.UNSUPPORTED;
            problems.add(new Problem(
                    missing ? Severity.ERROR : Severity.WARNING,
                    setting.position(),
                    missing
                            ? "fatal: BanCache: unsupported BanCache driver '" + driver.provider() + "' on "
                                    + setting.position() + "; " + e.getMessage()
                            : "warning: BanCache: " + e.getMessage() + " on " + setting.position()
                                    + "; bans are not shared with other instances"));
        }
    }

    /// Those of one server.
    SharedBans of(int server) {
        return Optional.<SharedBans>ofNullable(byServer.get(server)).orElse(SharedBans.NONE);
    }

    /// Where a ban that somebody asks for is to be known.
    ///
    /// @param server its number; 0 for every server
    /// @param local where the clients of a server connect to
    void add(Ban ban, int server, IntFunction<InetSocketAddress> local) {
        if (server == Ban.EVERY_SERVER) {
            first.values().forEach(each -> of(each).add(ban, local.apply(each)));
        } else {
            of(server).add(ban, local.apply(server));
        }
    }

    /// Whether a ban is known, by what one of the servers would heed.
    boolean has(BanType type, String name, IntFunction<InetSocketAddress> local) {
        return byServer.entrySet().stream()
                .anyMatch(each -> each.getValue()
                        .find(type, name, local.apply(each.getKey()))
                        .isPresent());
    }

    /// Has it known nowhere.
    void remove(BanType type, String name) {
        first.values().forEach(each -> of(each).remove(type, name));
    }

    @Override
    public void close() {
        byServer.values().forEach(StoredBans::close);
    }
}
