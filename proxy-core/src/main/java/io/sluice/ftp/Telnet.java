package io.sluice.ftp;

/// The part of Telnet that the control connection speaks (RFC 959 §4.1, RFC 854): escaping of 0xFF, and the way an
/// `ABOR` overtakes a transfer.
public final class Telnet {
    static final int SE = 240;
    static final int DATA_MARK = 242;
    static final int INTERRUPT_PROCESS = 244;
    static final int SB = 250;
    static final int WILL = 251;
    static final int WONT = 252;
    static final int DO = 253;
    static final int DONT = 254;
    static final int IAC = 255;

    /// The least byte that is a command after IAC: 236 to 239 are those of RFC 1184 and RFC 885.
    static final int FIRST_COMMAND = 236;

    private static final String ESCAPED_IAC = "\u00FF\u00FF";

    private Telnet() {}

    /// Wire text as a Telnet peer must be sent it: 0xFF doubled.
    public static String escape(String wire) {
        return wire.indexOf(IAC) < 0 ? wire : wire.replace("\u00FF", ESCAPED_IAC);
    }

    /// What [#escape] has doubled, made single again.
    public static String unescape(String wire) {
        return wire.indexOf(IAC) < 0 ? wire : wire.replace(ESCAPED_IAC, "\u00FF");
    }

    /// IAC IP IAC, to be sent as TCP urgent data before [#abortLine] (RFC 959 §4.1.3). The last of the three is the
    /// urgent byte.
    public static byte[] abortUrgent() {
        return new byte[] {(byte) IAC, (byte) INTERRUPT_PROCESS, (byte) IAC};
    }

    /// DM and `ABOR` with its line end, to be sent as ordinary data after [#abortUrgent].
    public static byte[] abortLine() {
        return new byte[] {(byte) DATA_MARK, 'A', 'B', 'O', 'R', '\r', '\n'};
    }
}
