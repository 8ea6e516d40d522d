package io.sluice.filter;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;

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
        var size = arguments.byteSize(0);
        if (size > LARGEST) {
            throw new BadValue("size " + size + " is larger than the maximum of " + LARGEST + " bytes");
        }
        if (size == 0) {
            throw new BadValue("size must be greater than zero");
        }
        return (int) size;
    }
}
