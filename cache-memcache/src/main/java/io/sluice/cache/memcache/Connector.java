package io.sluice.cache.memcache;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.Deadline;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import net.spy.memcached.ops.StatusCode;

/// Makes a connection to a server: name, addresses, and the question for its version, which it must answer. A server
/// that hangs up at the first word of the binary protocol is spoken to in text.
final class Connector {
    private static final System.Logger LOG = System.getLogger("io.sluice.cache.memcache");

    private final Place place;
    private final boolean binary;
    private final Limits limits;
    private final AtomicBoolean warned = new AtomicBoolean();

    Connector(Place place, boolean binary, Limits limits) {
        this.place = place;
        this.binary = binary;
        this.limits = limits;
    }

    Place place() {
        return place;
    }

    /// A connection to the first address that takes one.
    Link connect(Deadline caller) throws CacheException {
        Deadline deadline = caller.within(limits.connect());
        List<SocketAddress> addresses = Addresses.of(place, deadline);
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

    private Link ready(SocketAddress address, Deadline deadline) throws CacheException {
        Link link = Link.open(place, address, binary, limits.operation(), deadline);
        try {
            return answering(link, deadline);
        } catch (CacheException failure) {
            if (!binary || failure.kind() != Kind.UNAVAILABLE) {
                throw failure;
            }
        }
        Link text = answering(Link.open(place, address, false, limits.operation(), deadline), deadline);
        if (warned.compareAndSet(false, true)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    place + " does not know the binary protocol: it is spoken to in text; "
                            + "see MemcacheOptions NoBinaryProtocol");
        }
        return text;
    }

    private static Link answering(Link link, Deadline deadline) throws CacheException {
        boolean done = false;
        try {
            link.ask((operations, answer) -> operations.version(answer), new Answer.Done(), deadline)
                    .mustBe(StatusCode.SUCCESS);
            done = true;
            return link;
        } finally {
            if (!done) {
                link.close();
            }
        }
    }
}
