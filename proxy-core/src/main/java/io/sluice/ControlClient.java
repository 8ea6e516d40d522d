package io.sluice;

import io.sluice.admin.ControlCall;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Asks a running gateway for something through its control socket, as `ftpdctl` does; a ProFTPD with its own answers
/// too.
public final class ControlClient {

    /// What has come of it.
    ///
    /// @param done whether it was done
    /// @param lines for people and scripts
    public record Answer(boolean done, List<String> lines) {
        public Answer {
            lines = List.copyOf(lines);
        }
    }

    private ControlClient() {}

    /// Asks, and waits a minute at most for the answer.
    ///
    /// @param words the action and what belongs to it, 1024 bytes at most with four for each word and eight beside
    /// @throws IOException in the words of POSIX, if nobody listens there or answers
    public static Answer ask(Path socket, List<String> words) throws IOException {
        var call = ControlCall.make(socket, words);
        return new Answer(call.done(), call.lines());
    }
}
