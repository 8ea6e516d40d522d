package io.sluice.ftp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads the control connection of a backend: bytes in, replies out (RFC 959 §4.2).
///
/// The first line of a reply is a code from 100 to 699, then a blank, a `-` or nothing. After a `-` the reply goes on
/// to the first line that is the same code and a blank, or the bare code. What stands in between is not looked at: IIS
/// repeats `xyz-` on each line, Serv-U sends blank lines, others text that begins with digits. Lines may end in a lone
/// LF. They are kept as they came, without their line ends.
///
/// Bytes are fed as they come, however they are cut, and are read when a reply is asked for. Between replies no memory
/// is held. A line may have 64 KiB, a reply 8 MiB, of which each line takes at least [#LEAST_LINE], so that a flood of
/// empty lines is bounded too. After a fault every further call throws the same one.
public final class ReplyAssembler {
    public static final int MAX_LINE = 64 * 1024;
    public static final int MAX_REPLY = 8 * 1024 * 1024;

    static final int LEAST_LINE = 16;

    private final ByteQueue pending = new ByteQueue();
    private int scanned;
    private List<String> lines = List.of();
    private int code;
    private int size;
    private Optional<BackendMisbehaved.Fault> fault = Optional.empty();

    public ReplyAssembler() {}

    /// Takes all bytes of the buffer.
    public void feed(ByteBuffer bytes) {
        if (fault.isPresent()) {
            bytes.position(bytes.limit());
        } else {
            pending.add(bytes);
        }
    }

    /// Whether a reply has begun and has not ended: the connection must not end here.
    public boolean isWithinReply() {
        return !lines.isEmpty() || !pending.isEmpty();
    }

    /// Drops all that was fed and not returned by [#next], and tells whether that was anything. Called when TLS begins.
    public boolean discard() {
        boolean any = isWithinReply();
        drop();
        return any;
    }

    /// The next complete reply, or nothing until more bytes are fed.
    ///
    /// @throws BackendMisbehaved if what came is no reply, or too long
    public Optional<Reply> next() {
        fault.ifPresent(known -> {
            throw new BackendMisbehaved(known);
        });
        int lineFeed = pending.indexOf((byte) '\n', scanned);
        while (lineFeed >= 0) {
            var complete = take(line(lineFeed));
            if (complete.isPresent()) {
                return complete;
            }
            lineFeed = pending.indexOf((byte) '\n', 0);
        }
        scanned = pending.size();
        // One byte more may be the carriage return of the line end.
        if (scanned > MAX_LINE + 1) {
            throw misbehaved(new BackendMisbehaved.LineTooLong(MAX_LINE));
        }
        return Optional.empty();
    }

    private String line(int lineFeed) {
        int end = lineFeed;
        if (lineFeed <= MAX_LINE + 1) {
            while (end > 0 && pending.at(end - 1) == '\r') {
                end--;
            }
        }
        if (end > MAX_LINE) {
            throw misbehaved(new BackendMisbehaved.LineTooLong(MAX_LINE));
        }
        var line = pending.text(end);
        pending.skip(lineFeed + 1);
        scanned = 0;
        return line;
    }

    private Optional<Reply> take(String line) {
        size += Math.max(line.length(), LEAST_LINE);
        if (size > MAX_REPLY) {
            throw misbehaved(new BackendMisbehaved.ReplyTooLong(MAX_REPLY));
        }
        return lines.isEmpty() ? takeFirst(line) : takeNext(line);
    }

    private Optional<Reply> takeFirst(String line) {
        code = codeOf(line).orElseThrow(() -> misbehaved(new BackendMisbehaved.NotAReply(line)));
        if (line.length() > 3 && line.charAt(3) == '-') {
            lines = new ArrayList<>();
            lines.add(line);
            return Optional.empty();
        }
        size = 0;
        return Optional.of(new Reply(code, List.of(line)));
    }

    private Optional<Reply> takeNext(String line) {
        lines.add(line);
        var own = codeOf(line);
        if (own.isEmpty() || own.getAsInt() != code || (line.length() > 3 && line.charAt(3) == '-')) {
            return Optional.empty();
        }
        var reply = new Reply(code, lines);
        lines = List.of();
        size = 0;
        return Optional.of(reply);
    }

    private static OptionalInt codeOf(String line) {
        if (line.length() < 3 || (line.length() > 3 && line.charAt(3) != ' ' && line.charAt(3) != '-')) {
            return OptionalInt.empty();
        }
        int code = 0;
        for (int i = 0; i < 3; i++) {
            char c = line.charAt(i);
            if (c < '0' || c > '9') {
                return OptionalInt.empty();
            }
            code = 10 * code + (c - '0');
        }
        return code >= 100 && code <= 699 ? OptionalInt.of(code) : OptionalInt.empty();
    }

    private BackendMisbehaved misbehaved(BackendMisbehaved.Fault what) {
        drop();
        fault = Optional.of(what);
        return new BackendMisbehaved(what);
    }

    private void drop() {
        pending.clear();
        scanned = 0;
        lines = List.of();
        size = 0;
    }

    /// How much memory is held for bytes.
    int capacity() {
        return pending.capacity() + size;
    }
}
