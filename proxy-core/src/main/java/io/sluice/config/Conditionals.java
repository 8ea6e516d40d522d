package io.sluice.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The `<IfModule>` and `<IfDefine>` that are open in one file. They nest with themselves but not with sections: a
/// section may begin in one conditional and end in another. Lines inside a false one are only scanned for its own kind
/// of tag.
final class Conditionals {
    enum Kind {
        IF_MODULE("IfModule"),
        IF_DEFINE("IfDefine");

        private final String tag;

        Kind(String tag) {
            this.tag = tag;
        }

        static Optional<Kind> of(String name) {
            for (Kind kind : values()) {
                if (kind.tag.equalsIgnoreCase(name)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }

    private record Open(Kind kind, Position position) {}

    private final Deque<Open> open = new ArrayDeque<>();
    private @Nullable Open skipped; // present while lines are skipped
    private int skippedDepth;

    /// Whether a line stands inside a false conditional, or closes it.
    boolean skips(String line) {
        if (skipped == null) {
            return false;
        }
        String tag = skipped.kind.tag;
        String text = line.stripLeading();
        if (isTag(text, "<" + tag)) {
            skippedDepth++;
        } else if (isTag(text, "</" + tag)) {
            skippedDepth--;
            if (skippedDepth == 0) {
                skipped = null;
            }
        }
        return true;
    }

    void enter(Kind kind, boolean holds, Position position) {
        if (holds) {
            open.push(new Open(kind, position));
        } else {
            skipped = new Open(kind, position);
            skippedDepth = 1;
        }
    }

    /// Closes the innermost one of a kind; false if there is none.
    boolean leave(Kind kind) {
        for (var each : open) {
            if (each.kind == kind) {
                return open.remove(each);
            }
        }
        return false;
    }

    /// Reports those that the end of the file leaves open.
    void end(Complaints complaints) {
        if (skipped != null) {
            open.push(skipped);
        }
        for (var each : open) {
            complaints.error(
                    each.position, "error: unclosed <" + each.kind.tag + "> context, opened on " + each.position);
        }
    }

    private static boolean isTag(String text, String tag) {
        return text.regionMatches(true, 0, tag, 0, tag.length())
                && (text.length() == tag.length() || " \t>".indexOf(text.charAt(tag.length())) >= 0);
    }
}
