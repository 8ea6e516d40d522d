package io.sluice.ftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.fuzz.Check;
import io.sluice.fuzz.Seeds;
import io.sluice.fuzz.Target;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Bytes of a client are lines, however they are cut; and a command that is passed on is read by the backend as itself
/// and as nothing more.
public final class CommandReaderFuzz implements Target {
    private static final int LIMIT = 64;

    @Override
    public void read(byte[] bytes) {
        var whole = read(bytes, Math.max(1, bytes.length));

        Check.same(read(bytes, 1), whole, "the same byte by byte");
        for (var line : whole) {
            if (line instanceof ClientLine.Line(var command)) {
                look(command);
            }
        }
    }

    private static void look(Command command) {
        var sent = command.bytes();
        var text = new String(sent, ISO_8859_1);
        Check.that(text.indexOf('\n') == text.length() - 1 && text.indexOf('\r') == text.length() - 2, "one line");
        Check.same(read(sent, sent.length), List.of(new ClientLine.Line(command)), "a command that is passed on");
        Check.that(
                !command.isSecret()
                        || command.argument().isEmpty()
                        || command.toString().endsWith(" (hidden)"),
                "secrets");
    }

    private static List<ClientLine> read(byte[] bytes, int step) {
        var reader = new CommandReader(LIMIT);
        var found = new ArrayList<ClientLine>();
        for (int at = 0; at < bytes.length; at += step) {
            reader.feed(ByteBuffer.wrap(bytes, at, Math.min(step, bytes.length - at)));
            for (var next = reader.next(); next.isPresent(); next = reader.next()) {
                found.add(next.get());
            }
        }
        return found;
    }

    @Override
    public List<byte[]> seeds() {
        return Seeds.of(
                "USER joe\r\nPASS secret\r\nRETR a \u00FF\u00FFb\r\n",
                "\u00FF\u00F4\u00FF\u00F2ABOR\r\n\u00FF\u00FB\u0001\u00FF\u00FD\u0003noop\n",
                "\u00FF\u00FAabc\u00FF\u00F0QUIT\r\n",
                " \t\r\nSITE " + "x".repeat(100) + "\r\nPWD\u0000\r\nPWD\r x\r\n");
    }
}
