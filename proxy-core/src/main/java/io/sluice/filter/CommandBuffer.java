package io.sluice.filter;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import java.util.Locale;

/// How long a command line may be (`CommandBufferSize`). The reader of the control connection applies it.
public final class CommandBuffer {
    public static final int LARGEST = 524_288;

    /// In bytes.
    public static final Directive<Integer> COMMAND_BUFFER_SIZE = Directive.of("CommandBufferSize", CommandBuffer::parse)
            .takes(1, 2)
            .defaultsTo(512)
            .syntax("size [unit]")
            .help("Longer command lines are ignored; the fourth one ends the session.");

    private CommandBuffer() {}

    private static int parse(Arguments arguments) throws BadValue {
        var unit = arguments.size() > 1 ? arguments.text(1) : "B";
        var size = bytes(arguments.text(), unit);
        if (size > LARGEST) {
            throw new BadValue("size " + size + " is larger than the maximum of " + LARGEST + " bytes");
        }
        return (int) size;
    }

    private static long bytes(String number, String unit) throws BadValue {
        try {
            var value = Long.parseLong(number);
            int shift = switch (unit.toUpperCase(Locale.ROOT)) {
                case "B" -> 0;
                case "KB" -> 10;
                case "MB" -> 20;
                case "GB" -> 30;
                case "TB" -> 40;
                default -> throw new NumberFormatException(unit);
            };
            if (value > 0 && value <= Integer.MAX_VALUE) {
                return Math.multiplyExact(value, 1L << shift);
            }
        } catch (NumberFormatException | ArithmeticException _) {
            // said below
        }
        throw new BadValue("unable to parse: " + number + " " + unit + ": Invalid argument");
    }
}
