package io.sluice.admin;

import io.sluice.config.DirectiveSet;
import io.sluice.config.DirectiveTable;
import io.sluice.config.Setting;
import io.sluice.module.AccessList;
import io.sluice.module.ControlAction;
import io.sluice.module.ControlReply;
import io.sluice.module.ControlReply.Status;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// The actions of the control socket under one configuration: who may ask for which, and which are switched off for
/// now. Those that speak of the table itself (`help`, `lsctrl`, `insctrl`, `rmctrl`) are here.
final class ActionTable {
    private static final Set<String> PROTECTED = Set.of("insctrl", "lsctrl", "rmctrl");
    private static final String ALL = "all";

    private final DirectiveTable known;
    private final DirectiveSet directives;
    private final Runnable whenAllAreGone;
    private final SortedMap<String, ControlAction> actions = new TreeMap<>();
    private final Set<String> disabled = ConcurrentHashMap.newKeySet();

    /// @param known tells which module an action is of
    /// @param others in the order of their precedence; of two with one name the first counts
    /// @param whenAllAreGone to be run when all are switched off
    ActionTable(DirectiveTable known, DirectiveSet directives, Stream<ControlAction> others, Runnable whenAllAreGone) {
        this.known = known;
        this.directives = directives;
        this.whenAllAreGone = whenAllAreGone;
        add(new ControlAction(
                "help", "describe all registered controls", ControlsDirectives.ACLS, _ -> Set.of(), this::help));
        add(own("lsctrl", "list all registered controls", this::list));
        add(own("insctrl", "enable a disabled control", this::enable));
        add(own("rmctrl", "disable a registered control", this::disable));
        others.forEach(this::add);
    }

    private static ControlAction own(String name, String description, ControlAction.Handler handler) {
        return new ControlAction(name, description, ControlsDirectives.ACLS, handler);
    }

    private void add(ControlAction action) {
        actions.putIfAbsent(action.name(), action);
    }

    /// Does what a client asks for, if it may.
    ControlReply answer(Peer peer, List<String> words) {
        var socket = values(directives.settings(ControlsDirectives.SOCKET_ACL));
        if (!socket.isEmpty() && !peer.isAdmittedBy(socket)) {
            return accessDenied();
        }
        if (words.isEmpty()) {
            return ControlReply.of(Status.INTERNAL_ERROR, "blocked connection");
        }
        var name = words.getFirst();
        var action = Optional.ofNullable(actions.get(name)).filter(_ -> !disabled.contains(name));
        if (action.isEmpty()) {
            return ControlReply.unsupported("unsupported action requested");
        }
        var rest = words.subList(1, words.size());
        for (var right : action.get().rights().needed(rest)) {
            if (!peer.isAdmittedBy(lists(action.get(), right))) {
                return accessDenied();
            }
        }
        return ScopedValue.where(ControlAction.ASKED_BY, peer.user().getName())
                .call(() -> action.get().handler().handle(rest));
    }

    static ControlReply accessDenied() {
        return ControlReply.of(Status.ACCESS_DENIED, "access denied");
    }

    private List<AccessList> lists(ControlAction action, String right) {
        return values(directives.settings(action.acl())).stream()
                .filter(acl -> acl.actions().contains(right))
                .map(acl -> acl.list())
                .toList();
    }

    private static <T> List<T> values(List<Setting<T>> settings) {
        return settings.stream().map(Setting::value).toList();
    }

    private ControlReply help(List<String> words) {
        return words.isEmpty()
                ? lines(actions.values().stream()
                        .map(action -> action.name() + ": " + action.description())
                        .toList())
                : wrongNumber();
    }

    private ControlReply list(List<String> words) {
        return words.isEmpty()
                ? lines(actions.values().stream()
                        .filter(action -> !disabled.contains(action.name()))
                        .map(action -> action.name()
                                + known.moduleOf(action.acl())
                                        .map(module -> " (" + module + ")")
                                        .orElse(""))
                        .toList())
                : wrongNumber();
    }

    private ControlReply enable(List<String> words) {
        return change(words, name -> {
            if (name.equals(ALL)) {
                disabled.clear();
            } else {
                disabled.remove(name);
            }
            return ControlReply.ok("'" + name + "' control enabled");
        });
    }

    private ControlReply disable(List<String> words) {
        return change(words, name -> {
            if (name.equals(ALL)) {
                disabled.addAll(actions.keySet());
                whenAllAreGone.run();
                return ControlReply.ok("all controls disabled", "restart the daemon to re-enable controls");
            }
            if (PROTECTED.contains(name)) {
                return ControlReply.of(Status.OPERATION_DENIED, "'" + name + "' control cannot be removed");
            }
            disabled.add(name);
            return ControlReply.ok("'" + name + "' control disabled");
        });
    }

    @FunctionalInterface
    private interface Change {
        ControlReply of(String name);
    }

    /// `action|all [module]`. An action has one module, which need not be said, but must be the right one.
    private ControlReply change(List<String> words, Change change) {
        if (words.isEmpty() || words.size() > 2) {
            return wrongNumber();
        }
        var name = words.getFirst();
        boolean isKnown = name.equals(ALL)
                || Optional.ofNullable(actions.get(name))
                        .filter(action -> words.size() == 1
                                || known.moduleOf(action.acl()).equals(Optional.of(words.get(1))))
                        .isPresent();
        return isKnown ? change.of(name) : ControlReply.of(Status.SUBJECT_NOT_FOUND, "no such control: '" + name + "'");
    }

    private static ControlReply lines(List<String> lines) {
        return new ControlReply(Status.OK, lines);
    }

    private static ControlReply wrongNumber() {
        return ControlReply.wrongParameters("wrong number of parameters");
    }
}
