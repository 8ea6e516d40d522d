package io.sluice.ftp.listing;

import java.util.OptionalInt;
import java.util.OptionalLong;

/// One entry of a directory, as far as a line of `LIST` tells. What it does not tell is empty.
///
/// @param name the name, to the byte
/// @param target where a symbolic link leads
/// @param modified the time of the last change as the server wrote it, in the digits of the fact: `YYYYMMDDHHMMSS`
/// @param mode the twelve permission bits of Unix
/// @param owner a name, or a number in digits
/// @param group a name, or a number in digits
public record Listed(
        EntryType type,
        Span name,
        Span target,
        OptionalLong modified,
        OptionalLong size,
        OptionalInt mode,
        Span owner,
        Span group) {

    /// An entry of which no more than this is known.
    public static Listed of(EntryType type, Span name, OptionalLong modified, OptionalLong size) {
        return new Listed(type, name, Span.NONE, modified, size, OptionalInt.empty(), Span.NONE, Span.NONE);
    }
}
