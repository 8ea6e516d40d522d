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

    /// What is spoken to the server.
    public enum Speech {
        /// JSON; a server that does not speak it, as ProFTPD up to 1.3.8, is asked once more in words.
        JSON,
        /// The words of ProFTPD up to 1.3.8 from the start.
        WORDS
    }

    private ControlClient() {}

    /// Asks, and waits a minute at most for the answer.
    ///
    /// @param words the action and what belongs to it: 32 words, of 127 bytes the action and of 256 each other, or
    ///     1024 bytes of JSON
    /// @throws IOException in the words of POSIX, if nobody listens there or answers
    public static Answer ask(Path socket, List<String> words, Speech speech) throws IOException {
        var call = switch (speech) {
            case JSON -> ControlCall.make(socket, words);
            case WORDS -> ControlCall.makeInWords(socket, words);
        };
        return new Answer(call.done(), call.lines());
    }
}
