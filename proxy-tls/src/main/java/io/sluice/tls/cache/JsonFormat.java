package io.sluice.tls.cache;

import static io.sluice.tls.cache.EntryFormat.ascii;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;

/// The JSON of mod_tls_redis and mod_tls_memcache, with a NUL behind keys and values:
///
/// ```
/// {"id":"0a1b…"}␀          {"expires":1795228936,"data":"MIGfAgEB…","data_len":162}␀
/// {"fingerprint":"9c…"}␀   {"expires":1795228936,"response":"MAMKAQM=","response_len":5}␀
/// ```
///
/// Read is also what lacks the NUL, has more members, or has them in another order. Base64 is strict, so that zeros at
/// the end of a text stay.
record JsonFormat(Subject subject) implements EntryFormat {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String EXPIRES = "expires";

    @Override
    public byte[] key(String name) {
        return ascii("{\"" + subject.keyMember + "\":\"" + name + "\"}\0");
    }

    @Override
    public byte[] keysBegin() {
        return ascii("{\"" + subject.keyMember + "\":\"");
    }

    @Override
    public String name(byte[] key) {
        var text = new String(key, StandardCharsets.ISO_8859_1);
        int begin = keysBegin().length;
        int end = text.indexOf('"', begin);
        return end < 0 ? "" : text.substring(begin, end);
    }

    @Override
    public byte[] value(Stamped entry) {
        byte[] base64 = Base64.getEncoder().encode(entry.text());
        var value = new ByteArrayOutputStream(base64.length + 80);
        value.writeBytes(ascii("{\"" + EXPIRES + "\":" + entry.moment() + ",\"" + subject.dataMember + "\":\""));
        value.writeBytes(base64);
        value.writeBytes(ascii("\",\"" + length() + "\":" + entry.text().length + "}\0"));
        Arrays.fill(base64, (byte) 0);
        return value.toByteArray();
    }

    private String length() {
        return subject.dataMember + "_len";
    }

    @Override
    public Stamped read(byte[] value) throws Undecodable {
        int end = value.length > 0 && value[value.length - 1] == 0 ? value.length - 1 : value.length;
        var members = new Members();
        try (var parser = JSON.createParser(value, 0, end)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw invalid();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                members.take(parser);
            }
            if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                throw invalid();
            }
        } catch (IOException e) {
            throw invalid();
        }
        return members.entry();
    }

    private Undecodable invalid() {
        return new Undecodable("unable to decode invalid " + subject.entry());
    }

    /// The members that are looked for, as they are met.
    private final class Members {
        private OptionalLong moment = OptionalLong.empty();
        private Optional<String> data = Optional.empty();
        private OptionalLong length = OptionalLong.empty();

        void take(JsonParser parser) throws IOException, Undecodable {
            var name = parser.currentName();
            var token = parser.nextToken();
            if (name.equals(EXPIRES)) {
                moment = number(parser, name, token);
            } else if (name.equals(length())) {
                length = number(parser, name, token);
            } else if (name.equals(subject.dataMember)) {
                if (token != JsonToken.VALUE_STRING) {
                    throw new Undecodable("ignoring non-string '" + name + "' JSON field");
                }
                data = Optional.of(parser.getText());
            } else {
                parser.skipChildren();
            }
        }

        private OptionalLong number(JsonParser parser, String name, JsonToken token) throws IOException, Undecodable {
            if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
                throw new Undecodable("ignoring non-number '" + name + "' JSON field");
            }
            return OptionalLong.of(parser.getValueAsLong(-1));
        }

        Stamped entry() throws Undecodable {
            if (moment.isEmpty()) {
                throw missing(EXPIRES);
            }
            if (data.isEmpty()) {
                throw missing(subject.dataMember);
            }
            if (length.isEmpty()) {
                throw missing(length());
            }
            return new Stamped(text(data.get()), moment.getAsLong());
        }

        private byte[] text(String base64) throws Undecodable {
            byte[] text;
            try {
                text = Base64.getDecoder().decode(base64);
            } catch (IllegalArgumentException _) {
                throw new Undecodable("unable to base64-decode '" + subject.dataMember + "' JSON field");
            }
            if (text.length == 0 || text.length != length.orElse(-1)) {
                throw new Undecodable("'" + length() + "' JSON field says " + length.orElse(-1)
                        + " bytes, but there are " + text.length);
            }
            if (text.length > subject.largest) {
                throw new Undecodable("decoded " + subject.entry() + " too large, ignoring");
            }
            return text;
        }

        private Undecodable missing(String member) {
            return new Undecodable("missing required '" + member + "' JSON field");
        }
    }
}
