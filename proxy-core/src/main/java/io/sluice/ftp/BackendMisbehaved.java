package io.sluice.ftp;

import java.io.Serializable;

/// A backend that does not speak FTP as we understand it. The control connection is of no more use.
public final class BackendMisbehaved extends RuntimeException {
    private static final long serialVersionUID = 1;

    private static final int SHOWN = 120;

    private final Fault what;

    public BackendMisbehaved(Fault what) {
        super(messageOf(what));
        this.what = what;
    }

    public Fault what() {
        return what;
    }

    /// The rule that was broken.
    public sealed interface Fault extends Serializable {}

    /// A line where a reply should begin, and does not.
    public record NotAReply(String line) implements Fault {}

    /// A line longer than `limit` bytes.
    public record LineTooLong(int limit) implements Fault {}

    /// A reply longer than `limit` bytes over all its lines.
    public record ReplyTooLong(int limit) implements Fault {}

    /// More than `limit` replies in a row that nobody asked for.
    public record TooManyReplies(int limit) implements Fault {}

    private static String messageOf(Fault what) {
        return switch (what) {
            case NotAReply(var line) ->
                "backend sent \"" + shown(line) + "\" where a reply code from 100 to 699 was expected";
            case LineTooLong(var limit) -> "backend sent a line of more than " + limit + " bytes";
            case ReplyTooLong(var limit) -> "backend sent a reply of more than " + limit + " bytes";
            case TooManyReplies(var limit) -> "backend sent more than " + limit + " replies that nobody asked for";
        };
    }

    private static String shown(String line) {
        var text = new StringBuilder();
        for (int i = 0; i < Math.min(line.length(), SHOWN); i++) {
            char c = line.charAt(i);
            text.append(c >= ' ' && c < 0x7F ? c : '?');
        }
        return line.length() > SHOWN ? text.append("...").toString() : text.toString();
    }
}
