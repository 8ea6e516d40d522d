package io.sluice.ban.cache;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.HexFormat;

/// What ProFTPD 1.3.8 with mod_ban 0.8 has written, byte for byte.
final class Observed {
    /// The key in Redis of a host, behind the prefix.
    static final byte[] HOST_KEY = wire("{\"ban_type_id\":2,\"ban_name\":\"127.0.0.1\"}\0");

    /// The value of that key, of a server on port 47210.
    static final byte[] HOST_VALUE = wire("{\"version\":2,\"update_ts\":1795914125,\"ip_addr\":\"127.0.0.1\","
            + "\"port\":27320,\"ban_type\":\"host ban\",\"ban_name\":\"127.0.0.1\","
            + "\"ban_reason\":\"MaxLoginAttempts autoban at Sun Nov 29 01:02:05 2026\","
            + "\"ban_message\":\"Too many from %a\",\"expires_ts\":1795914425,\"server_id\":1}\0");

    /// A name with a quotation mark, a backslash and UTF-8, as the wire had it.
    static final String AWKWARD_NAME = "we\"i\\r\u00c3\u00a9 d@127.0.0.1";

    static final byte[] AWKWARD_KEY =
            wire("{\"ban_type_id\":4,\"ban_name\":\"we\\\"i\\\\r\u00c3\u00a9 d@127.0.0.1\"}\0");

    static final byte[] AWKWARD_VALUE = wire("{\"version\":2,\"update_ts\":1795914135,\"ip_addr\":\"127.0.0.1\","
            + "\"port\":27576,\"ban_type\":\"user@host ban\",\"ban_name\":\"we\\\"i\\\\r\u00c3\u00a9 d@127.0.0.1\","
            + "\"ban_reason\":\"MaxLoginAttemptsFromUser autoban at Sun Nov 29 01:02:15 2026\","
            + "\"ban_message\":\"Too many from user %u at %a\",\"expires_ts\":1795914435,\"server_id\":1}\0");

    /// A name with control characters, of which the last one stays what it is in a key.
    static final String CONTROL_NAME = "t\ta\u0001b\u007f/<c>&\u001f@127.0.0.1";

    static final byte[] CONTROL_KEY =
            wire("{\"ban_type_id\":4,\"ban_name\":\"t\\ta\\u0001b\u007f/<c>&\u001f@127.0.0.1\"}\0");

    static final String OTHER_CONTROL_NAME = "h\u001e\b\f\u000b@127.0.0.1";

    static final byte[] OTHER_CONTROL_KEY =
            wire("{\"ban_type_id\":4,\"ban_name\":\"h\\u001E\\b\\f\\u000B@127.0.0.1\"}\0");

    /// The key in memcached of the user `joe`, behind the prefix, as a TPL image.
    static final byte[] JOE_TPL_KEY = HexFormat.of().parseHex("74706c02140000007673000300040000006a6f65");

    /// The value of that key, of a server on port 47213.
    static final byte[] JOE_TPL_VALUE = HexFormat.of()
            .parseHex("74706c028000000053286975736969737373756929000200000098790b6b0a0000003132372e302e302e31b86d0000"
                    + "03000000040000006a6f652e0000004c6f67696e52617465206175746f62616e2061742053756e204e6f762032"
                    + "392030313a30323a313620323032360a0000004e6963652022257522c47a0b6b01000000");

    static final byte[] AWKWARD_TPL_KEY =
            HexFormat.of().parseHex("74706c0225000000767300040015000000776522695c72c3a92064403132372e302e302e31");

    /// The value of that key: a ban without a message.
    static final byte[] AWKWARD_TPL_VALUE = HexFormat.of()
            .parseHex("74706c029700000053286975736969737373756929000200000097790b6b0a0000003132372e302e302e31b86d0000"
                    + "0400000015000000776522695c72c3a92064403132372e302e302e313d0000004d61784c6f67696e417474656d"
                    + "70747346726f6d55736572206175746f62616e2061742053756e204e6f762032392030313a30323a3135203230"
                    + "323601000000c37a0b6b01000000");

    private Observed() {}

    static byte[] wire(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
