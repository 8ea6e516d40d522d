package io.sluice.admin;

import io.sluice.module.ControlAction;
import io.sluice.module.ControlReply;
import java.util.List;

/// The actions of `AdminControlsACLs`: each a few words of text over one question to [Admin].
final class AdminActions {
    private AdminActions() {}

    static List<ControlAction> of(Admin admin) {
        var life = new LifeActions(admin);
        var places = new UpAndDown(admin);
        var watching = new Watching(admin);
        var configuring = new Configuring(admin);
        return List.of(
                action("config", "set config directives", configuring::config),
                action("debug", "set debugging level", watching::debug),
                action("dns", "set UseReverseDNS configuration", watching::dns),
                action("down", "disable an individual virtual server", places::down),
                action("get", "list configuration data", configuring::get),
                action("kick", "disconnect a class, host, or user", new Kicking(admin)::kick),
                action("restart", "restart the daemon (similar to using HUP)", life::restart),
                action("scoreboard", "clean the ScoreboardFile", AdminActions::scoreboard),
                action("shutdown", "shutdown the daemon", life::shutdown),
                action("status", "display status of servers", places::status),
                action("trace", "set trace levels", watching::trace),
                action("up", "enable a downed virtual server", places::up));
    }

    /// Sessions are in memory, and none is there longer than it lives: whatever there is has been scrubbed already.
    private static ControlReply scoreboard(List<String> words) {
        if (words.size() != 1) {
            return ControlReply.wrongParameters("wrong number of parameters");
        }
        return switch (words.getFirst()) {
            case "clean", "scrub" -> ControlReply.ok("scrubbed scoreboard");
            case String other -> ControlReply.unsupported("unknown scoreboard action '" + other + "'");
        };
    }

    private static ControlAction action(String name, String description, ControlAction.Handler handler) {
        return new ControlAction(name, description, ControlsDirectives.ADMIN_ACLS, handler);
    }
}
