package io.sluice.session;

import io.sluice.filter.DisplayFile;
import io.sluice.ftp.Reply;
import io.sluice.net.Addresses;

/// The `220` of our own, where no backend's is shown (`ServerIdent`, `DeferWelcome`, `DisplayConnect`).
public final class Greeting {
    private Greeting() {}

    public static Reply of(Session session) {
        return Displays.before(DisplayFile.DISPLAY_CONNECT, Reply.of(220, text(session)), session);
    }

    private static String text(Session session) {
        var host = session.host();
        var ident = session.settings().ident();
        var local = Addresses.text(session.localAddress());
        if (!ident.shown()) {
            return local + " FTP server ready";
        }
        if (session.settings().deferWelcome()) {
            return "FTP server ready.";
        }
        return ident.text()
                .map(text -> text.replace("%{version}", session.services().version())
                        .replace("%L", local)
                        .replace("%V", host.address())
                        .replace("%v", host.name()))
                .orElseGet(() -> host.name() + " FTP proxy ready");
    }
}
