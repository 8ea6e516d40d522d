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

    /// Asks, and waits a minute at most for the answer. A server that does not speak JSON, as ProFTPD up to 1.3.8, is
    /// asked once more in words.
    ///
    /// @param words the action and what belongs to it: 32 words, of 127 bytes the action and of 256 each other, or
    ///     1024 bytes of JSON
    /// @throws IOException in the words of POSIX, if nobody listens there or answers
    public static Answer ask(Path socket, List<String> words) throws IOException {
        return answer(ControlCall.make(socket, words));
    }

    /// The same in the words of ProFTPD up to 1.3.8 from the start.
    public static Answer askInWords(Path socket, List<String> words) throws IOException {
        return answer(ControlCall.makeInWords(socket, words));
    }

    private static Answer answer(ControlCall call) {
        return new Answer(call.done(), call.lines());
    }
}
