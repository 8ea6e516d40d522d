package io.sluice.ftp.listing;

import java.util.Optional;

/// The form of the lines of one listing, which it is given in order. A form may need several lines for one entry, so an
/// object of it serves one listing.
public interface ListForm {

    /// The entry that the line tells of, or completes. Nothing if the line is no entry.
    Optional<Listed> read(Span line);
}
