package io.sluice.cache.memcache;

import io.sluice.cache.CacheException;
import io.sluice.cache.Deadline;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The names of values that changed elsewhere while a server that has copies of them was away. What it holds under them
/// is old: it is not read, and it is removed before the server is used again.
///
/// There is an end to what can be remembered; a server that was away for more changes than that is asked no more but
/// for what was written to it since.
final class Missed {
    private static final int MOST = 65_536;

    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private volatile boolean tooMany;

    /// What was written since there were too many; to forget some of them costs a look elsewhere.
    private final Set<String> written = ConcurrentHashMap.newKeySet();

    /// A name whose value changed without the server.
    void add(String name) {
        written.remove(name);
        if (names.size() < MOST) {
            names.add(name);
        } else {
            tooMany = true;
        }
    }

    /// The server has taken a change of a name.
    void made(String name) {
        if (!names.isEmpty()) {
            names.remove(name);
        }
        if (tooMany) {
            if (written.size() >= MOST) {
                written.clear();
            }
            written.add(name);
        }
    }

    /// Whether what the server has under a name may be old.
    boolean has(String name) {
        return (tooMany && !written.contains(name)) || (!names.isEmpty() && names.contains(name));
    }

    /// Removes from the server what is old in it.
    void removeFrom(Link link, Deadline deadline) throws CacheException {
        for (String name : List.copyOf(names)) {
            link.ask((operations, answer) -> operations.delete(name, answer), new Answer.Done(), deadline);
            names.remove(name);
        }
    }
}
