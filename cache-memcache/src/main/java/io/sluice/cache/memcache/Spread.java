package io.sluice.cache.memcache;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.Deadline;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import net.spy.memcached.ops.StatusCode;
import net.spy.memcached.ops.StoreType;

/// One key on the servers that have it: the one that the ring says, and its replicas.
///
/// The first server is asked first as long as it is there, so that there is one answer to who wrote last; replicas are
/// for the time when it is away or has lost what it had. What depends on the value that is there happens on the first
/// server alone, and takes the replicas' copies away.
final class Spread {
    private final List<Server> servers;
    private final byte[] key;
    private final Names names;

    /// @param servers the first, and its replicas
    /// @param random whether the replicas are asked in a random order, not in theirs
    Spread(List<Server> servers, boolean random, byte[] key, Names names) {
        this.servers = random ? shuffled(servers) : servers;
        this.key = key;
        this.names = names;
    }

    private static List<Server> shuffled(List<Server> servers) {
        if (servers.size() <= 2) {
            return servers;
        }
        var order = new ArrayList<>(servers);
        Collections.shuffle(order.subList(1, order.size()));
        return order;
    }

    /// Something done on one server.
    private interface Action<T> {
        T on(Server server, Deadline deadline) throws CacheException;
    }

    /// What is stored. Under a key whose servers are all away is nothing; one that fails may have it.
    Optional<Answer.Item> item(Deadline deadline) throws CacheException {
        int left = servers.size();
        CacheException failure = null;
        for (Server server : servers) {
            Deadline share = deadline.within(deadline.left().dividedBy(left--));
            if (!server.isUp()) {
                continue;
            }
            try {
                var item = server.repeatable(
                                binary -> (operations, answer) -> operations.get(names.of(key, binary), answer),
                                Answer.Found::new,
                                share)
                        .item();
                if (item.isPresent() && !(hasReplicas() && server.missed().has(binaryName()))) {
                    return item;
                }
            } catch (CacheException failed) {
                failure = failed;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return Optional.empty();
    }

    /// Puts a value on every server that can be reached.
    void put(Flags.Image image, Deadline deadline) throws CacheException {
        onAll(deadline, (server, share) -> {
            server.repeatable(
                            binary -> (operations, answer) -> operations.store(
                                    StoreType.set,
                                    names.of(key, binary),
                                    image.flags(),
                                    image.end(binary),
                                    image.data(),
                                    answer),
                            Answer.Stored::new,
                            share)
                    .mustBe(StatusCode.SUCCESS);
            return true;
        });
    }

    /// Removes what every server that can be reached has.
    ///
    /// @return whether one had something
    boolean remove(Deadline deadline) throws CacheException {
        return onAll(deadline, this::delete);
    }

    /// What the first server has, and its version.
    Optional<Answer.Item> versioned(Deadline deadline) throws CacheException {
        return first().repeatable(
                        binary -> (operations, answer) -> operations.gets(names.of(key, binary), answer),
                        Answer.Versioned::new,
                        deadline)
                .item();
    }

    /// Puts a value where there is none.
    boolean add(Flags.Image image, Deadline deadline) throws CacheException {
        var answer = first().once(
                        binary -> (operations, stored) -> operations.store(
                                StoreType.add,
                                names.of(key, binary),
                                image.flags(),
                                image.end(binary),
                                image.data(),
                                stored),
                        Answer.Stored::new,
                        deadline);
        answer.mustBe(StatusCode.SUCCESS, StatusCode.ERR_EXISTS, StatusCode.ERR_NOT_STORED);
        return alone(answer.code() == StatusCode.SUCCESS, deadline);
    }

    /// Puts a value in place of one that was read.
    boolean replace(Answer.Item read, Flags.Image image, Deadline deadline) throws CacheException {
        var answer = first().once(
                        binary -> (operations, stored) -> operations.cas(
                                StoreType.set,
                                names.of(key, binary),
                                read.version(),
                                image.flags(),
                                image.end(binary),
                                image.data(),
                                stored),
                        Answer.Stored::new,
                        deadline);
        answer.mustBe(StatusCode.SUCCESS, StatusCode.ERR_EXISTS, StatusCode.ERR_NOT_FOUND, StatusCode.ERR_NOT_STORED);
        return alone(answer.code() == StatusCode.SUCCESS, deadline);
    }

    /// Removes what was read, unless it has changed. The text protocol has no such removal: there it is replaced by
    /// nothing that has ended already.
    boolean remove(Answer.Item read, Deadline deadline) throws CacheException {
        var answer = first().once(
                        binary -> (operations, stored) -> binary
                                ? operations.delete(names.of(key, true), read.version(), stored)
                                : operations.cas(
                                        StoreType.set,
                                        names.of(key, false),
                                        read.version(),
                                        0,
                                        -1,
                                        new byte[0],
                                        stored),
                        Answer.Changed::new,
                        deadline);
        answer.mustBe(StatusCode.SUCCESS, StatusCode.ERR_EXISTS, StatusCode.ERR_NOT_FOUND, StatusCode.ERR_NOT_STORED);
        return alone(answer.code() == StatusCode.SUCCESS, deadline);
    }

    private Server first() {
        return servers.getFirst();
    }

    private boolean hasReplicas() {
        return servers.size() > 1;
    }

    /// What the key is called where there are replicas, which the binary protocol alone has.
    private String binaryName() {
        return names.of(key, true);
    }

    private boolean delete(Server server, Deadline deadline) throws CacheException {
        var answer = server.repeatable(
                binary -> (operations, deleted) -> operations.delete(names.of(key, binary), deleted),
                Answer.Done::new,
                deadline);
        answer.mustBe(StatusCode.SUCCESS, StatusCode.ERR_NOT_FOUND);
        return answer.code() == StatusCode.SUCCESS;
    }

    /// After a change of the first server's value alone the replicas have none, and what it has is new.
    private boolean alone(boolean changed, Deadline deadline) {
        if (changed && hasReplicas()) {
            first().missed().made(binaryName());
            for (Server server : servers.subList(1, servers.size())) {
                try {
                    delete(server, deadline);
                } catch (CacheException _) {
                    server.missed().add(binaryName());
                }
            }
        }
        return changed;
    }

    private boolean onAll(Deadline deadline, Action<Boolean> action) throws CacheException {
        if (!hasReplicas()) {
            return action.on(first(), deadline);
        }
        boolean done = false;
        boolean result = false;
        int left = servers.size();
        var failure = new CacheException(Kind.UNAVAILABLE, "none of the key's servers can be reached");
        for (Server server : servers) {
            Deadline share = deadline.within(deadline.left().dividedBy(left--));
            try {
                result |= action.on(server, share);
                server.missed().made(binaryName());
                done = true;
            } catch (CacheException failed) {
                if (!failed.kind().isOfTheStore()) {
                    throw failed;
                }
                server.missed().add(binaryName());
                failure = failed;
            }
        }
        if (!done) {
            throw failure;
        }
        return result;
    }
}
