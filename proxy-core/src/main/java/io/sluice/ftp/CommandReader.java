package io.sluice.ftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/// Reads the control connection of a client: bytes in, command lines out (RFC 959 §4.1, §5.3).
///
/// Bytes are fed as they come and are read only when a line is asked for, so what was fed costs its own size until
/// [#next] has been called to its end. How the bytes are cut into feeds makes no difference. Between lines a reader
/// holds next to no memory; within a line at most the limit.
///
/// Lines end in CRLF or a lone LF; any carriage returns before the LF belong to the line end. The verb is the first
/// word, the argument what follows the one blank behind it, all further blanks included. A line may be as long as the
/// limit without its line end, counted after Telnet decoding.
///
/// Telnet (RFC 854): IAC IAC is the byte 0xFF; WILL is answered with DONT and DO with WONT, WONT and DONT not at all,
/// so no loop of answers can begin; all other commands and sub-negotiations are skipped. A client that aborts sends
/// `IAC IP IAC DM ABOR` with one byte of it urgent, and an urgent byte is lost to who reads the stream. Hence a DM
/// straight after IP is skipped without its IAC, and IAC before a byte that is no Telnet command is skipped alone.
public final class CommandReader {
    /// The limit where nothing else is configured (`CommandBufferSize`).
    public static final int DEFAULT_LIMIT = 512;

    /// The largest limit that can be configured.
    public static final int LARGEST_LIMIT = 524_288;

    private static final int KEPT = 128;

    private enum TelnetState {
        DATA,
        AFTER_INTERRUPT,
        COMMAND,
        WILL,
        DO,
        UNANSWERED,
        SUBNEGOTIATION,
        COMMAND_IN_SUBNEGOTIATION
    }

    private final ByteQueue pending = new ByteQueue();
    private TelnetState telnet = TelnetState.DATA;
    private volatile int limit;
    private byte[] line = new byte[0];
    private int length;
    private boolean tooLong;

    public CommandReader() {
        this(DEFAULT_LIMIT);
    }

    public CommandReader(int limit) {
        setLimit(limit);
    }

    /// Sets the greatest length of a line in bytes, for lines that are not yet complete.
    public void setLimit(int limit) {
        if (limit < 1 || limit > LARGEST_LIMIT) {
            throw new IllegalArgumentException("limit " + limit + " is not within 1 and " + LARGEST_LIMIT);
        }
        this.limit = limit;
    }

    /// Takes all bytes of the buffer.
    public void feed(ByteBuffer bytes) {
        pending.add(bytes);
    }

    /// Drops all that was fed and not returned by [#next], and tells whether that was anything. Called when TLS
    /// begins: what came in clear text behind `AUTH` must never be taken for a command of the protected session.
    public boolean discard() {
        boolean any = !pending.isEmpty() || length > 0 || tooLong || telnet != TelnetState.DATA;
        pending.clear();
        endLine();
        telnet = TelnetState.DATA;
        return any;
    }

    /// The next line, or nothing until more bytes are fed.
    public Optional<ClientLine> next() {
        while (!pending.isEmpty()) {
            int b = Byte.toUnsignedInt(pending.take());
            if (telnet == TelnetState.DATA && b != Telnet.IAC) {
                if (b == '\n') {
                    return Optional.of(line());
                }
                append(b);
                continue;
            }
            var found = telnet(b);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<ClientLine> telnet(int b) {
        var before = telnet;
        telnet = TelnetState.DATA;
        switch (before) {
            case DATA -> telnet = TelnetState.COMMAND;
            case AFTER_INTERRUPT -> {
                if (b == Telnet.IAC) {
                    telnet = TelnetState.COMMAND;
                } else if (b != Telnet.DATA_MARK) {
                    return data(b);
                }
            }
            case COMMAND -> {
                return command(b);
            }
            case WILL -> {
                return Optional.of(new ClientLine.TelnetAnswer(Telnet.DONT, b));
            }
            case DO -> {
                return Optional.of(new ClientLine.TelnetAnswer(Telnet.WONT, b));
            }
            case UNANSWERED -> {}
            case SUBNEGOTIATION ->
                telnet = b == Telnet.IAC ? TelnetState.COMMAND_IN_SUBNEGOTIATION : TelnetState.SUBNEGOTIATION;
            case COMMAND_IN_SUBNEGOTIATION -> telnet = b == Telnet.SE ? TelnetState.DATA : TelnetState.SUBNEGOTIATION;
        }
        return Optional.empty();
    }

    private Optional<ClientLine> command(int b) {
        switch (b) {
            case Telnet.IAC -> append(b);
            case Telnet.WILL -> telnet = TelnetState.WILL;
            case Telnet.DO -> telnet = TelnetState.DO;
            case Telnet.WONT, Telnet.DONT -> telnet = TelnetState.UNANSWERED;
            case Telnet.SB -> telnet = TelnetState.SUBNEGOTIATION;
            case Telnet.INTERRUPT_PROCESS -> telnet = TelnetState.AFTER_INTERRUPT;
            default -> {
                if (b < Telnet.FIRST_COMMAND) {
                    return data(b);
                }
            }
        }
        return Optional.empty();
    }

    private Optional<ClientLine> data(int b) {
        if (b == '\n') {
            return Optional.of(line());
        }
        append(b);
        return Optional.empty();
    }

    private void append(int b) {
        if (tooLong) {
            return;
        }
        // One carriage return more than the limit may be the beginning of the line end.
        if (length > limit || (length == limit && b != '\r')) {
            tooLong = true;
            return;
        }
        if (length == line.length) {
            line = Arrays.copyOf(line, Math.min(limit + 1, Math.max(KEPT, 2 * length)));
        }
        line[length++] = (byte) b;
    }

    private ClientLine line() {
        int end = length;
        while (end > 0 && line[end - 1] == '\r') {
            end--;
        }
        int verb = 0;
        while (verb < end && WireText.isBlank(line[verb])) {
            verb++;
        }
        int verbEnd = verb;
        while (verbEnd < end && !WireText.isBlank(line[verbEnd])) {
            verbEnd++;
        }
        var result = lineOf(verb, verbEnd, end);
        endLine();
        return result;
    }

    private ClientLine lineOf(int verb, int verbEnd, int end) {
        var word = new String(line, verb, verbEnd - verb, ISO_8859_1);
        if (tooLong) {
            return new ClientLine.TooLong(limit, WireText.upperCase(word));
        }
        if (verb == end) {
            return new ClientLine.Empty();
        }
        var command = verbEnd == end
                ? Command.of(word)
                : Command.of(word, new String(line, verbEnd + 1, end - verbEnd - 1, ISO_8859_1));
        for (int i = verb; i < end; i++) {
            if (line[i] == 0) {
                return new ClientLine.Malformed(command, ClientLine.Fault.NUL);
            }
            if (line[i] == '\r') {
                return new ClientLine.Malformed(command, ClientLine.Fault.CARRIAGE_RETURN);
            }
        }
        return new ClientLine.Line(command);
    }

    private void endLine() {
        length = 0;
        tooLong = false;
        if (line.length > KEPT) {
            line = new byte[0];
        }
    }

    /// How much memory is held for bytes.
    int capacity() {
        return pending.capacity() + line.length;
    }
}
