package io.sluice.module;

import io.sluice.config.Directive;
import java.util.List;
import java.util.Set;

/// Something that can be asked for through the control socket (`ftpdctl ban info`), by those whom its ACL directive
/// admits.
///
/// @param name the first word: lower case, without blanks, of no other action
/// @param description what `ftpdctl help` says of it, a few words
/// @param acl the directive by which it is permitted ([ControlAcl#directive]); one of the module's own directives. An
///     action of which none of its lines speaks is refused to everybody
/// @param rights which actions its lines must permit for a request
public record ControlAction(
        String name, String description, Directive<ControlAcl> acl, Rights rights, Handler handler) {

    /// The login name of whoever asks, while a handler is at work for him; the number of a user who has no name.
    public static final ScopedValue<String> ASKED_BY = ScopedValue.newInstance();

    /// One that is permitted by its own name, whatever is asked for.
    public ControlAction(String name, String description, Directive<ControlAcl> acl, Handler handler) {
        this(name, description, acl, _ -> Set.of(name), handler);
    }

    /// The same with another handler.
    public ControlAction handledBy(Handler other) {
        return new ControlAction(name, description, acl, rights, other);
    }

    /// Tells which actions of the ACL directive must all be permitted; without any, everybody is admitted.
    @FunctionalInterface
    public interface Rights {

        /// Called for each request.
        ///
        /// @param words what stands behind the name of the action
        Set<String> needed(List<String> words);
    }

    /// Does what is asked for. Called on a thread that may wait, for several clients at once; the module is not closed
    /// meanwhile.
    @FunctionalInterface
    public interface Handler {

        /// Called for each request.
        ///
        /// @param words what stands behind the name of the action
        ControlReply handle(List<String> words);
    }
}
