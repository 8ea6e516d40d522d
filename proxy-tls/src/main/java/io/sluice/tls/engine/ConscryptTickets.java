package io.sluice.tls.engine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSessionContext;

/// The TLS sessions of a context of Conscrypt, which has no public way to them for a client: it keeps them by host and
/// port, the oldest first, and takes a session out before it is used if that is to happen once. Every session of this
/// context is with the same host and port.
final class ConscryptTickets implements Tickets {
    /// How Conscrypt is got at.
    private record Ways(MethodHandle sessions, MethodHandle cache) {
        private static final Ways FOUND = find();

        private static Ways find() {
            try {
                var loader = org.conscrypt.Conscrypt.class.getClassLoader();
                var context = Class.forName("org.conscrypt.ClientSessionContext", true, loader);
                var session = Class.forName("org.conscrypt.NativeSslSession", true, loader);
                var field = context.getDeclaredField("sessionsByHostAndPort");
                field.setAccessible(true);
                var cache = context.getSuperclass().getDeclaredMethod("cacheSession", session);
                cache.setAccessible(true);
                var lookup = MethodHandles.lookup();
                return new Ways(lookup.unreflectGetter(field), lookup.unreflect(cache));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("another Conscrypt than the one this was made for", e);
            }
        }
    }

    private final SSLSessionContext context;
    private Optional<Object> last = Optional.empty();

    ConscryptTickets(SSLSessionContext context) {
        this.context = context;
    }

    @Override
    public synchronized void prepare() {
        newest().ifPresentOrElse(session -> last = Optional.of(session), () -> last.ifPresent(this::add));
    }

    @Override
    public synchronized Optional<Object> spare() {
        return newest().or(() -> last);
    }

    @Override
    public void add(Object session) {
        try {
            Ways.FOUND.cache.invoke(context, session);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<Object> newest() {
        try {
            var sessions = (Map<?, ?>) Ways.FOUND.sessions.invoke(context);
            synchronized (sessions) {
                return sessions.values().stream()
                        .map(each -> (List<?>) each)
                        .filter(list -> !list.isEmpty())
                        .<Object>map(List::getLast)
                        .findFirst();
            }
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
