package io.sluice.admin;

import io.sluice.module.ControlAction;
import java.util.List;

/// The actions of `AdminControlsACLs`: each a few words of text over one question to [Admin].
final class AdminActions {
    private AdminActions() {}

    static List<ControlAction> of(Admin admin) {
        return List.of(action("kick", "disconnect a class, host, or user", new Kicking(admin)::kick));
    }

    private static ControlAction action(String name, String description, ControlAction.Handler handler) {
        return new ControlAction(name, description, ControlsDirectives.ADMIN_ACLS, handler);
    }
}
