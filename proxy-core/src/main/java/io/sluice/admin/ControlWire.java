package io.sluice.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sluice.admin.ControlRequest.Layout;
import io.sluice.module.ControlReply;
import io.sluice.module.ControlReply.Status;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Requests and replies of the control socket as bytes, in either layout: a first integer of 0 begins a request of
/// words, any other is the length of one in JSON.
final class ControlWire {
    /// In JSON.
    static final int LONGEST_REQUEST = 1024;
    /// What `ftpdctl` of release 1.3.8 can send and understand.
    private static final int MOST_WORDS = 32;

    private static final int LONGEST_ACTION = 127;
    private static final int LONGEST_WORD = 256;
    private static final int MOST_LINES = 1024;
    private static final int LONGEST_LINE = 1023;
    static final int LONGEST_REPLY = 1 << 20;
    private static final int INTEGER = Integer.BYTES;

    private ControlWire() {}

    /// Reads one request, and not a byte more.
    ///
    /// @throws ProtocolException if it is longer than may be, or has words that cannot be
    static ControlRequest read(InputStream in) throws IOException {
        int first = integer(in);
        return first == 0 ? new ControlRequest(words(in), Layout.WORDS) : json(in, first);
    }

    private static List<String> words(InputStream in) throws IOException {
        int count = integer(in);
        if (count < 0 || count > MOST_WORDS) {
            throw new ProtocolException("more than " + MOST_WORDS + " words");
        }
        var words = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            int length = integer(in);
            int longest = words.isEmpty() ? LONGEST_ACTION : LONGEST_WORD;
            if (length < 0 || length > longest) {
                throw tooLong(longest);
            }
            if (length > 0) {
                words.add(printable(bytes(in, length)));
            }
        }
        return words;
    }

    private static String printable(byte[] bytes) throws IOException {
        try {
            var word = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            if (isPrintable(word)) {
                return word;
            }
        } catch (CharacterCodingException _) {
            // said below
        }
        throw new ProtocolException("a word that cannot be printed");
    }

    private static boolean isPrintable(String word) {
        return word.chars().noneMatch(Character::isISOControl);
    }

    private static ControlRequest json(InputStream in, int length) throws IOException {
        if (length < 0 || length > LONGEST_REQUEST) {
            throw tooLong(LONGEST_REQUEST);
        }
        try (var parser = new JsonFactory().createParser(bytes(in, length))) {
            return object(parser)
                    .filter(words -> words.stream().allMatch(ControlWire::isPrintable))
                    .map(words -> new ControlRequest(words, Layout.JSON))
                    .orElseGet(ControlRequest::undecodable);
        } catch (JacksonException _) {
            return ControlRequest.undecodable();
        }
    }

    /// `action` and `args`, in either order; empty if one of them is absent, or is not what it must be.
    private static Optional<List<String>> object(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return Optional.empty();
        }
        var fields = fields(parser, "action", JsonToken.VALUE_STRING, JsonParser::getText, "args");
        if (fields.wrong() || parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
            return Optional.empty();
        }
        return fields.value()
                .flatMap(action -> fields.texts()
                        .map(arguments -> Stream.concat(Stream.of(action), arguments.stream())
                                .toList()));
    }

    /// What requests and replies have: one value, and a list of texts.
    ///
    /// @param wrong whether one of the two has also been there as something else
    private record Fields<T>(Optional<T> value, Optional<List<String>> texts, boolean wrong) {}

    @FunctionalInterface
    private interface Value<T> {
        T read(JsonParser parser) throws IOException;
    }

    /// The two in either order, among others, up to the end of the object.
    private static <T> Fields<T> fields(
            JsonParser parser, String valueName, JsonToken valueToken, Value<T> value, String textsName)
            throws IOException {
        Optional<T> found = Optional.empty();
        Optional<List<String>> texts = Optional.empty();
        boolean wrong = false;
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            var token = parser.nextToken();
            if (name.equals(valueName) && token == valueToken) {
                found = Optional.of(value.read(parser));
            } else if (name.equals(textsName) && token == JsonToken.START_ARRAY) {
                texts = texts(parser);
            } else {
                wrong |= name.equals(valueName) || name.equals(textsName);
                parser.skipChildren();
            }
        }
        return new Fields<>(found, texts, wrong);
    }

    private static Optional<List<String>> texts(JsonParser parser) throws IOException {
        var texts = new ArrayList<String>();
        while (parser.nextToken() == JsonToken.VALUE_STRING) {
            texts.add(parser.getText());
        }
        return parser.currentToken() == JsonToken.END_ARRAY ? Optional.of(texts) : Optional.empty();
    }

    /// A reply as bytes. Lines that would make it too long are left out, and the last one says so.
    static byte[] write(ControlReply reply, Layout layout) {
        return switch (layout) {
            case WORDS -> words(reply);
            case JSON -> json(reply);
        };
    }

    private static byte[] words(ControlReply reply) {
        return texts(
                reply.status().code(),
                fitting(reply.lines(), MOST_LINES).stream()
                        .map(line -> line.length <= LONGEST_LINE ? line : Arrays.copyOf(line, LONGEST_LINE))
                        .toList());
    }

    /// A request as bytes; the first word is the action.
    static byte[] request(List<String> words, Layout layout) {
        return switch (layout) {
            case WORDS ->
                texts(0, words.stream().map(word -> word.getBytes(UTF_8)).toList());
            case JSON ->
                json(
                        generator -> generator.writeStringField("action", words.getFirst()),
                        "args",
                        words.subList(1, words.size()));
        };
    }

    private static byte[] texts(int status, List<byte[]> texts) {
        int size = 2 * INTEGER;
        for (byte[] text : texts) {
            size += INTEGER + text.length;
        }
        var buffer = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
        buffer.putInt(status).putInt(texts.size());
        texts.forEach(text -> buffer.putInt(text.length).put(text));
        return buffer.array();
    }

    /// Reads the reply to a request.
    static ControlCall reply(InputStream in, Layout layout) throws IOException {
        return switch (layout) {
            case WORDS -> {
                int status = integer(in);
                yield new ControlCall(status == Status.OK.code(), lines(in, integer(in)));
            }
            case JSON -> jsonReply(in);
        };
    }

    private static ControlCall jsonReply(InputStream in) throws IOException {
        int length = integer(in);
        if (length < 0 || length > LONGEST_REPLY) {
            throw tooLong(LONGEST_REPLY);
        }
        try (var parser = new JsonFactory().createParser(bytes(in, length))) {
            return call(parser);
        } catch (JacksonException _) {
            throw new ProtocolException("a reply that is not JSON");
        }
    }

    private static ControlCall call(JsonParser parser) throws IOException {
        parser.nextToken();
        var fields = fields(parser, "status", JsonToken.VALUE_NUMBER_INT, JsonParser::getIntValue, "responses");
        if (fields.value().isEmpty() || fields.texts().isEmpty()) {
            throw new ProtocolException("a reply without 'status' or 'responses'");
        }
        return new ControlCall(
                fields.value().get() == Status.OK.code(), fields.texts().get());
    }

    private static List<String> lines(InputStream in, int count) throws IOException {
        int left = LONGEST_REPLY - 2 * INTEGER;
        if (count < 0 || (long) count * INTEGER > left) {
            throw tooLong(LONGEST_REPLY);
        }
        var lines = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            int length = integer(in);
            left -= INTEGER;
            if (length < 0 || length > left) {
                throw tooLong(LONGEST_REPLY);
            }
            left -= length;
            lines.add(new String(bytes(in, length), UTF_8));
        }
        return lines;
    }

    private static byte[] json(ControlReply reply) {
        return json(
                generator -> generator.writeNumberField("status", reply.status().code()),
                "responses",
                fitting(reply.lines(), Integer.MAX_VALUE).stream()
                        .map(line -> new String(line, UTF_8))
                        .toList());
    }

    @FunctionalInterface
    private interface Field {
        void write(JsonGenerator generator) throws IOException;
    }

    /// An object of one field and a list of texts, behind its length.
    private static byte[] json(Field field, String textsName, List<String> texts) {
        var body = new ByteArrayOutputStream();
        try (var generator = new JsonFactory().createGenerator(body)) {
            generator.writeStartObject();
            field.write(generator);
            generator.writeArrayFieldStart(textsName);
            for (String text : texts) {
                generator.writeString(text);
            }
            generator.writeEndArray();
            generator.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("nothing is written but to memory", e);
        }
        return ByteBuffer.allocate(INTEGER + body.size())
                .order(ByteOrder.nativeOrder())
                .putInt(body.size())
                .put(body.toByteArray())
                .array();
    }

    /// JSON needs at most six bytes for one.
    private static List<byte[]> fitting(List<String> lines, int most) {
        var fitting = new ArrayList<byte[]>();
        int left = LONGEST_REPLY / 6 - 100;
        for (int i = 0; i < lines.size(); i++) {
            byte[] line = lines.get(i).getBytes(UTF_8);
            left -= line.length + INTEGER;
            if (left < 0 || (i == most - 1 && lines.size() > most)) {
                fitting.add(("… and " + (lines.size() - i) + " lines more").getBytes(UTF_8));
                break;
            }
            fitting.add(line);
        }
        return fitting;
    }

    private static int integer(InputStream in) throws IOException {
        return ByteBuffer.wrap(bytes(in, INTEGER))
                .order(ByteOrder.nativeOrder())
                .getInt();
    }

    private static byte[] bytes(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("ended within a request");
        }
        return bytes;
    }

    private static ProtocolException tooLong(int longest) {
        return new ProtocolException("more than " + longest + " bytes, or a length that cannot be");
    }
}
