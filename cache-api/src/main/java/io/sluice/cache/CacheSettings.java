package io.sluice.cache;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/// What a store is opened with: what it will hold, the text that stands after the provider's name, and the values of
/// the provider's options. Immutable. A gateway makes it from its configuration; code can make it as well:
///
/// ```java
/// var settings = CacheSettings.of(CacheSettings.Use.STATE)
///         .info("/file=/run/sluice/state")
///         .with(SERVER, new HostAndPort("192.0.2.7", 6379));
/// ```
public final class CacheSettings {

    /// What a store will hold. A store that allots room in advance goes by it; others need not look.
    public enum Use {
        /// TLS sessions: values up to 10,240 bytes. All expire; when there is no room, the one nearest to its end goes
        /// first.
        TLS_SESSIONS,
        /// OCSP responses: values of 4 KiB as a rule and 64 KiB at most. When there is no room, the one that was not
        /// used for longest goes first.
        OCSP_RESPONSES,
        /// Anything: bans, counters, what proxies share. Some of it ends soon and is renewed all the time, so when
        /// there is no room the one that was not used for longest goes first, and what never ends last.
        STATE
    }

    private static final System.Logger LOG = System.getLogger("io.sluice.cache");

    private final Use use;
    private final String info;
    private final Map<Option<?>, List<Object>> values;
    private final Consumer<CacheStore.Change> watcher;
    private final Consumer<String> notices;

    private CacheSettings(
            Use use,
            String info,
            Map<Option<?>, List<Object>> values,
            Consumer<CacheStore.Change> watcher,
            Consumer<String> notices) {
        this.use = use;
        this.info = Objects.requireNonNull(info);
        this.values = values;
        this.watcher = Objects.requireNonNull(watcher);
        this.notices = Objects.requireNonNull(notices);
    }

    /// Settings without a text and without options, so that those have their defaults; changes of state are logged.
    public static CacheSettings of(Use use) {
        return new CacheSettings(Objects.requireNonNull(use), "", Map.of(), CacheSettings::log, CacheSettings::notice);
    }

    /// These settings with another text.
    public CacheSettings info(String text) {
        return new CacheSettings(use, text, values, watcher, notices);
    }

    /// These settings with one more value of an option, as if its directive occurred once more.
    public <T> CacheSettings with(Option<T> option, T value) {
        var more = new LinkedHashMap<>(values);
        more.merge(option, List.of(value), (before, added) -> {
            var all = new ArrayList<>(before);
            all.addAll(added);
            return List.copyOf(all);
        });
        return new CacheSettings(use, info, more, watcher, notices);
    }

    /// These settings with someone else told of changes of state, instead of the log.
    public CacheSettings watchedBy(Consumer<CacheStore.Change> other) {
        return new CacheSettings(use, info, values, other, notices);
    }

    /// These settings with sentences for people going elsewhere than to the log.
    public CacheSettings noticesTo(Consumer<String> other) {
        return new CacheSettings(use, info, values, watcher, other);
    }

    public Use use() {
        return use;
    }

    /// The text after the provider's name and colon, as written; empty where there is none.
    public String info() {
        return info;
    }

    /// The value that wins, or the default, if there is either.
    public <T> Optional<T> find(Option<T> option) {
        var all = all(option);
        if (all.isEmpty()) {
            return option.defaultValue();
        }
        return Optional.of(option.occurrence() == Option.Occurrence.LAST_WINS ? all.getLast() : all.getFirst());
    }

    /// The value of an option that has a default.
    public <T> T get(Option<T> option) {
        return find(option).orElseThrow(() -> new IllegalArgumentException(option + " has no default"));
    }

    /// Every value of an option in the order of the configuration; none where it is absent, whatever its default.
    @SuppressWarnings("unchecked") // with() keeps the types of option and value together
    public <T> List<T> all(Option<T> option) {
        return (List<T>) (List<?>) values.getOrDefault(option, List.of());
    }

    /// Whom the store tells each change of its state: once, from a thread of its own choosing, in order. A watcher
    /// returns soon and throws nothing.
    public Consumer<CacheStore.Change> watcher() {
        return watcher;
    }

    /// Who takes sentences for people that are no changes of state: a file that cannot be written, what was lost. It
    /// returns soon and throws nothing.
    public Consumer<String> notices() {
        return notices;
    }

    /// The use and which options are set. Their values and the text may hold passwords, and are left out.
    @Override
    public String toString() {
        return "CacheSettings[use=" + use + ", options=" + values.keySet() + "]";
    }

    private static void notice(String text) {
        LOG.log(System.Logger.Level.WARNING, text);
    }

    private static void log(CacheStore.Change change) {
        switch (change.state()) {
            case UP -> LOG.log(System.Logger.Level.INFO, change::toString);
            case DOWN -> LOG.log(System.Logger.Level.WARNING, change::toString);
            case CLOSED -> {}
        }
    }
}
