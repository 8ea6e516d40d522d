package io.sluice.ban.cache;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.HexFormat;

/// Wire text as it stands in a string of JSON, as mod_ban writes it: `"`, `\` and control characters escaped, the
/// latter in capital digits where they have no letter, and nothing else.
final class JsonText {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private JsonText() {}

    /// The text of a value.
    static String escaped(String wire) {
        return escaped(wire, ' ');
    }

    /// The text of a key, which is found by its bytes: mod_ban leaves the last of the control characters as it is.
    static String escapedInKey(String wire) {
        return escaped(wire, 0x1f);
    }

    private static String escaped(String wire, int firstPlain) {
        boolean isUtf8 = isUtf8(wire);
        var text = new StringBuilder(wire.length() + 16);
        for (int i = 0; i < wire.length(); i++) {
            char c = wire.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\b' -> text.append("\\b");
                case '\f' -> text.append("\\f");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < firstPlain || (c > 0x7f && !isUtf8)) {
                        text.append("\\u").append(HEX.toHexDigits((short) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        return text.toString();
    }

    private static boolean isUtf8(String wire) {
        try {
            UTF_8.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(wire.getBytes(ISO_8859_1)));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }
}
