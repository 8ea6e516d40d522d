package io.sluice.transfer.listing;

import static java.util.regex.Pattern.DOTALL;

import io.sluice.ftp.listing.ListForm;
import io.sluice.ftp.listing.Span;
import io.sluice.ftp.listing.UnixLines;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.commons.net.ftp.FTPFileEntryParser;
import org.apache.commons.net.ftp.parser.EnterpriseUnixFTPEntryParser;
import org.apache.commons.net.ftp.parser.MacOsPeterFTPEntryParser;
import org.apache.commons.net.ftp.parser.NetwareFTPEntryParser;
import org.apache.commons.net.ftp.parser.OS2FTPEntryParser;
import org.apache.commons.net.ftp.parser.OS400FTPEntryParser;

/// The forms of rarer servers, and how the first line of a listing tells them.
final class OtherForms {
    private record Known(Pattern shape, Supplier<FTPFileEntryParser> parser) {
        Known(String shape, Supplier<FTPFileEntryParser> parser) {
            this(Pattern.compile(shape, DOTALL), parser);
        }
    }

    private static final List<Known> KNOWN = List.of(
            new Known( // Novell NetWare
                    "[d-] ++\\[[-A-Z]++\\] .*+", () -> CommonsNetForm.inUtc(new NetwareFTPEntryParser())),
            new Known( // OS/400
                    "\\S++ ++(?:\\d++ ++\\S++ ++\\S++ ++|\\d++ ++)?+\\*(?:STMF|DIR|FILE|MEM) .*+",
                    () -> CommonsNetForm.inUtc(new OS400FTPEntryParser())),
            new Known( // OS/2
                    " *+\\d{1,15}+ ++(?:[A-Z]++ ++)?+(?:[A-Z]++ ++)?+\\d\\d?+-\\d\\d?+-\\d\\d++ ++\\d\\d?+:\\d\\d ++\\S.*+",
                    () -> CommonsNetForm.inUtc(new OS2FTPEntryParser())),
            new Known( // Peter's server for Mac OS
                    "[d-][rwx-]{9} {6,}+(?:folder|\\d++ ++\\d++) ++\\d++ .*+",
                    () -> CommonsNetForm.inUtc(new MacOsPeterFTPEntryParser())),
            new Known( // Connect:Enterprise for Unix
                    "[-A-Z]{10}+FTP .*+", EnterpriseUnixFTPEntryParser::new));

    private OtherForms() {}

    /// The form of a listing that begins with that line, if it is one of these.
    static Optional<ListForm> of(Span line) {
        boolean unix = UnixLines.areLike(line) && !line.isAt(10, "      ");
        if (unix || line.length() > CommonsNetForm.MAX_LINE) {
            return Optional.empty();
        }
        var text = line.toString();
        if (VmsForm.isBegin(text)) {
            return Optional.of(new VmsForm());
        }
        return MvsForm.of(text)
                .or(() -> KNOWN.stream()
                        .filter(form -> form.shape().matcher(text).matches())
                        .map(form -> (ListForm) new CommonsNetForm(form.parser().get(), form.shape()))
                        .findFirst());
    }
}
