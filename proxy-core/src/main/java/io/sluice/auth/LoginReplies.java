package io.sluice.auth;

import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.ftp.Reply;
import io.sluice.ftp.WireText;
import java.util.List;

/// What a client is told about a login to the proxy itself (`AccessGrantMsg`, `AccessDenyMsg`). `user` is wire text.
public final class LoginReplies {
    private LoginReplies() {}

    /// `230`.
    public static Reply granted(DirectiveSet directives, String user) {
        return reply(230, directives, AuthDirectives.ACCESS_GRANT_MSG, "User %u logged in", user);
    }

    /// `530`, or `501` for what is not even tried.
    public static Reply denied(DirectiveSet directives, String user, int code) {
        return reply(code, directives, AuthDirectives.ACCESS_DENY_MSG, "Login incorrect.", user);
    }

    private static Reply reply(
            int code, DirectiveSet directives, Directive<String> message, String otherwise, String user) {
        var text = WireText.of(directives.find(message).orElse(otherwise));
        return new Reply(code, List.of(code + " " + text.replace("%u", user)));
    }
}
