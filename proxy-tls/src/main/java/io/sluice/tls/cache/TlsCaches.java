package io.sluice.tls.cache;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheSettings.Use;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Deadline;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Position;
import io.sluice.config.Problem;
import io.sluice.config.Problem.Severity;
import io.sluice.module.CoreServices;
import io.sluice.tls.session.TicketKeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// The caches of one configuration, as the directives of its main server have them.
///
/// A store that is only out of reach is kept, and used when it is back. One that cannot be opened at all is a warning,
/// and what it would have had is kept inside this process. Sessions in shared memory end at a reload, as in the
/// reference; and the last configuration that uses shared memory, if no other process does, removes it.
public final class TlsCaches implements AutoCloseable {
    private static final String SHM = "shm";

    private final CoreServices core;
    private final DirectiveSet main;
    private final Consumer<String> tlsLog;
    private final InstantSource clock;
    private final SessionCacheChoice sessionChoice;
    private final StaplingCacheChoice responseChoice;
    private final List<Problem> problems = new ArrayList<>();
    private final List<CacheStore> inMemory = new ArrayList<>();
    private final SessionCache sessions;
    private final Optional<TicketKeyStore> ticketKeys;
    private final Stapler stapler;
    private final TlsControls controls;

    private TlsCaches(DirectiveSet main, CoreServices core, Consumer<String> tlsLog, InstantSource clock) {
        this.main = main;
        this.core = core;
        this.tlsLog = tlsLog;
        this.clock = clock;
        this.sessionChoice = main.get(CacheDirectives.SESSION_CACHE);
        this.responseChoice = main.get(CacheDirectives.STAPLING_CACHE);
        checkFiles();
        Optional<SharedEntries> shared = Optional.empty();
        if (sessionChoice instanceof SessionCacheChoice.Stored(var type, var info, var _)) {
            shared = opened(Use.TLS_SESSIONS, Subject.SESSIONS, type, info, CacheDirectives.SESSION_CACHE);
        }
        this.sessions = new SessionCache(
                shared.isPresent() && sessionChoice instanceof SessionCacheChoice.Stored stored
                        ? stored.type()
                        : "internal",
                lifetime(),
                shared,
                log(sessionChoice instanceof SessionCacheChoice.Stored stored ? stored.type() : "internal"),
                clock);
        this.ticketKeys = shared.flatMap(this::ticketKeys);
        this.stapler = newStapler();
        this.controls = new TlsControls(sessions, stapler.cache(), namesSessionCache(), clock);
    }

    /// Opens the caches of a configuration.
    ///
    /// @param main the directives of its main server
    /// @param tlsLog takes lines for the log of TLS of that server
    public static TlsCaches open(DirectiveSet main, CoreServices core, Consumer<String> tlsLog) {
        return new TlsCaches(main, core, tlsLog, InstantSource.system());
    }

    private Duration lifetime() {
        return switch (sessionChoice) {
            case SessionCacheChoice.Off _ -> Duration.ofMinutes(264);
            case SessionCacheChoice.Internal(var lifetime) -> lifetime;
            case SessionCacheChoice.Stored(var _, var _, var lifetime) -> lifetime;
        };
    }

    private CacheLog log(String type) {
        var channel = switch (type) {
            case SHM -> "tls.shmcache";
            case "fs" -> "tls.fscache";
            case "redis", "memcache" -> "tls." + type;
            default -> "tls";
        };
        return CacheLog.of(core, channel, tlsLog);
    }

    /// Shared memory has room for one kind of entries.
    private void checkFiles() {
        if (sessionChoice instanceof SessionCacheChoice.Stored(var type, var info, var _)
                && responseChoice instanceof StaplingCacheChoice.Stored(var other, var otherInfo)
                && type.equals(SHM)
                && other.equals(SHM)
                && path(info).equals(path(otherInfo))) {
            fatal(
                    CacheDirectives.STAPLING_CACHE,
                    "'" + path(otherInfo) + "' is the file of TLSSessionCache; expected one of its own");
        }
    }

    private static String path(String info) {
        int end = info.indexOf('&');
        return end < 0 ? info : info.substring(0, end);
    }

    private Optional<SharedEntries> opened(Use use, Subject subject, String type, String info, Directive<?> directive) {
        try {
            var store = core.store(type, use, type.equals("memcache") ? "" : info, main);
            var entries = new SharedEntries(subject, store, layout(subject, type, info), log(type), clock);
            if (type.equals(SHM)) {
                inMemory.add(store);
                boolean first = StoreUsers.ALL.begin(store);
                if (!first && subject == Subject.SESSIONS) {
                    entries.clear(Deadline.after(Subject.CONTROL));
                }
            }
            return Optional.of(entries);
        } catch (CacheException e) {
            var which = subject == Subject.SESSIONS ? "session cache type" : "OCSP stapling cache type";
            if (e.kind() == Kind.UNSUPPORTED) {
                fatal(directive, which + " '" + type + "' not available; " + e.getMessage());
            } else {
                warn(
                        directive,
                        "error opening '" + type + "' " + directive + ": " + e.getMessage()
                                + "; what it would keep is kept inside this process");
            }
            return Optional.empty();
        }
    }

    private static SharedEntries.Layout layout(Subject subject, String type, String info) {
        var what = subject == Subject.SESSIONS ? "sessions." : "ocsp.";
        boolean json =
                subject == Subject.RESPONSES || info.toLowerCase(Locale.ROOT).equals("/json");
        return switch (type) {
            case "redis" -> new SharedEntries.Layout("mod_tls_redis." + what, new JsonFormat(subject));
            case "memcache" ->
                new SharedEntries.Layout("mod_tls_memcache." + what, json ? new JsonFormat(subject) : new TplFormat());
            default -> new SharedEntries.Layout("sluice.tls." + what, new StampFormat(subject));
        };
    }

    private Optional<TicketKeyStore> ticketKeys(SharedEntries entries) {
        try {
            return Optional.of(new SharedTicketKeys(entries.store(), log(sessions.type())));
        } catch (CacheException e) {
            throw new IllegalStateException("the prefix of ticket keys is short", e);
        }
    }

    private Stapler newStapler() {
        var type = switch (responseChoice) {
            case StaplingCacheChoice.Off _ -> "internal";
            case StaplingCacheChoice.Files _ -> "fs";
            case StaplingCacheChoice.Stored(var name, var _) -> name;
        };
        Optional<ResponseStore> store = switch (responseChoice) {
            case StaplingCacheChoice.Off _ -> Optional.empty();
            case StaplingCacheChoice.Files(var info) -> files(info);
            case StaplingCacheChoice.Stored(var name, var info) ->
                opened(Use.OCSP_RESPONSES, Subject.RESPONSES, name, info, CacheDirectives.STAPLING_CACHE)
                        .map(entries -> new StoredResponses(name, entries, log(name)));
        };
        return new Stapler(new ResponseCache(type, store, log(type), clock), log("tls"), clock);
    }

    private Optional<ResponseStore> files(String info) {
        try {
            return Optional.of(FileResponses.open(info, log("fs"), text -> warn(CacheDirectives.STAPLING_CACHE, text)));
        } catch (CacheException e) {
            warn(
                    CacheDirectives.STAPLING_CACHE,
                    "error opening 'fs' TLSStaplingCache: " + e.getMessage()
                            + "; what it would keep is kept inside this process");
            return Optional.empty();
        }
    }

    private void fatal(Directive<?> directive, String text) {
        add(Severity.ERROR, "fatal: ", directive, text);
    }

    private void warn(Directive<?> directive, String text) {
        add(Severity.WARNING, "warning: ", directive, text);
    }

    private void add(Severity severity, String begin, Directive<?> directive, String text) {
        var position =
                main.setting(directive).map(setting -> setting.position()).orElse(Position.CODE);
        problems.add(new Problem(severity, position, begin + directive + ": " + text + " on " + position));
    }

    /// What is wrong with the configuration of the caches, or worth a warning.
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    /// The TLS sessions of all servers.
    public SessionCache sessions() {
        return sessions;
    }

    /// Whether TLS sessions are kept at all, so that data connections can be asked to resume one (`TLSSessionCache off`
    /// says no).
    public boolean keepsSessions() {
        return !(sessionChoice instanceof SessionCacheChoice.Off);
    }

    /// Whether the configuration itself says where sessions are to be kept, so that other control connections resume
    /// them.
    public boolean namesSessionCache() {
        return keepsSessions() && main.setting(CacheDirectives.SESSION_CACHE).isPresent();
    }

    /// Where ticket keys are shared; empty where TLS sessions are kept in this process.
    public Optional<TicketKeyStore> ticketKeys() {
        return ticketKeys;
    }

    /// Who finds the OCSP responses to send.
    public Stapler stapler() {
        return stapler;
    }

    /// How a server staples.
    public StaplingSettings stapling(DirectiveSet server) {
        return StaplingSettings.of(main, server);
    }

    /// What `ftpdctl tls` may ask.
    public TlsControls controls() {
        return controls;
    }

    @Override
    public void close() {
        sessions.close();
        stapler.close();
        for (var store : inMemory) {
            if (StoreUsers.ALL.end(store) && isMineAlone(store)) {
                try {
                    store.destroy(Deadline.after(Subject.CONTROL));
                } catch (CacheException e) {
                    core.notice("unable to remove " + store.address() + ": " + e.getMessage());
                }
            }
        }
    }

    private static boolean isMineAlone(CacheStore store) {
        return store.state() == CacheStore.State.UP && store.statistics().more().getOrDefault("attached", 1L) <= 1;
    }
}
