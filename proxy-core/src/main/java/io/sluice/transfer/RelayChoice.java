package io.sluice.transfer;

import io.sluice.os.Access;
import io.sluice.os.Pipes;
import java.util.Optional;

/// The relay of a process, and why it is that one. `-Dsluice.relay=copying` asks for the one that works everywhere.
public record RelayChoice(Relay relay, String reason) {
    private static final String PROPERTY = "sluice.relay";
    private static final int MOST_PIPES = 1024;
    private static final int MOST_IDLE_PIPES = 32;

    /// The fastest that this process can have.
    public static RelayChoice ofThisProcess() {
        var threads = new LentThreads();
        var copying = new CopyingRelay(threads);
        var hindrance = Optional.ofNullable(System.getProperty(PROPERTY))
                .filter("copying"::equals)
                .map(_ -> "-D" + PROPERTY + "=copying asks for it")
                .or(Access::hindrance);
        return hindrance
                .map(why -> new RelayChoice(copying, "data connections are copied through buffers: " + why))
                .orElseGet(() -> new RelayChoice(
                        new SplicingRelay(new Pipes(MOST_PIPES, MOST_IDLE_PIPES), threads, copying),
                        "data connections are spliced by the kernel"));
    }
}
