package io.sluice.module;

import java.util.Optional;

/// Why a session ended (`%E` of `LogFormat`): a kind, and details if there are any.
public record EndReason(Kind kind, Optional<String> details) {
    public enum Kind {
        UNSPECIFIED("Unknown/unspecified"),
        QUIT("Quit"),
        CLIENT_EOF("Read EOF from client"),
        INIT_FAILED("Session initialized failed"),
        KILLED("Terminated by signal"),
        LOW_MEMORY("Low memory"),
        SHUTDOWN("Server shutting down"),
        TIMEOUT("Timeout exceeded"),
        BANNED("Banned"),
        POLICY("Configured policy"),
        MODULE_POLICY("Module-specific policy"),
        MISCONFIGURED("Server misconfiguration"),
        APPLICATION_ERROR("Application error"),
        BACKEND_CLOSED("Backend connection closed"),
        BACKEND_UNREACHABLE("Backend connect failed");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    public static EndReason of(Kind kind) {
        return new EndReason(kind, Optional.empty());
    }

    public static EndReason of(Kind kind, String details) {
        return new EndReason(kind, Optional.of(details));
    }

    @Override
    public String toString() {
        return details.map(text -> kind.text() + ": " + text).orElse(kind.text());
    }
}
