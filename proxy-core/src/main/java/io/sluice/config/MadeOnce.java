package io.sluice.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Things made out of some of a server's directives: one for all sets in which these are the same, so that what is laid
/// over a server leaves alone what it says nothing about. Safe for use from any thread.
public final class MadeOnce<T> {
    private final List<Directive<?>> relevant;
    private final Map<List<? extends List<? extends Setting<?>>>, T> made = new HashMap<>();

    public MadeOnce(List<? extends Directive<?>> relevant) {
        this.relevant = List.copyOf(relevant);
    }

    /// The thing of these directives; the maker is asked if there is none yet.
    public synchronized T of(DirectiveSet directives, Supplier<? extends T> maker) {
        var written = relevant.stream().map(directives::settings).toList();
        var known = made.get(written);
        if (known != null) {
            return known;
        }
        T fresh = maker.get();
        made.put(written, fresh);
        return fresh;
    }

    /// Everything made so far.
    public synchronized List<T> all() {
        return List.copyOf(made.values());
    }
}
