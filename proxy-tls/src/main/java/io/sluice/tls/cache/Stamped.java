package io.sluice.tls.cache;

import java.util.Arrays;

/// A DER text with its moment, in seconds since 1970: when a TLS session ends, or when an OCSP response was stored.
///
/// @param text as secret as a key where it is a TLS session
@SuppressWarnings("ArrayRecordComponent") // equality is by content
record Stamped(byte[] text, long moment) {

    @Override
    public boolean equals(Object other) {
        return other instanceof Stamped that && moment == that.moment && Arrays.equals(text, that.text);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(text) + Long.hashCode(moment);
    }

    /// The length alone: the text may be a secret.
    @Override
    public String toString() {
        return "Stamped[" + text.length + " bytes, moment " + moment + "]";
    }
}
