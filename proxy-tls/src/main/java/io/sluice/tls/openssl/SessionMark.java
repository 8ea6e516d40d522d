package io.sluice.tls.openssl;

import java.util.HexFormat;

/// What tells the TLS session of a control connection from others: its id, if it has one on the server's side (TLS 1.2
/// without tickets), and 32 random bytes that are in every ticket it gives out (tls.md §7). Both are hexadecimal
/// digits, and empty where there are none.
public record SessionMark(String id, String ticket) {

    static SessionMark of(byte[] id, byte[] ticket) {
        return new SessionMark(HexFormat.of().formatHex(id), HexFormat.of().formatHex(ticket));
    }

    /// Whether both are of one TLS session. A ticket says more than the id beside it, which the client has made up.
    boolean isOf(SessionMark other) {
        return ticket.isEmpty() ? !id.isEmpty() && id.equals(other.id) : ticket.equals(other.ticket);
    }

    /// Without what would let others pass for it.
    @Override
    public String toString() {
        return "SessionMark[" + id + "]";
    }
}
