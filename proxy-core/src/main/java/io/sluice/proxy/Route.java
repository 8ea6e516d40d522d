package io.sluice.proxy;

import io.sluice.proxy.lookup.BackendUrl;
import io.sluice.proxy.lookup.Member;
import java.time.Duration;
import java.util.Optional;

/// Where the connection of one session goes, one attempt after the other. Used by one thread at a time.
interface Route {

    /// How often [#next] is asked before the connection is given up.
    int attempts();

    /// What the log is told when that many attempts have failed; empty if there is nothing to tell.
    default Optional<String> givenUp() {
        return Optional.empty();
    }

    /// Whether [#next] may look things up and wait for them.
    boolean mayWait();

    /// The member to try next; empty if there is none, with the reason in the log.
    Optional<Member> next();

    /// Why [#next] had no member.
    default ConnectFailure whyNoMember() {
        return new ConnectFailure.NoMember();
    }

    /// What the place of a member says about TLS.
    ///
    /// @param present the URL that the member is found by at the moment
    default TlsNeed need(Member member, BackendUrl present) {
        return TlsNeed.of(member.url(), present);
    }

    /// What the session holds of that member while the attempt lasts.
    default Hold hold() {
        return Hold.NONE;
    }

    /// The member has answered, that long after the attempt began.
    ///
    /// @return what the session holds of the member until it ends
    Hold connected(Member member, Duration took);

    /// The attempt has failed.
    void failed(Member member);

    /// A session's share in what is known of a member, as the count of its connections. Given back once, by whoever
    /// comes first; further calls change nothing.
    @FunctionalInterface
    interface Hold {
        Hold NONE = () -> {};

        void release();
    }
}
