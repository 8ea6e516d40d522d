package io.sluice.net;

import java.io.Serializable;

/// The first bytes of a connection are no PROXY header, or one that breaks its rules. The connection is of no use.
public final class BadProxyHeader extends Exception {
    private static final long serialVersionUID = 1;

    private static final int SHOWN = 40;

    private final Fault what;

    BadProxyHeader(Fault what) {
        super();
        this.what = what;
    }

    public Fault what() {
        return what;
    }

    @Override
    public String getMessage() {
        return messageOf(what);
    }

    /// The rule that was broken.
    public sealed interface Fault extends Serializable {}

    /// Bytes that begin neither form; one char is one byte.
    public record NoSignature(String seen) implements Fault {}

    /// The text form without its line end within `limit` bytes.
    public record LineTooLong(int limit) implements Fault {}

    /// The text form with words that are not those of a header.
    public record BadLine(String line) implements Fault {}

    /// The binary form with a version, command, family or protocol that does not exist.
    public record UnknownKind(int versionAndCommand, int familyAndProtocol) implements Fault {}

    /// The binary form too short for the addresses of its family.
    public record AddressesCut(int length) implements Fault {}

    /// A TLV that is longer than what is left, or shorter than its content must be.
    public record TlvCut(int type) implements Fault {}

    /// A checksum that is not that of the header.
    public record WrongChecksum() implements Fault {}

    private static String messageOf(Fault what) {
        return switch (what) {
            case NoSignature(var seen) -> "\"" + shown(seen) + "\" where a PROXY header was expected";
            case LineTooLong(var limit) -> "a PROXY line of more than " + limit + " bytes";
            case BadLine(var line) ->
                "\"" + shown(line) + "\" where \"PROXY TCP4|TCP6|UNKNOWN source destination port port\" was expected";
            case UnknownKind(var versionAndCommand, var familyAndProtocol) ->
                "a PROXY header of unknown kind (version and command %02x, family and protocol %02x)"
                        .formatted(versionAndCommand, familyAndProtocol);
            case AddressesCut(var length) -> "a PROXY header whose " + length + " bytes cannot hold its addresses";
            case TlvCut(var type) -> "a PROXY header with a value of wrong length (TLV type %02x)".formatted(type);
            case WrongChecksum() -> "a PROXY header with a wrong checksum";
        };
    }

    private static String shown(String seen) {
        var text = new StringBuilder();
        for (int i = 0; i < Math.min(seen.length(), SHOWN); i++) {
            char c = seen.charAt(i);
            text.append(c >= ' ' && c < 0x7F ? c : '?');
        }
        return seen.length() > SHOWN ? text.append("...").toString() : text.toString();
    }
}
