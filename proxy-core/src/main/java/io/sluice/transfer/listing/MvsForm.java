package io.sluice.transfer.listing;

import io.sluice.ftp.listing.ListForm;
import io.sluice.ftp.listing.Listed;
import io.sluice.ftp.listing.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.net.ftp.parser.MVSFTPEntryParser;

/// The forms of z/OS, each told by its heading: data sets, members of a library, load modules, jobs; jobs may also be
/// listed without one.
final class MvsForm implements ListForm {
    /// As of a library of sources: names are first in both, and nothing else is taken of load modules.
    private static final String MEMBERS = "Name VV.MM Id";

    private static final Pattern ANY = Pattern.compile(".*+", Pattern.DOTALL);

    private final CommonsNetForm lines;

    /// Whether the line to come is the heading.
    private boolean headed;

    private MvsForm(String heading, boolean headed) {
        var parser = CommonsNetForm.inUtc(new MVSFTPEntryParser());
        parser.preParse(new ArrayList<>(List.of(heading)));
        lines = new CommonsNetForm(parser, ANY);
        this.headed = headed;
    }

    /// The form of a listing that begins with that line.
    static Optional<ListForm> of(String first) {
        var heading = first.strip();
        boolean dataSets = heading.startsWith("Volume") && heading.contains("Dsname");
        boolean members = heading.startsWith("Name") && heading.contains("VV.MM") && heading.contains("Id");
        boolean jobs = heading.startsWith("JOBNAME") && heading.contains("JOBID");
        boolean firstJob = heading.indexOf("Spool Files") >= 30;
        if (dataSets || members || jobs || firstJob) {
            return Optional.of(new MvsForm(heading, !firstJob));
        }
        boolean loadModules = heading.startsWith("Name") && heading.contains("TTR");
        return loadModules ? Optional.of(new MvsForm(MEMBERS, true)) : Optional.empty();
    }

    @Override
    public Optional<Listed> read(Span line) {
        if (headed) {
            headed = false;
            return Optional.empty();
        }
        return line.length() > CommonsNetForm.MAX_LINE
                ? Optional.empty()
                : lines.read(line.toString().strip());
    }
}
