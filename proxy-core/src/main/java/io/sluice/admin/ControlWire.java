package io.sluice.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
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
import java.util.ArrayList;
import java.util.List;

/// Requests and replies of the control socket as bytes, in either layout: a first integer of 0 begins a request of
/// words, any other is the length of one in JSON.
final class ControlWire {
    static final int LONGEST_REQUEST = 1024;
    static final int LONGEST_REPLY = 1 << 20;
    private static final int INTEGER = Integer.BYTES;

    private ControlWire() {}

    /// Reads one request, and not a byte more.
    ///
    /// @throws ProtocolException if it is too long, or no request
    static ControlRequest read(InputStream in) throws IOException {
        int first = integer(in);
        return first == 0 ? words(in) : json(in, first);
    }

    private static ControlRequest words(InputStream in) throws IOException {
        int count = integer(in);
        long left = LONGEST_REQUEST - 2 * INTEGER;
        if (count < 0 || (long) count * INTEGER > left) {
            throw new ProtocolException("a request of " + count + " words");
        }
        var words = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            int length = integer(in);
            left -= INTEGER;
            if (length < 0 || length > left) {
                throw tooLong();
            }
            left -= length;
            words.add(new String(bytes(in, length), UTF_8));
        }
        return new ControlRequest(words, Layout.WORDS);
    }

    private static ControlRequest json(InputStream in, int length) throws IOException {
        if (length < 0 || length > LONGEST_REQUEST) {
            throw tooLong();
        }
        try (var parser = new JsonFactory().createParser(bytes(in, length))) {
            return new ControlRequest(words(parser), Layout.JSON);
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            throw noRequest(e.getOriginalMessage());
        }
    }

    private static List<String> words(JsonParser parser) throws IOException {
        var words = new ArrayList<String>();
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw noRequest("not an object");
        }
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            var value = parser.nextToken();
            if (name.equals("action") && value == JsonToken.VALUE_STRING) {
                words.addFirst(parser.getText());
            } else if (name.equals("args") && value == JsonToken.START_ARRAY) {
                while (parser.nextToken() == JsonToken.VALUE_STRING) {
                    words.add(parser.getText());
                }
                if (parser.currentToken() != JsonToken.END_ARRAY) {
                    throw noRequest("args are not texts");
                }
            } else {
                throw noRequest("member '" + name + "'");
            }
        }
        return words;
    }

    /// A reply as bytes. Lines that would make it too long are left out, and the last one says so.
    static byte[] write(ControlReply reply, Layout layout) {
        return switch (layout) {
            case WORDS -> words(reply);
            case JSON -> json(reply);
        };
    }

    private static byte[] words(ControlReply reply) {
        var lines = fitting(reply.lines());
        int size = 2 * INTEGER;
        for (byte[] line : lines) {
            size += INTEGER + line.length;
        }
        var buffer = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
        buffer.putInt(reply.status() == Status.OK ? 0 : Status.ERROR.code()).putInt(lines.size());
        lines.forEach(line -> buffer.putInt(line.length).put(line));
        return buffer.array();
    }

    private static byte[] json(ControlReply reply) {
        var body = new ByteArrayOutputStream();
        try (var generator = new JsonFactory().createGenerator(body)) {
            generator.writeStartObject();
            generator.writeNumberField("status", reply.status().code());
            generator.writeArrayFieldStart("responses");
            for (byte[] line : fitting(reply.lines())) {
                generator.writeString(new String(line, UTF_8));
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
    private static List<byte[]> fitting(List<String> lines) {
        var fitting = new ArrayList<byte[]>();
        int left = LONGEST_REPLY / 6 - 100;
        for (int i = 0; i < lines.size(); i++) {
            byte[] line = lines.get(i).getBytes(UTF_8);
            left -= line.length + INTEGER;
            if (left < 0) {
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

    private static ProtocolException tooLong() {
        return new ProtocolException("a request of more than " + LONGEST_REQUEST + " bytes");
    }

    private static ProtocolException noRequest(String why) {
        return new ProtocolException("no request: " + why);
    }
}
