package io.sluice.datastore;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheProvider;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Deadline;
import io.sluice.cache.Option;
import io.sluice.config.DirectiveSet;
import io.sluice.module.StoreDirective;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/// The shared stores that are open in this process. Consumers whose settings are equal share one, through reloads too:
/// it is closed when the last of them gives it back. One that a consumer has destroyed is shared no further. A store
/// that is lost, and one that is found again, is told once.
///
/// The lock of this object guards the table, in which every store has at least one user.
public final class Stores {
    /// What a start waits for a store.
    private static final Duration PREPARATION = Duration.ofSeconds(1);

    private final Consumer<String> lost;
    private final Consumer<String> back;
    private final Map<Settings, Shared> open = new HashMap<>();

    /// What makes two consumers want the same store.
    private record Settings(String type, CacheSettings.Use use, String info, List<List<?>> options) {}

    private static final class Shared {
        private final CacheStore store;
        private int users;
        private boolean prepared;

        Shared(CacheStore store) {
            this.store = store;
        }
    }

    /// No store yet.
    ///
    /// @param lost gets the line for the log when a store is lost, and what else a store has to say
    /// @param back gets the line when it is found again
    public Stores(Consumer<String> lost, Consumer<String> back) {
        this.lost = lost;
        this.back = back;
    }

    /// A store in the hands of one consumer, who gives it back by closing it.
    public interface Borrowed extends AutoCloseable {
        CacheStore store();

        @Override
        void close();
    }

    /// Opens a store that sessions will wait for, with the options that a server has for it, or shares one that is
    /// open. It is prepared, so that no session waits for its first connection. What events it is to keep is no concern
    /// of the store.
    ///
    /// @throws CacheException as [CacheProvider#open]; of kind [UNAVAILABLE][CacheException.Kind#UNAVAILABLE] where the
    ///     provider throws anything else
    public synchronized Borrowed open(CacheProvider provider, CacheSettings.Use use, String info, DirectiveSet server)
            throws CacheException {
        return open(provider, use, info, server, true);
    }

    /// The same of a store that no session waits for: it connects when there is something to do.
    public synchronized Borrowed openUnprepared(
            CacheProvider provider, CacheSettings.Use use, String info, DirectiveSet server) throws CacheException {
        return open(provider, use, info, server, false);
    }

    private Borrowed open(
            CacheProvider provider, CacheSettings.Use use, String info, DirectiveSet server, boolean prepared)
            throws CacheException {
        var settings = CacheSettings.of(use).info(info).watchedBy(this::changed).noticesTo(lost);
        var relevant = new ArrayList<>(provider.options());
        provider.eventLog().ifPresent(log -> relevant.removeAll(log.rules()));
        for (Option<?> option : relevant) {
            settings = StoreDirective.add(settings, option, server);
        }
        var options = relevant.stream().<List<?>>map(settings::all).toList();
        var key = new Settings(provider.name(), use, info, options);
        var shared = open.get(key);
        if (shared == null || shared.store.state() == CacheStore.State.CLOSED) {
            shared = new Shared(opened(provider, settings));
            open.put(key, shared);
        }
        shared.users++;
        if (prepared && !shared.prepared) {
            shared.prepared = true;
            var store = shared.store;
            guarded(store, "prepared", () -> store.prepare(Deadline.after(PREPARATION)));
        }
        return borrowed(key, shared);
    }

    /// A provider that breaks its contract costs its store and no more.
    private static CacheStore opened(CacheProvider provider, CacheSettings settings) throws CacheException {
        try {
            return Objects.requireNonNull(provider.open(settings), "no store");
        } catch (RuntimeException | LinkageError failure) {
            throw new CacheException(
                    CacheException.Kind.UNAVAILABLE,
                    "no store can be opened by " + provider.getClass().getName() + ": " + failure,
                    failure);
        }
    }

    private void guarded(CacheStore store, String done, Runnable doing) {
        try {
            doing.run();
        } catch (RuntimeException | LinkageError failure) {
            lost.accept(store.getClass().getName() + " cannot be " + done + ": " + failure);
        }
    }

    private Borrowed borrowed(Settings key, Shared shared) {
        return new Borrowed() {
            private boolean given;

            @Override
            public CacheStore store() {
                return shared.store;
            }

            @Override
            public void close() {
                synchronized (Stores.this) {
                    if (given) {
                        return;
                    }
                    given = true;
                    shared.users--;
                    if (shared.users == 0) {
                        open.remove(key, shared);
                        guarded(shared.store, "closed", shared.store::close);
                    }
                }
            }
        };
    }

    private void changed(CacheStore.Change change) {
        switch (change.state()) {
            case UP -> back.accept(change.toString());
            case DOWN -> lost.accept(change.toString());
            case CLOSED -> {}
        }
    }
}
