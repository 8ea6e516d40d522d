package io.sluice.acl;

import java.util.List;
import java.util.Optional;

/// One directive of a [Limit]: whom it fits, what that does, the words it was written in, and where it stands.
public record LimitRule(Effect effect, Test test, String text, Origin origin) {

    /// The rank of rules on addresses.
    static final int ADDRESSES = 4;

    public enum Effect {
        ALLOW,
        DENY
    }

    /// What a directive looks at.
    public sealed interface Test {

        /// `AllowUser`, `DenyUser`.
        record OfUser(NameList names) implements Test {}

        /// `AllowGroup`, `DenyGroup`.
        record OfGroup(NameList names) implements Test {}

        /// `AllowClass`, `DenyClass`. Whoever has no class is not even outside one.
        record OfClass(NameList names) implements Test {}

        /// `Allow`, `Deny`.
        record OfAddress(AddressLine line) implements Test {}

        /// `AllowFilter`, `DenyFilter`. A login has no argument to look at.
        record OfArgument(Expression expression) implements Test {}

        /// `AllowAll`, `DenyAll`.
        record Always() implements Test {}
    }

    /// Whether the rule fits. What cannot be found out denies, and does not allow.
    ///
    /// @param argument of a command; a command without one has the empty one, a login has none
    public boolean fits(Subject subject, Optional<String> argument) {
        return switch (truth(subject, argument)) {
            case TRUE -> true;
            case FALSE -> false;
            case UNKNOWN -> effect == Effect.DENY;
        };
    }

    private Truth truth(Subject subject, Optional<String> argument) {
        return switch (test) {
            case Test.OfUser(var names) ->
                switch (subject.person()) {
                    case Subject.Person.Stranger() -> ofStranger();
                    case Subject.Person.User(var name, var _) -> names.holds(List.of(name));
                };
            case Test.OfGroup(var names) ->
                switch (subject.person()) {
                    case Subject.Person.Stranger() -> ofStranger();
                    case Subject.Person.User(var _, var groups) ->
                        groups.map(names::holds).orElse(Truth.FALSE);
                };
            case Test.OfClass(var names) ->
                subject.className().map(name -> names.holds(List.of(name))).orElse(Truth.FALSE);
            case Test.OfAddress(var line) -> Truth.of(line.holds(subject.client()));
            case Test.OfArgument(var expression) ->
                argument.map(expression::foundIn).orElse(Truth.FALSE);
            case Test.Always() -> Truth.TRUE;
        };
    }

    private Truth ofStranger() {
        return Truth.of(effect == Effect.ALLOW);
    }

    /// The place of a rule among those of its effect: `DenyAll` is looked at first, `AllowAll` last.
    int rank() {
        return switch (test) {
            case Test.OfUser _ -> 1;
            case Test.OfGroup _ -> 2;
            case Test.OfClass _ -> 3;
            case Test.OfAddress _ -> ADDRESSES;
            case Test.OfArgument _ -> 5;
            case Test.Always() -> effect == Effect.DENY ? 0 : 6;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
