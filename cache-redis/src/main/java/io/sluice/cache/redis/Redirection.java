package io.sluice.cache.redis;

import io.sluice.cache.CacheException;
import java.util.Optional;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/// The answer of a server in a cluster that another one has the key: for good (`MOVED`), or for this once while the
/// slot is on its way (`ASK`). The command was not carried out.
///
/// @param host empty where it is the host that was asked
record Redirection(int slot, String host, int port, boolean once) {

    /// The redirection that a failure is, if it is one.
    static Optional<Redirection> of(CacheException failure) {
        return failure.getCause() instanceof JedisRedirectionException answer
                ? Optional.of(new Redirection(
                        answer.getSlot(),
                        answer.getTargetNode().getHost(),
                        answer.getTargetNode().getPort(),
                        answer instanceof JedisAskDataException))
                : Optional.empty();
    }

    /// Where it leads to.
    Place.Tcp target(Place asked) {
        return new Place.Tcp(host.isEmpty() && asked instanceof Place.Tcp tcp ? tcp.host() : host, port);
    }
}
