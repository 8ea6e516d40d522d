package io.sluice.tls;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What errors tell, as logs have it.
final class CauseText {
    private CauseText() {}

    /// An error of the system in the words of the reference.
    static String ofSystem(IOException error) {
        var text = String.valueOf(error.getMessage());
        return switch (text) {
            case "Connection reset", "Connection reset by peer" -> "[104] Connection reset by peer";
            case "Broken pipe" -> "[32] Broken pipe";
            default -> text;
        };
    }

    /// The texts of an error and its causes, each new one.
    static List<String> all(Throwable error) {
        var texts = new ArrayList<String>();
        for (Optional<Throwable> next = Optional.of(error);
                next.isPresent();
                next = Optional.ofNullable(next.get().getCause())) {
            Optional.ofNullable(next.get().getMessage())
                    .filter(text -> texts.stream().noneMatch(before -> before.contains(text)))
                    .ifPresent(texts::add);
        }
        return texts;
    }

    /// Texts in one line, with numbers.
    static String numbered(List<String> texts) {
        var numbered = new StringBuilder();
        for (int i = 0; i < texts.size(); i++) {
            numbered.append(i == 0 ? "" : " ")
                    .append('(')
                    .append(i + 1)
                    .append(") ")
                    .append(texts.get(i).replaceAll("\\s+", " ").strip());
        }
        return numbered.toString();
    }
}
