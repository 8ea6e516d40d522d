package io.sluice.admin;

import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Position;
import io.sluice.module.AccessList;
import io.sluice.module.ControlAcl;
import java.util.stream.Stream;

/// Names in the ACLs of the control socket that no user or group of this machine has. They admit nobody, and under
/// `deny` they keep nobody out, so most often they are slips.
final class Strangers {
    private Strangers() {}

    /// A sentence for each of them, with its place.
    static Stream<String> in(DirectiveSet directives, Stream<Directive<ControlAcl>> ofActions) {
        var socket = directives.settings(ControlsDirectives.SOCKET_ACL).stream()
                .flatMap(setting -> in(ControlsDirectives.SOCKET_ACL, setting.value(), setting.position()));
        var actions = ofActions
                .distinct()
                .flatMap(directive -> directives.settings(directive).stream()
                        .flatMap(setting -> in(directive, setting.value().list(), setting.position())));
        return Stream.concat(socket, actions);
    }

    private static Stream<String> in(Directive<?> directive, AccessList list, Position position) {
        return list.names().stream()
                .filter(name -> !name.equals(AccessList.EVERYBODY) && !isKnown(list.kind(), name))
                .sorted()
                .map(name -> directive.name() + ": no such "
                        + switch (list.kind()) {
                            case USER -> "user";
                            case GROUP -> "group";
                        }
                        + " '" + name + "' (" + position + ")");
    }

    private static boolean isKnown(AccessList.Kind kind, String name) {
        return switch (kind) {
            case USER -> Accounts.user(name).isPresent();
            case GROUP -> Accounts.group(name).isPresent();
        };
    }
}
