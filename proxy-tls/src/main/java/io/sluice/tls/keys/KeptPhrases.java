package io.sluice.tls.keys;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Pass phrases that were told once, for reloads. Those that open nothing are forgotten.
public final class KeptPhrases {
    private final Map<Path, char[]> known = new ConcurrentHashMap<>();

    public KeptPhrases() {}

    /// The kept ones, and others from a source.
    public PassPhrases or(PassPhrases source) {
        return (file, purpose) -> {
            var kept = known.get(file);
            if (kept != null) {
                return kept.clone();
            }
            var phrase = source.of(file, purpose);
            known.put(file, phrase.clone());
            return phrase;
        };
    }

    public void forget(Path file) {
        known.remove(file);
    }
}
