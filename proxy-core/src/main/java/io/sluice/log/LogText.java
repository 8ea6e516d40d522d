package io.sluice.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;

/// Text that cannot forge a line of a log: CR, LF and TAB become `\r`, `\n`, `\t`, other control characters and bytes
/// that are not UTF-8 become `\xHH`.
///
/// Text in which every char is a byte is taken for wire text (see [io.sluice.ftp.WireText]) and read as UTF-8; text
/// with wider chars was read already.
public final class LogText {
    private LogText() {}

    public static String escape(String text) {
        return escape(text, false);
    }

    /// The same for text that people wrote, such as a format: it was read already, whatever its chars.
    static String escapeRead(String text) {
        var out = new StringBuilder(text.length());
        append(text, false, out);
        return out.toString();
    }

    static String escape(String text, boolean quoted) {
        boolean plain = true;
        boolean wire = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            plain &= c >= ' ' && c < 0x7f && !(quoted && c == '"');
            wire &= c <= 0xff;
        }
        if (plain) {
            return text;
        }
        var out = new StringBuilder(text.length() + 16);
        if (wire) {
            decode(text.getBytes(ISO_8859_1), quoted, out);
        } else {
            append(text, quoted, out);
        }
        return out.toString();
    }

    private static void decode(byte[] bytes, boolean quoted, StringBuilder out) {
        var decoder = UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var in = ByteBuffer.wrap(bytes);
        var chars = CharBuffer.allocate(bytes.length);
        while (true) {
            var result = decoder.decode(in, chars, true);
            append(chars.flip(), quoted, out);
            chars.clear();
            if (!result.isError()) {
                return;
            }
            for (int i = 0; i < result.length(); i++) {
                appendHex(in.get() & 0xff, out);
            }
            decoder.reset();
        }
    }

    private static void append(CharSequence text, boolean quoted, StringBuilder out) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r') {
                out.append("\\r");
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c == '\t') {
                out.append("\\t");
            } else if (Character.isISOControl(c)) {
                appendHex(c, out);
            } else if (c == '"' && quoted) {
                out.append("\\\"");
            } else {
                out.append(c);
            }
        }
    }

    private static void appendHex(int value, StringBuilder out) {
        out.append("\\x")
                .append(Character.toUpperCase(Character.forDigit(value >> 4, 16)))
                .append(Character.toUpperCase(Character.forDigit(value & 0xf, 16)));
    }
}
