package io.sluice.transfer.listing;

import io.sluice.ftp.listing.EntryType;
import io.sluice.ftp.listing.ListForm;
import io.sluice.ftp.listing.Listed;
import io.sluice.ftp.listing.Span;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.net.ftp.parser.VMSFTPEntryParser;

/// The form of VMS: name, version, blocks, time, owner and protection, under a heading and over a sum. A name that does
/// not fit is alone in its line, and the rest is in the next.
///
/// Files are told without their version, which then is the highest; the lower ones stand behind it and are left out.
/// Directories are told without `.DIR`, which is not part of the name by which they are entered.
final class VmsForm implements ListForm {
    private static final Pattern SHAPE = Pattern.compile(
            "[^;]++;\\d{1,5}+ ++\\d{1,15}+(?:/\\d{1,15}+)?+ ++\\S{1,32}+ ++\\S{1,32}+ ++\\[[^\\]]{1,64}+\\] *+\\([^)]*+\\) *+",
            Pattern.DOTALL);

    private static final Pattern FILE = Pattern.compile("\\S[^;]*+;\\d{1,5}+(?: .*+)?+", Pattern.DOTALL);
    private static final String DIRECTORY = ".DIR";

    private final CommonsNetForm entries = new CommonsNetForm(CommonsNetForm.inUtc(new VMSFTPEntryParser()), SHAPE);

    /// The name that is alone in the line before; empty if none is.
    private String begun = "";

    private String last = "";

    /// Whether a listing that begins with that line is of this form.
    static boolean isBegin(String first) {
        return (first.startsWith("Directory ") && first.indexOf('[') > 0)
                || FILE.matcher(first).matches();
    }

    @Override
    public Optional<Listed> read(Span line) {
        var text =
                line.length() > CommonsNetForm.MAX_LINE ? "" : line.toString().stripTrailing();
        var whole = begun.isEmpty() || !text.startsWith(" ") ? text : begun + text;
        begun = "";
        if (text.indexOf(' ') < 0 && FILE.matcher(text).matches()) {
            begun = text;
            return Optional.empty();
        }
        return entries.read(whole).flatMap(this::highest);
    }

    private Optional<Listed> highest(Listed entry) {
        var name = entry.name().toString();
        if (name.equals(last)) {
            return Optional.empty();
        }
        last = name;
        boolean directory = name.endsWith(DIRECTORY);
        return Optional.of(new Listed(
                directory ? EntryType.DIRECTORY : EntryType.FILE,
                directory ? entry.name().slice(0, name.length() - DIRECTORY.length()) : entry.name(),
                Span.NONE,
                entry.modified(),
                entry.size(),
                entry.mode(),
                entry.owner(),
                entry.group()));
    }
}
