package io.sluice.proxy.lookup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonToken;
import io.sluice.config.BadValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A JSON array of URLs, in UTF-8. What is no string or no usable URL is left out, and so is everything beyond the
/// first
/// 1000 items.
///
/// @param leftOut what was left out, in sentences; no password is in them
record UrlArray(List<BackendUrl> urls, List<String> leftOut) {
    private static final int MOST_ITEMS = 1000;
    private static final JsonFactory JSON = new JsonFactory();

    UrlArray {
        urls = List.copyOf(urls);
        leftOut = List.copyOf(leftOut);
    }

    /// Reads the content of a file; empty content is no URLs.
    ///
    /// @param name how sentences call the file
    static UrlArray read(byte[] content, String name) throws IOException {
        var urls = new ArrayList<BackendUrl>();
        var leftOut = new ArrayList<String>();
        if (content.length == 0) {
            return new UrlArray(urls, leftOut);
        }
        try (var json = JSON.createParser(text(content))) {
            if (json.nextToken() != JsonToken.START_ARRAY) {
                throw new IOException("Invalid argument (no JSON array)");
            }
            int items = 0;
            for (var token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
                items++;
                if (token != JsonToken.VALUE_STRING) {
                    json.skipChildren();
                } else if (items <= MOST_ITEMS) {
                    add(json.getText(), urls, leftOut);
                }
            }
            if (json.nextToken() != null) {
                throw new IOException("Invalid argument (something follows the JSON array)");
            }
            if (items > MOST_ITEMS) {
                leftOut.add("warning: skipped ProxyReverseServers '" + name + "' data (only used first " + MOST_ITEMS
                        + " items)");
            }
        } catch (JsonParseException e) {
            throw new IOException(
                    "Invalid argument (no JSON: line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")",
                    e);
        }
        return new UrlArray(urls, leftOut);
    }

    private static String text(byte[] content) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException("Invalid argument (not UTF-8)", e);
        }
    }

    private static void add(String text, List<BackendUrl> urls, List<String> leftOut) {
        try {
            urls.add(BackendUrl.parse(text));
        } catch (BadValue e) {
            leftOut.add(String.valueOf(e.getMessage()));
        }
    }
}
