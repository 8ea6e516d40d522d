package io.sluice.transfer.listing;

import io.sluice.ftp.listing.FactLines;
import io.sluice.ftp.listing.Facts;
import io.sluice.ftp.listing.LinkForm;
import io.sluice.ftp.listing.ListForm;
import io.sluice.ftp.listing.Span;
import io.sluice.ftp.listing.UnixLines;
import io.sluice.ftp.listing.WindowsLines;
import java.nio.ByteBuffer;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.function.Consumer;

/// Translates one listing, line by line: bytes of `LIST` in, bytes of `MLSD` out.
///
/// The form of the lines is decided once, by the first that is not blank. A `total` before it is no line of the
/// listing, and lines that are no entry are dropped. What is held is no more than what the last call to [#take] made.
public final class ListingTranslator {
    /// The longest line: two paths of the greatest length, and the columns before them.
    public static final int MAX_LINE = 2 * 4096 + 256;

    private static final String TOTAL = "total ";

    private final FactLines out;
    private final LocalDateTime now;
    private final Consumer<String> dropped;
    private Optional<ListForm> form = Optional.empty();
    private boolean begun;

    /// @param now by which times without a year are understood
    /// @param dropped is told of every line that is no entry
    public ListingTranslator(Facts facts, LinkForm links, LocalDateTime now, Consumer<String> dropped) {
        this.out = new FactLines(facts, links);
        this.now = now;
        this.dropped = dropped;
    }

    /// Translates the lines that end within these bytes, and returns how many bytes they were. The rest is the begin of
    /// a line, and is to come again with more behind it.
    ///
    /// @throws LineTooLong if a line is longer than [#MAX_LINE], whether its end is there or not
    public int take(byte[] bytes, int from, int to) throws LineTooLong {
        int start = from;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                bound(i - start);
                line(bytes, start, i);
                start = i + 1;
            }
        }
        bound(to - start);
        return start - from;
    }

    /// Translates the last line, which no line end has ended.
    public void takeLast(byte[] bytes, int from, int to) {
        if (from < to) {
            line(bytes, from, to);
        }
    }

    /// What has been translated since the last call; good until more is taken.
    public ByteBuffer translated() {
        return out.take();
    }

    private static void bound(int length) throws LineTooLong {
        if (length > MAX_LINE) {
            throw new LineTooLong(length);
        }
    }

    private void line(byte[] bytes, int from, int lineFeed) {
        int to = lineFeed;
        while (to > from && bytes[to - 1] == '\r') {
            to--;
        }
        var line = new Span(bytes, from, to);
        boolean first = !begun;
        begun = true;
        if ((first && line.startsWith(TOTAL)) || isBlank(line)) {
            return;
        }
        if (form.isEmpty()) {
            form = Optional.of(formOf(line));
        }
        var entry = form.get().read(line);
        if (entry.isPresent()) {
            out.add(entry.get());
        } else {
            dropped.accept(line.toString());
        }
    }

    private static boolean isBlank(Span line) {
        for (int i = 0; i < line.length(); i++) {
            if (line.at(i) > ' ') {
                return false;
            }
        }
        return true;
    }

    private ListForm formOf(Span line) {
        if (WindowsLines.areLike(line)) {
            return new WindowsLines();
        }
        return OtherForms.of(line).orElseGet(() -> new UnixLines(now));
    }

    /// A line that is too long to be one.
    public static final class LineTooLong extends Exception {
        private static final long serialVersionUID = 1L;

        private LineTooLong(int length) {
            super("unterminated directory list data length (" + length + " bytes) exceeds capacity (" + MAX_LINE
                    + " bytes), rejecting");
        }
    }
}
