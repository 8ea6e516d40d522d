package io.sluice.tls.cache;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Context;
import io.sluice.config.Directive;
import io.sluice.config.Scalars;
import io.sluice.module.ControlAcl;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The directives of the caches.
public final class CacheDirectives {
    private static final Duration LIFETIME = Duration.ofMinutes(30);

    public static final Directive<SessionCacheChoice> SESSION_CACHE = Directive.of(
                    "TLSSessionCache", CacheDirectives::sessionCache)
            .in(Context.SERVER)
            .takes(1, 2)
            .syntax("off|type:info [seconds]")
            .defaultsTo(SessionCacheChoice.DEFAULT, "internal: 15840")
            .help("Where TLS sessions are kept, so that clients can resume them, and for how long: `internal:` in this"
                    + " process, `shm:/file=path&size=bytes`, `redis:`, `memcache:` or `memcache:/json`, where other"
                    + " processes and ProFTPD find them too, or any other kind of store that is loaded. `off` keeps none,"
                    + " and data connections need not resume the session of their control connection.");

    public static final Directive<StaplingCacheChoice> STAPLING_CACHE = Directive.of(
                    "TLSStaplingCache", CacheDirectives::staplingCache)
            .in(Context.SERVER)
            .syntax("off|type:info")
            .defaultsTo(new StaplingCacheChoice.Off(), "off")
            .help("Where OCSP responses are kept beside the memory of this process: `fs:/path=directory`,"
                    + " `shm:/file=path&size=bytes`, `redis:`, `memcache:` or any other kind of store that is loaded. With"
                    + " it stapling is on unless TLSStapling says otherwise.");

    public static final Directive<ControlAcl> CONTROLS_ACLS = ControlAcl.directive(
            "TLSControlsACLs",
            Stream.concat(TlsControls.CACHES.stream(), TlsControls.VERBS.stream())
                    .collect(Collectors.toUnmodifiableSet()),
            "Who may ask `ftpdctl tls sesscache` and `ocspcache` for `info`, or to `clear` or `remove` a cache: the right"
                    + " to the cache is needed, and that to the other.");

    private CacheDirectives() {}

    /// All of them.
    public static List<Directive<?>> all() {
        return List.of(SESSION_CACHE, STAPLING_CACHE, CONTROLS_ACLS);
    }

    private static SessionCacheChoice sessionCache(Arguments arguments) throws BadValue {
        if (arguments.text().equalsIgnoreCase("off")) {
            return new SessionCacheChoice.Off();
        }
        var place = Place.parse(arguments);
        var seconds = arguments.find(1);
        var lifetime = seconds.isPresent() ? lifetime(seconds.get()) : LIFETIME;
        if (place.type.equals("internal")) {
            return new SessionCacheChoice.Internal(lifetime);
        }
        if (place.type.equals("fs")) {
            throw new BadValue("session cache type 'fs' not available", "; it keeps OCSP responses alone");
        }
        warnOfInfo(place, arguments);
        return new SessionCacheChoice.Stored(place.type, place.info, lifetime);
    }

    private static Duration lifetime(String word) throws BadValue {
        long seconds;
        try {
            seconds = Long.parseLong(word);
        } catch (NumberFormatException _) {
            throw new BadValue("'" + word + "' is not a valid timeout value");
        }
        if (seconds < 1) {
            throw new BadValue("timeout be greater than 1", "; seen: '" + word + "'");
        }
        if (seconds > Integer.MAX_VALUE) {
            throw new BadValue("'" + word + "' is not a valid timeout value");
        }
        return Duration.ofSeconds(seconds);
    }

    private static StaplingCacheChoice staplingCache(Arguments arguments) throws BadValue {
        if (isFalse(arguments.text())) {
            return new StaplingCacheChoice.Off();
        }
        var place = Place.parse(arguments);
        if (place.type.equals("fs")) {
            return new StaplingCacheChoice.Files(place.info);
        }
        return new StaplingCacheChoice.Stored(place.type, place.info);
    }

    private static boolean isFalse(String word) {
        try {
            return !Scalars.bool(word);
        } catch (BadValue _) {
            return false;
        }
    }

    private static void warnOfInfo(Place place, Arguments arguments) {
        if (place.type.equals("memcache")
                && !place.info.isEmpty()
                && !place.info.toLowerCase(Locale.ROOT).equals("/json")) {
            arguments.warn("'" + place.info + "' says nothing to memcache, which keeps sessions in binary form;"
                    + " expected nothing or '/json'");
        }
    }

    /// A type and what stands behind its colon.
    private record Place(String type, String info) {
        static Place parse(Arguments arguments) throws BadValue {
            var word = arguments.text();
            int colon = word.indexOf(':');
            if (colon < 0) {
                throw new BadValue("badly formatted parameter", "; seen: '" + word + "'");
            }
            return new Place(word.substring(0, colon), word.substring(colon + 1));
        }
    }
}
