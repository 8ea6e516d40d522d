package io.sluice.ban.cache;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.sluice.ban.BanType;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// JSON without blanks, with a NUL behind keys and values:
///
/// ```
/// {"ban_type_id":2,"ban_name":"192.0.2.1"}␀
/// {"version":2,"update_ts":1795230366,"ip_addr":"192.0.2.7","port":5376,"ban_type":"host ban","ban_name":…}␀
/// ```
///
/// Read is also what lacks the NUL, has more members, or has them in another order. Bytes of a text that are not UTF-8
/// are written as the characters of Latin-1 that they may have been meant for, because JSON has no others.
final class JsonFormat implements EntryFormat {
    private static final JsonFactory READER = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
    private static final String TYPE_SUFFIX = " ban";

    @Override
    public byte[] key(BanType type, String name) {
        return bytes("{\"ban_type_id\":" + type.number() + ",\"ban_name\":\"" + JsonText.escapedInKey(name) + "\"}\0");
    }

    @Override
    public byte[] value(SharedEntry entry) {
        return bytes("{\"version\":" + entry.version() + ",\"update_ts\":" + entry.updated() + ",\"ip_addr\":"
                + quoted(entry.place().address()) + ",\"port\":" + entry.place().port() + ",\"ban_type\":"
                + quoted(typeText(entry.type())) + ",\"ban_name\":" + quoted(entry.name()) + ",\"ban_reason\":"
                + quoted(entry.reason()) + ",\"ban_message\":" + quoted(entry.message()) + ",\"expires_ts\":"
                + entry.expires() + ",\"server_id\":" + entry.serverId() + "}\0");
    }

    private static String typeText(int number) {
        return BanType.ofNumber(number).orElseThrow().word() + TYPE_SUFFIX;
    }

    private static String quoted(String text) {
        return '"' + JsonText.escaped(text) + '"';
    }

    private static byte[] bytes(String wire) {
        return wire.getBytes(ISO_8859_1);
    }

    @Override
    public SharedEntry read(byte[] value) throws Undecodable {
        int end = value.length > 0 && value[value.length - 1] == 0 ? value.length - 1 : value.length;
        var members = Members.of(Arrays.copyOf(value, end));
        // In this order, so that of several flaws the reference's is told.
        long version = version(members);
        long updated = members.number("update_ts");
        var address = members.text("ip_addr");
        int port = port(members);
        int type = type(members);
        var name = members.text("ban_name");
        var reason = members.text("ban_reason");
        var message = members.text("ban_message");
        long expires = members.number("expires_ts");
        int serverId = serverId(members);
        return new SharedEntry(
                version, updated, new Place(address, port), type, name, reason, message, expires, serverId);
    }

    private static long version(Members members) throws Undecodable {
        long version = members.number("version");
        if (version != SharedEntry.VERSION) {
            throw Undecodable.logged(
                    "unsupported/unknown version value '" + version + "' in cached JSON value, rejecting");
        }
        return version;
    }

    private static int port(Members members) throws Undecodable {
        long port = members.number("port");
        if (port <= 0 || port > Place.LARGEST_PORT) {
            throw Undecodable.logged("invalid port number " + port + " in cached JSON value, rejecting");
        }
        return (int) port;
    }

    private static int type(Members members) throws Undecodable {
        var text = members.text("ban_type");
        return (text.endsWith(TYPE_SUFFIX)
                        ? BanType.ofWord(text.substring(0, text.length() - TYPE_SUFFIX.length()))
                        : Optional.<BanType>empty())
                .orElseThrow(
                        () -> Undecodable.traced("ignoring unknown/unsupported 'ban_type' JSON field value: " + text))
                .number();
    }

    /// Zero, which mod_ban writes and then rejects itself, stands for every server.
    private static int serverId(Members members) throws Undecodable {
        long id = members.number("server_id");
        if (id < 0 || id > Integer.MAX_VALUE) {
            throw Undecodable.logged("invalid server ID " + id + " in cached JSON value, rejecting");
        }
        return (int) id;
    }

    /// The members of an object: [Long], [String] as wire text, or [Boolean#FALSE] for what is neither; of several of a
    /// name the first.
    private record Members(Map<String, Object> values, String entry) {

        static Members of(byte[] json) throws Undecodable {
            var entry = new String(json, ISO_8859_1);
            var values = new HashMap<String, Object>();
            try (var parser = READER.createParser(json)) {
                boolean isObject = parser.nextToken() == JsonToken.START_OBJECT;
                if (!isObject) {
                    parser.skipChildren();
                }
                while (isObject && parser.nextToken() == JsonToken.FIELD_NAME) {
                    var name = parser.currentName();
                    values.putIfAbsent(name, value(parser, parser.nextToken()));
                }
                if (parser.currentToken() == null || parser.nextToken() != null) {
                    throw invalid(entry);
                }
            } catch (IOException _) {
                throw invalid(entry);
            }
            return new Members(values, entry);
        }

        private static Object value(JsonParser parser, JsonToken token) throws IOException {
            if (token == JsonToken.VALUE_STRING) {
                return new String(parser.getText().getBytes(UTF_8), ISO_8859_1);
            }
            if (token != null && token.isNumeric()) {
                return (long) parser.getDoubleValue();
            }
            parser.skipChildren();
            return false;
        }

        private static Undecodable invalid(String entry) {
            return Undecodable.logged("unable to decode invalid JSON cache entry: '" + entry + "'");
        }

        long number(String name) throws Undecodable {
            if (present(name) instanceof Long number) {
                return number;
            }
            throw Undecodable.traced("ignoring non-number '" + name + "' JSON field in '" + entry + "'");
        }

        String text(String name) throws Undecodable {
            if (present(name) instanceof String text) {
                return text;
            }
            throw Undecodable.traced("ignoring non-string '" + name + "' JSON field in '" + entry + "'");
        }

        private Object present(String name) throws Undecodable {
            var value = values.get(name);
            if (value == null) {
                throw Undecodable.logged("missing required '" + name + "' JSON field in '" + entry + "'");
            }
            return value;
        }
    }
}
