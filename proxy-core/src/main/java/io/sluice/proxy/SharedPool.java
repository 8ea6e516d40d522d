package io.sluice.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.cache.CacheException;
import io.sluice.cache.Deadline;
import io.sluice.cache.Expiry;
import io.sluice.datastore.SharedSpace;
import io.sluice.proxy.lookup.Member;
import io.sluice.proxy.policy.ConnectPolicy;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The place of one virtual host in a store that gateways share. Gateways whose virtual hosts stand at the same place
/// of the configuration mean the same one.
///
/// | Key | Value | Ends |
/// |---|---|---|
/// | `proxy_reverse:<policy>:vhost#<n>:<list>` | whose turn it is | a day after the last choice |
/// | `…:gateways` | the gateways that count sessions there | an hour after the last sign of one |
/// | `…:gateway#<id>` | what one gateway counts | [#LEASE] after the gateway's last sign |
/// | `proxy_reverse:PerHost:vhost#<n>:<address>` | the URL kept for a client | 30 days after it was kept |
///
/// `<list>` stands for the backends in their order, so that gateways whose lists differ do not mix them up. Passwords
/// are in no value.
///
/// @param number the place of the virtual host in the configuration, from 1 on
record SharedPool(SharedSpace space, int number) {
    /// The most that a session waits for the store until it is connected, all attempts together.
    static final Duration LONGEST_WAIT = Duration.ofMillis(500);

    /// How long the sessions of a gateway count that gives no sign of life.
    static final Duration LEASE = Duration.ofSeconds(15);

    private static final Duration KEPT = Duration.ofDays(30);

    /// What the keys of a ledger begin with.
    String ledger(ConnectPolicy policy, List<Member> members) {
        var list = members.stream().map(member -> member.url().masked()).collect(Collectors.joining("\n"));
        return name(policy) + hash(list).substring(0, 16);
    }

    /// The URL that is kept for a client; the store has the last word.
    ///
    /// @param remembered what this gateway has kept, which goes to the store where that has nothing
    Optional<String> kept(ConnectPolicy policy, String client, Optional<String> remembered, Deadline deadline) {
        var key = name(policy) + client;
        try {
            return space.within(deadline, () -> {
                var there = space.get(key, deadline).map(entry -> new String(entry.value(), UTF_8));
                if (there.isEmpty() && remembered.isPresent()) {
                    put(key, remembered.get(), deadline);
                }
                return there.or(() -> remembered);
            });
        } catch (CacheException _) {
            return remembered; // that the store is lost has been told
        }
    }

    void keep(ConnectPolicy policy, String client, String url, Deadline deadline) {
        var key = name(policy) + client;
        try {
            space.within(deadline, () -> {
                put(key, url, deadline);
                return true;
            });
        } catch (CacheException _) {
            // this gateway remembers it, and says it when the client comes again
        }
    }

    private void put(String key, String url, Deadline deadline) throws CacheException {
        space.put(key, url.getBytes(UTF_8), Expiry.after(KEPT), deadline);
    }

    private String name(ConnectPolicy policy) {
        return "proxy_reverse:" + policy.word() + ":vhost#" + number + ":";
    }

    private static String hash(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
