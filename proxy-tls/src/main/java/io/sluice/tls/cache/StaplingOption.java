package io.sluice.tls.cache;

import java.util.Map;

/// A word of `TLSStaplingOptions`.
public enum StaplingOption {
    /// A response is not made up where the responder gives none.
    NO_FAKE_TRY_LATER("NoFakeTryLater"),
    /// Requests are sent without a nonce, so that a responder may give a response that it has made before.
    NO_NONCE("NoNonce"),
    /// Responses are not checked.
    NO_VERIFY("NoVerify");

    static final Map<String, StaplingOption> BY_WORD = Map.of(
            NO_FAKE_TRY_LATER.word, NO_FAKE_TRY_LATER,
            NO_NONCE.word, NO_NONCE,
            NO_VERIFY.word, NO_VERIFY);

    private final String word;

    StaplingOption(String word) {
        this.word = word;
    }
}
