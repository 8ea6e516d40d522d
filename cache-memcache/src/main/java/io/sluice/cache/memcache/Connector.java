package io.sluice.cache.memcache;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.Deadline;
import io.sluice.cache.HostAddresses;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import net.spy.memcached.ops.StatusCode;

/// Makes a connection to a server: name, addresses, and the question for its version, which it must answer.
///
/// A server that does not know the binary protocol hangs up at its first word, or waits for a line to end. It is spoken
/// to in text; one that is only slow answers the first question too, before the second or, since its threads know
/// nothing of each other, a moment after it.
final class Connector {
    private static final Link.Question<Answer.Done> VERSION = (operations, answer) -> operations.version(answer);

    private static final Duration MOMENT = Duration.ofMillis(50);

    private final Place place;
    private final boolean binary;
    private final Limits limits;
    private final Consumer<String> notices;
    private final AtomicBoolean warned = new AtomicBoolean();

    /// @param notices is told once of a server that does not know the binary protocol
    Connector(Place place, boolean binary, Limits limits, Consumer<String> notices) {
        this.place = place;
        this.binary = binary;
        this.limits = limits;
        this.notices = notices;
    }

    /// A connection, in the time that connecting may take.
    Link connect() throws CacheException {
        return connect(Deadline.after(limits.connect()));
    }

    /// A connection to the first address that takes one.
    Link connect(Deadline caller) throws CacheException {
        Deadline deadline = caller.within(limits.connect());
        List<SocketAddress> addresses = addresses(deadline);
        CacheException last = new CacheException(Kind.UNAVAILABLE, "no address for " + place);
        int left = addresses.size();
        for (SocketAddress address : addresses) {
            deadline.check();
            try {
                return ready(address, deadline.within(deadline.left().dividedBy(left--)));
            } catch (CacheException failure) {
                last = failure;
            }
        }
        throw last;
    }

    private List<SocketAddress> addresses(Deadline deadline) throws CacheException {
        return switch (place) {
            case Place.Local(var path) -> List.of(UnixDomainSocketAddress.of(path));
            case Place.Tcp tcp ->
                HostAddresses.of(tcp.name(), deadline).stream()
                        .<SocketAddress>map(address -> new InetSocketAddress(address, tcp.port()))
                        .toList();
        };
    }

    private Link ready(SocketAddress address, Deadline deadline) throws CacheException {
        Link link = Link.open(place, address, binary, limits.operation(), deadline);
        if (!binary) {
            return answering(link, deadline);
        }
        boolean kept = false;
        try {
            var answer = new Answer.Done();
            var version = link.begin(VERSION, answer);
            if (awaits(answer, deadline.within(deadline.left().dividedBy(2))) && !link.isBroken()) {
                link.finish(version, answer, deadline).mustBe(StatusCode.SUCCESS);
                kept = true;
                return link;
            }
            Link text = answering(Link.open(place, address, false, limits.operation(), deadline), deadline);
            if (isAnswered(answer, text, deadline.within(MOMENT))) {
                text.close();
                kept = true;
                return link;
            }
            warn();
            return text;
        } finally {
            if (!kept) {
                link.close();
            }
        }
    }

    private static boolean isAnswered(Answer answer, Link text, Deadline deadline) throws CacheException {
        boolean done = false;
        try {
            boolean answered = awaits(answer, deadline) && answer.code() == StatusCode.SUCCESS;
            done = true;
            return answered;
        } finally {
            if (!done) {
                text.close();
            }
        }
    }

    private static boolean awaits(Answer answer, Deadline deadline) throws CacheException {
        try {
            return answer.await(deadline);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CacheException(Kind.TIMEOUT, "interrupted", interrupted);
        }
    }

    private void warn() {
        if (warned.compareAndSet(false, true)) {
            notices.accept(place + " does not know the binary protocol: it is spoken to in text; "
                    + "see MemcacheOptions NoBinaryProtocol");
        }
    }

    private static Link answering(Link link, Deadline deadline) throws CacheException {
        boolean done = false;
        try {
            link.ask(VERSION, new Answer.Done(), deadline).mustBe(StatusCode.SUCCESS);
            done = true;
            return link;
        } finally {
            if (!done) {
                link.close();
            }
        }
    }
}
