package io.sluice.admin;

import java.util.List;

/// What a client of the control socket asks for: an action and its words, none at all from one that has nothing to say.
/// One in JSON that says nothing sensible asks for the action without a name, which there is not.
record ControlRequest(List<String> words, Layout layout) {

    private static final int CONFIG_SET_PLACE_DIRECTIVE = 4;

    /// How requests and replies lie on the wire. All integers have 32 bits in the byte order of the machine.
    enum Layout {
        /// Status (0 in requests), number of words, and for each its length and its bytes. Releases up to 1.3.8.
        WORDS,
        /// Length, and a JSON object of that length. Later releases.
        JSON
    }

    static ControlRequest undecodable() {
        return new ControlRequest(List.of(""), Layout.JSON);
    }

    ControlRequest {
        words = List.copyOf(words);
    }

    /// The words for a log: without the value of a directive, which may be a password.
    String text() {
        return mayHoldSecrets() && words.size() > CONFIG_SET_PLACE_DIRECTIVE
                ? String.join(" ", words.subList(0, CONFIG_SET_PLACE_DIRECTIVE)) + " ***"
                : String.join(" ", words);
    }

    boolean mayHoldSecrets() {
        return !words.isEmpty() && words.getFirst().equals("config");
    }
}
