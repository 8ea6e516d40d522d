package io.sluice.datastore;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import io.sluice.datastore.Datastore.Value;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Optional;
import java.util.TreeMap;

/// Values as JSON objects of strings, for where a value is one text.
final class JsonValue {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonValue() {}

    static String text(Value value) {
        var out = new StringWriter();
        try (var json = JSON.createGenerator(out)) {
            json.writeStartObject();
            for (var field : new TreeMap<>(value.fields()).entrySet()) {
                json.writeStringField(field.getKey(), field.getValue());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    /// The value that a text stands for, if it stands for one.
    static Optional<Value> read(String text) {
        var fields = new HashMap<String, String>();
        try (var json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                if (json.nextToken() != JsonToken.VALUE_STRING) {
                    return Optional.empty();
                }
                fields.put(name, json.getText());
            }
            return json.currentToken() == JsonToken.END_OBJECT ? Optional.of(new Value(fields)) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty(); // no JSON
        }
    }
}
