package io.sluice.transfer.listing;

import io.sluice.ftp.listing.EntryType;
import io.sluice.ftp.listing.ListForm;
import io.sluice.ftp.listing.Listed;
import io.sluice.ftp.listing.Span;
import io.sluice.ftp.listing.Times;
import java.util.Calendar;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.apache.commons.net.ftp.FTPClientConfig;
import org.apache.commons.net.ftp.FTPFile;
import org.apache.commons.net.ftp.FTPFileEntryParser;
import org.apache.commons.net.ftp.parser.ConfigurableFTPFileEntryParserImpl;
import org.jspecify.annotations.Nullable;

/// A form that a parser of Commons Net reads, one line for each entry. Of an entry it tells what it is, its name, its
/// size, its time and whose it is; the permissions of such servers are not those of Unix, and are left out.
///
/// The parsers match patterns, some of which take a time that grows with a high power of the length of the line. So a
/// line is handed over only if it is short and has the shape of the form, which a pattern without backtracking tells.
final class CommonsNetForm implements ListForm {
    static final int MAX_LINE = 1024;

    /// A byte that is the end of a line to Java's patterns, and a char in its place that is not.
    private static final char NEXT_LINE = '\u0085';

    private static final char STAND_IN = '\uE085';

    private final FTPFileEntryParser parser;
    private final Pattern shape;

    CommonsNetForm(FTPFileEntryParser parser, Pattern shape) {
        this.parser = parser;
        this.shape = shape;
    }

    /// Times are taken as they stand: in a time zone that leaves no hour out, to be read back in the same.
    static <P extends ConfigurableFTPFileEntryParserImpl> P inUtc(P parser) {
        var configuration = new FTPClientConfig();
        configuration.setServerTimeZoneId("UTC");
        parser.configure(configuration);
        return parser;
    }

    @Override
    public Optional<Listed> read(Span line) {
        return line.length() > MAX_LINE ? Optional.empty() : read(line.toString());
    }

    Optional<Listed> read(String line) {
        var text = line.replace(NEXT_LINE, STAND_IN);
        if (!shape.matcher(text).matches()) {
            return Optional.empty();
        }
        return Optional.ofNullable(parsed(text)).flatMap(CommonsNetForm::entry);
    }

    private @Nullable FTPFile parsed(String text) {
        try {
            return parser.parseFTPEntry(text);
        } catch (NumberFormatException | IndexOutOfBoundsException _) {
            return null;
        }
    }

    private static Optional<Listed> entry(FTPFile file) {
        var name = text(file.getName());
        if (name.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Listed(
                file.isDirectory() ? EntryType.DIRECTORY : file.isSymbolicLink() ? EntryType.LINK : EntryType.FILE,
                name,
                text(file.getLink()),
                time(file.getTimestamp()),
                file.getSize() < 0 ? OptionalLong.empty() : OptionalLong.of(file.getSize()),
                OptionalInt.empty(),
                text(file.getUser()),
                text(file.getGroup())));
    }

    private static Span text(@Nullable String text) {
        return text == null ? Span.NONE : Span.of(text.replace(STAND_IN, NEXT_LINE));
    }

    /// The time as far as it was set: asking for a part of it makes up the rest from the clock.
    private static OptionalLong time(@Nullable Calendar time) {
        if (time == null) {
            return OptionalLong.empty();
        }
        boolean clock = time.isSet(Calendar.HOUR_OF_DAY);
        return Times.of(
                time.get(Calendar.YEAR),
                time.get(Calendar.MONTH) + 1,
                time.get(Calendar.DAY_OF_MONTH),
                clock ? time.get(Calendar.HOUR_OF_DAY) : 0,
                clock ? time.get(Calendar.MINUTE) : 0,
                clock ? time.get(Calendar.SECOND) : 0);
    }
}
