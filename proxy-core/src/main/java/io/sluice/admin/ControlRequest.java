package io.sluice.admin;

import java.util.List;

/// What a client of the control socket asks for: an action and its words, none at all from one that has nothing to say.
record ControlRequest(List<String> words, Layout layout) {

    /// How requests and replies lie on the wire. All integers have 32 bits in the byte order of the machine.
    enum Layout {
        /// Status (0 in requests), number of words, and for each its length and its bytes. Releases up to 1.3.8.
        WORDS,
        /// Length, and a JSON object of that length. Later releases.
        JSON
    }

    ControlRequest {
        words = List.copyOf(words);
    }

    String text() {
        return String.join(" ", words);
    }
}
