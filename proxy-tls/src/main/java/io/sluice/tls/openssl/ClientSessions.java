package io.sluice.tls.openssl;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// TLS sessions that servers have given to client engines of one context, as DER texts under the resumption keys of
/// their connections: a few of each key, as those of TLS 1.3 should be used once. The last one of a key is used again
/// and again, since servers in the field give no new ones on data connections. Keys that were not used for long go when
/// there are too many.
final class ClientSessions {
    private static final int MOST_KEYS = 20_480;
    private static final int MOST_OF_A_KEY = 4;

    private final Map<Object, Deque<byte[]>> sessions = new LinkedHashMap<>(16, 0.75f, true);

    synchronized void keep(Object key, byte[] session) {
        var kept = sessions.computeIfAbsent(key, _ -> new ArrayDeque<>());
        kept.addFirst(session);
        if (kept.size() > MOST_OF_A_KEY) {
            kept.removeLast();
        }
        if (sessions.size() > MOST_KEYS) {
            sessions.remove(sessions.keySet().iterator().next());
        }
    }

    /// The newest.
    synchronized Optional<byte[]> take(Object key) {
        return Optional.ofNullable(sessions.get(key)).map(kept -> kept.size() > 1 ? kept.pop() : kept.peek());
    }

    synchronized void forget(Object key) {
        sessions.remove(key);
    }
}
