package io.sluice.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.config.Directive;
import io.sluice.filter.DisplayFile;
import io.sluice.ftp.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/// Puts the text of a file before a reply of our own (`DisplayConnect`, `DisplayLogin`, `DisplayQuit`). A file that
/// cannot be read is as good as none.
public final class Displays {
    private static final long LARGEST_FILE = 64 * 1024;

    private Displays() {}

    public static Reply before(Directive<String> file, Reply reply, Session session) {
        var configured = session.host()
                .directives()
                .find(file)
                .filter(path -> Path.of(path).isAbsolute());
        if (configured.isEmpty()) {
            return reply;
        }
        try {
            var path = Path.of(configured.get());
            if (Files.size(path) > LARGEST_FILE) {
                throw new IOException("larger than " + LARGEST_FILE + " bytes");
            }
            var facts = DisplayFile.Facts.of(
                    session.facts(),
                    session.services().live(),
                    ZonedDateTime.now(ZoneId.systemDefault()),
                    session.settings().admin(),
                    session.facts().uploads(),
                    session.facts().downloads());
            return DisplayFile.before(
                    reply, DisplayFile.lines(Files.readString(path, ISO_8859_1), session.facts(), facts));
        } catch (IOException e) {
            session.services()
                    .log()
                    .debug(3, session.facts(), () -> file.name() + " '" + configured.get() + "' is not shown: " + e);
            return reply;
        }
    }
}
