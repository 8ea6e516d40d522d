package io.sluice.tls.engine;

import io.sluice.tls.session.Reach;
import io.sluice.tls.session.SessionStore;
import io.sluice.tls.session.TicketKeys;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What a server keeps beyond one handshake, and what it may have in common with other processes.
///
/// @param server the number of the server in its configuration, the main one having 1: TLS sessions of one are of no
///     use in another
/// @param sessions where TLS sessions are; empty where none are kept
/// @param capacity how many TLS sessions a library keeps at most that cannot give them to `sessions`
/// @param lifetime how long a TLS session may be resumed after it began
/// @param ticketKeys the keys of tickets, where there are any
/// @param responses where stapled responses are from; empty where none are sent
/// @param wishes the directives that want more than what ends with a control connection, each with what comes of it
///     where a library cannot do that
public record Keeping(
        int server,
        Optional<SessionStore> sessions,
        int capacity,
        Duration lifetime,
        TicketKeys ticketKeys,
        Optional<Responses> responses,
        List<Wish> wishes) {
    public Keeping {
        wishes = List.copyOf(wishes);
    }

    /// What a directive wants.
    ///
    /// @param directive it, as it is written
    /// @param otherwise what happens instead where TLS sessions go so far only
    public record Wish(String directive, Map<Reach, String> otherwise) {
        public Wish {
            otherwise = Map.copyOf(otherwise);
        }
    }

    /// Whether a library whose sessions go so far can do all that is wished for.
    public boolean isContentWith(Reach reach) {
        return shortfalls(reach).findAny().isEmpty();
    }

    /// Whether a library whose sessions go so far does more of it than one whose sessions end with their connection.
    public boolean gains(Reach reach) {
        return !shortfalls(reach).toList().equals(shortfalls(Reach.CONNECTION).toList());
    }

    /// What comes of the wishes that a library does not fulfil whose sessions go so far.
    public Stream<String> shortfalls(Reach reach) {
        return wishes.stream()
                .filter(wish -> wish.otherwise().containsKey(reach))
                .map(wish -> wish.directive() + ": " + wish.otherwise().get(reach));
    }

    /// Finds the OCSP response to a certificate of the server. Never waits, and throws nothing.
    @FunctionalInterface
    public interface Responses {

        /// The DER text; empty where nothing is to be sent.
        Optional<byte[]> to(X509Certificate certificate);
    }
}
