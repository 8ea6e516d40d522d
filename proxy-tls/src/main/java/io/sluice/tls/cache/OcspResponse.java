package io.sluice.tls.cache;

import io.sluice.cache.CacheException;
import io.sluice.cache.Expiry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;

/// An OCSP response (RFC 6960 §4.2) and when it was stored. It is *fresh* until half of its validity has passed since
/// then, and can be sent for as long as it is valid.
///
/// @param der the `OCSPResponse`
/// @param stored when a gateway got it; where that is unknown, when it was made
/// @param thisUpdate when it was made; empty for one that is no success, and says so
/// @param nextUpdate when there is a newer one; some responders do not say
@SuppressWarnings("ArrayRecordComponent") // shared by many handshakes, and public
record OcspResponse(byte[] der, Instant stored, Optional<Instant> thisUpdate, Optional<Instant> nextUpdate) {
    /// The one that asks to come back later.
    private static final byte[] TRY_LATER = {0x30, 0x03, 0x0a, 0x01, 0x03};

    /// How long one is fresh that does not say how long it is valid; it can be sent for twice as long.
    private static final Duration UNSAID = Duration.ofHours(1);

    /// How long one is fresh, and sent, that is no success.
    static final Duration FAILURE = Duration.ofMinutes(5);

    private static final Duration KEPT_STALE = Duration.ofHours(1);
    private static final Duration LONGEST_KEPT = Duration.ofDays(7);

    static OcspResponse tryLater(Instant now) {
        return new OcspResponse(TRY_LATER.clone(), now, Optional.empty(), Optional.empty());
    }

    /// Reads what is in a store.
    static OcspResponse of(Stamped entry) throws Undecodable {
        try {
            var response = new OCSPResp(entry.text());
            var at = entry.moment() == 0
                    ? Optional.<Instant>empty()
                    : Optional.of(Instant.ofEpochSecond(entry.moment()));
            if (response.getStatus() != OCSPResp.SUCCESSFUL) {
                return new OcspResponse(entry.text(), at.orElse(Instant.EPOCH), Optional.empty(), Optional.empty());
            }
            return of(entry.text(), response, at);
        } catch (IOException | OCSPException | RuntimeException _) {
            throw new Undecodable("unable to parse OCSP response");
        }
    }

    private static OcspResponse of(byte[] der, OCSPResp response, Optional<Instant> at)
            throws OCSPException, Undecodable {
        if (!(response.getResponseObject() instanceof BasicOCSPResp basic) || basic.getResponses().length == 0) {
            throw new Undecodable("an OCSP response without a basic response");
        }
        var first = basic.getResponses()[0];
        var made = first.getThisUpdate().toInstant();
        return new OcspResponse(
                der,
                at.orElse(made),
                Optional.of(made),
                Optional.ofNullable(first.getNextUpdate()).map(next -> next.toInstant()));
    }

    boolean isSuccess() {
        return thisUpdate.isPresent();
    }

    /// Until when nobody need be asked for another.
    Instant stale() {
        if (thisUpdate.isEmpty()) {
            return stored.plus(FAILURE);
        }
        if (nextUpdate.isEmpty()) {
            return stored.plus(UNSAID);
        }
        return stored.plus(Duration.between(thisUpdate.get(), nextUpdate.get()).dividedBy(2));
    }

    /// Until when it can be sent.
    Instant end() {
        if (thisUpdate.isEmpty()) {
            return stale();
        }
        return nextUpdate.orElse(stored.plus(UNSAID.multipliedBy(2)));
    }

    boolean isFresh(Instant now) {
        return now.isBefore(stale()) && now.isBefore(end());
    }

    boolean isUsable(Instant now) {
        return now.isBefore(end());
    }

    /// How long a store keeps it: an hour longer than it is fresh, and a week at most.
    Expiry expiry(Instant now) throws CacheException {
        var left = Duration.between(now, stale()).plus(KEPT_STALE);
        var least = Duration.ofSeconds(1);
        return Expiry.after(left.compareTo(LONGEST_KEPT) > 0 ? LONGEST_KEPT : left.compareTo(least) < 0 ? least : left);
    }

    Stamped stamped() {
        return new Stamped(der, stored.getEpochSecond());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OcspResponse that && Arrays.equals(der, that.der) && stored.equals(that.stored);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(der);
    }

    @Override
    public String toString() {
        return "OcspResponse[" + der.length + " bytes, stored " + stored + ", fresh until " + stale() + ", good until "
                + end() + "]";
    }
}
