package io.sluice.ssh;

import io.sluice.session.SessionEvent;
import java.util.List;

/// What happens while a client is being let in (RFC 4252), for the state of its session.
public sealed interface AuthEvent extends SessionEvent.RoleEvent {

    /// The backend has let the client in.
    record Accepted() implements AuthEvent {}

    /// The backend has not, or not yet: `partial` says that the method was right, and another one is wanted as well.
    record Refused(List<String> methods, boolean partial) implements AuthEvent {
        public Refused {
            methods = List.copyOf(methods);
        }
    }

    /// The backend asks something (messages 60 to 79); the whole payload.
    record Asked(Payload payload) implements AuthEvent {}

    /// The client answers (messages 60 to 79); the whole payload.
    record Answered(Payload payload) implements AuthEvent {}

    /// The backend shows something before the login; the whole payload.
    record Banner(Payload payload) implements AuthEvent {}

    /// The client asks to be let in in another way, before it has heard of the last one. That ends a dialogue; anything
    /// else is answered before (RFC 4252 §5.1).
    record Abandoned() implements AuthEvent {}
}
