package io.sluice.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import io.sluice.config.BadValue;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A member that is added to the records of a format.
sealed interface ExtraMember {
    String name();

    /// A text with variables.
    ///
    /// @param written the text with the variables as they are written
    record Text(String name, String written, LogFormat format) implements ExtraMember {}

    /// Any other value, as JSON.
    record Fixed(String name, String json) implements ExtraMember {}

    /// The members of a JSON object in their order.
    ///
    /// @param compiler makes formats out of texts
    static List<ExtraMember> parse(String object, Function<String, LogFormat> compiler) throws BadValue {
        var factory = new JsonFactory();
        var members = new ArrayList<ExtraMember>();
        try (var parser = factory.createParser(object)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw invalid(object);
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var name = parser.currentName();
                if (parser.nextToken() == JsonToken.VALUE_STRING) {
                    var text = parser.getText();
                    members.add(new Text(name, text, compiler.apply(text)));
                } else {
                    var json = new StringWriter();
                    try (var generator = factory.createGenerator(json)) {
                        generator.copyCurrentStructureExact(parser);
                    }
                    members.add(new Fixed(name, json.toString()));
                }
            }
            if (parser.nextToken() != null) {
                throw invalid(object);
            }
        } catch (IOException _) {
            throw invalid(object);
        }
        return members;
    }

    private static BadValue invalid(String object) {
        return new BadValue("error parsing '" + object + "' as JSON object: invalid JSON");
    }
}
