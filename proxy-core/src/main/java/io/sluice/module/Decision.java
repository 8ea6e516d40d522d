package io.sluice.module;

import io.sluice.config.Position;
import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a filter says, with the steps that led to it.
public sealed interface Decision {
    Permit PERMIT = new Permit(List.of());

    List<Step> steps();

    /// One step of a decision: what was found, and the directive that says so.
    record Step(String found, Optional<Position> position) {
        public static Step of(String found) {
            return new Step(found, Optional.empty());
        }

        public static Step of(String found, Position position) {
            return new Step(found, Optional.of(position));
        }
    }

    record Permit(List<Step> steps) implements Decision {}

    /// Goes on with another command in place of the client's.
    record Rewrite(Command command, List<Step> steps) implements Decision {}

    /// Goes on after a pause.
    record Delay(Duration pause, List<Step> steps) implements Decision {}

    /// Answers the command with `reply` in place of acting on it.
    record Refuse(Reply reply, List<Step> steps) implements Decision {}

    /// Ends the session, after `reply` if there is one.
    record Disconnect(Optional<Reply> reply, EndReason reason, List<Step> steps) implements Decision {}
}
