package io.sluice.module;

import java.util.List;

/// What a client of the control socket gets: whether it was done, and lines to show. Lines are read by people and by
/// scripts.
public record ControlReply(Status status, List<String> lines) {

    /// How it went. The `ftpdctl` of ProFTPD 1.3.8 ignores it.
    public enum Status {
        OK(0),
        ERROR(-1),
        ACCESS_DENIED(-2),
        WRONG_PARAMETERS(-3),
        SUBJECT_NOT_FOUND(-4),
        OPERATION_DENIED(-5),
        OPERATION_IGNORED(-6),
        UNSUPPORTED_OPERATION(-7),
        INTERNAL_ERROR(-8);

        private final int code;

        Status(int code) {
            this.code = code;
        }

        /// The number on the wire.
        public int code() {
            return code;
        }
    }

    public ControlReply {
        lines = List.copyOf(lines);
    }

    public static ControlReply ok(String... lines) {
        return new ControlReply(Status.OK, List.of(lines));
    }

    public static ControlReply of(Status status, String line) {
        return new ControlReply(status, List.of(line));
    }

    /// A word that should say what to do, and says nothing known.
    public static ControlReply unsupported(String line) {
        return of(Status.UNSUPPORTED_OPERATION, line);
    }

    /// Words that are too few, too many, or unknown.
    public static ControlReply wrongParameters(String line) {
        return of(Status.WRONG_PARAMETERS, line);
    }
}
