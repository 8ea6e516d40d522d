package io.sluice.tls.cache;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;

/// What may be told of a TLS session out of its DER text, OpenSSL's `SSL_SESSION`: never the keys that are in it.
///
/// ```
/// SEQUENCE { version, protocol, cipher, session id, master key,
///            [1] began at, [2] seconds, [3] certificate of the peer, [4] id context, … }
/// ```
///
/// @param context the context of the id, in hexadecimal digits; may be empty
/// @param began in seconds since 1970
/// @param lasts in seconds
record SessionBlock(int protocol, String context, OptionalLong began, OptionalLong lasts) {
    private static final int PROTOCOL = 1;
    private static final int FIRST_TAGGED = 5;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT)
            .withZone(ZoneId.systemDefault());

    /// What a DER text tells; empty where it is none of a session.
    static Optional<SessionBlock> of(byte[] der) {
        try {
            var parts = ASN1Sequence.getInstance(der);
            var context = "";
            var began = OptionalLong.empty();
            var lasts = OptionalLong.empty();
            for (int i = FIRST_TAGGED; i < parts.size(); i++) {
                if (!(parts.getObjectAt(i) instanceof ASN1TaggedObject tagged)) {
                    continue;
                }
                var content = tagged.getExplicitBaseObject();
                switch (tagged.getTagNo()) {
                    case 1 ->
                        began = OptionalLong.of(ASN1Integer.getInstance(content).longValueExact());
                    case 2 ->
                        lasts = OptionalLong.of(ASN1Integer.getInstance(content).longValueExact());
                    case 4 ->
                        context = HexFormat.of()
                                .withUpperCase()
                                .formatHex(ASN1OctetString.getInstance(content).getOctets());
                    default -> {}
                }
            }
            return Optional.of(new SessionBlock(
                    ASN1Integer.getInstance(parts.getObjectAt(PROTOCOL)).intValueExact(), context, began, lasts));
        } catch (IllegalArgumentException | IllegalStateException | ArithmeticException | IndexOutOfBoundsException _) {
            return Optional.empty();
        }
    }

    /// When the session ends, in seconds since 1970.
    OptionalLong ends() {
        return began.isPresent() && lasts.isPresent()
                ? OptionalLong.of(began.getAsLong() + lasts.getAsLong())
                : OptionalLong.empty();
    }

    /// The lines of a status text about a session.
    ///
    /// @param name its id in hexadecimal digits
    static List<String> lines(String name, Stamped session, Instant now) {
        var block = of(session.text());
        var lines = new ArrayList<String>();
        lines.add("  -----BEGIN SSL SESSION PARAMETERS-----");
        lines.add("    Session ID: " + name.toUpperCase(Locale.ROOT));
        block.map(SessionBlock::context)
                .filter(context -> !context.isEmpty())
                .ifPresent(context -> lines.add("    Session ID Context: " + context));
        lines.add("    Protocol: " + block.map(SessionBlock::version).orElse("unknown"));
        block.map(SessionBlock::began).ifPresent(began -> began.ifPresent(at -> lines.add("    Started: " + time(at))));
        long end = session.moment() != 0
                ? session.moment()
                : block.map(each -> each.ends().orElse(0)).orElse(0L);
        lines.add("    Expires: " + time(end) + " (" + Math.max(0, end - now.getEpochSecond()) + " secs)");
        lines.add("  -----END SSL SESSION PARAMETERS-----");
        lines.add("");
        return lines;
    }

    private String version() {
        return switch (protocol) {
            case 0x0300 -> "SSLv3";
            case 0x0301 -> "TLSv1";
            case 0x0302 -> "TLSv1.1";
            case 0x0303 -> "TLSv1.2";
            case 0x0304 -> "TLSv1.3";
            default -> "unknown";
        };
    }

    /// A time as `ctime` writes it.
    static String time(long second) {
        return TIME.format(Instant.ofEpochSecond(second));
    }

    @Override
    public String toString() {
        return "SessionBlock[" + version() + "]";
    }
}
