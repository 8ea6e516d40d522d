package io.sluice.filter;

import static io.sluice.config.Context.ANONYMOUS;
import static io.sluice.config.Context.GLOBAL;
import static io.sluice.config.Context.SERVER;
import static io.sluice.config.Context.VIRTUAL_HOST;

import io.sluice.config.Arguments;
import io.sluice.config.Directive;
import io.sluice.ftp.Reply;
import io.sluice.ftp.WireText;
import io.sluice.module.SessionView;
import io.sluice.net.Addresses;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;

/// The files whose text goes before a reply: `DisplayConnect`, `DisplayLogin`, `DisplayQuit`. Turns text into lines;
/// reading the file is the caller's, and a file that cannot be read is no text.
public final class DisplayFile {
    public static final Directive<String> DISPLAY_CONNECT =
            absolute("DisplayConnect", "before the banner").in(SERVER, VIRTUAL_HOST, GLOBAL);
    public static final Directive<String> DISPLAY_LOGIN = Directive.of("DisplayLogin", arguments -> arguments.text())
            .in(SERVER, VIRTUAL_HOST, GLOBAL, ANONYMOUS)
            .syntax("path")
            .effect(new Directive.Effect.Differs(
                    "a relative path, which would lead into the user's files, shows nothing"))
            .help("A file whose text is shown when a login to the proxy itself is accepted (ProxyForwardMethod). A"
                    + " backend's reply is passed on as it is.");
    public static final Directive<String> DISPLAY_QUIT =
            absolute("DisplayQuit", "before the answer to QUIT").in(SERVER, VIRTUAL_HOST, GLOBAL, ANONYMOUS);

    static final List<Directive<?>> DIRECTIVES = List.of(DISPLAY_CONNECT, DISPLAY_LOGIN, DISPLAY_QUIT);

    private DisplayFile() {}

    /// What a text may tell beside the session itself: the time, the server's administrator, the files that this
    /// session
    /// has moved, how many clients there are, and how many there may be.
    public record Facts(
            ZonedDateTime now,
            String administrator,
            long uploads,
            long downloads,
            long clients,
            OptionalInt mostClients,
            long clientsOfClass,
            OptionalInt mostClientsOfClass) {

        /// Counts the clients of the session's server.
        public static Facts of(
                SessionView session,
                LiveSessions live,
                ZonedDateTime now,
                String administrator,
                long uploads,
                long downloads) {
            var directives = session.server().directives();
            var all = live.of(session.server()).toList();
            var ofClass = all.stream()
                    .filter(other -> other.clientClass().isPresent()
                            && other.clientClass().equals(session.clientClass()))
                    .count();
            var mostOfClass = directives.settings(ClientLimits.MAX_CLIENTS_PER_CLASS).stream()
                    .map(setting -> setting.value())
                    .filter(limit -> session.clientClass()
                            .filter(limit.className()::equalsIgnoreCase)
                            .isPresent())
                    .findFirst()
                    .map(limit -> limit.limit().most())
                    .orElse(OptionalInt.empty());
            return new Facts(
                    now,
                    administrator,
                    uploads,
                    downloads,
                    all.size(),
                    directives.find(ClientLimits.MAX_CLIENTS).map(Limit::most).orElse(OptionalInt.empty()),
                    ofClass,
                    mostOfClass);
        }
    }

    /// The lines of a text, as wire text without code; `wireText` is the file, one char per byte.
    public static List<String> lines(String wireText, SessionView session, Facts facts) {
        var values = values(session, facts);
        var text = wireText.endsWith("\n") ? wireText.substring(0, wireText.length() - 1) : wireText;
        if (text.isEmpty()) {
            return List.of();
        }
        return Stream.of(text.split("\n", -1))
                .map(line -> line.endsWith("\r") ? line.substring(0, line.length() - 1) : line)
                .map(line ->
                        Variables.replace(line, letter -> values.apply(letter).map(WireText::of)))
                .toList();
    }

    /// The reply with these lines before its own, each with the code and a hyphen.
    public static Reply before(Reply reply, List<String> lines) {
        return new Reply(
                reply.code(),
                Stream.concat(lines.stream().map(line -> reply.code() + "-" + line), reply.lines().stream())
                        .toList());
    }

    private static Function<Character, Optional<String>> values(SessionView session, Facts facts) {
        var bytes = session.bytesIn() + session.bytesOut();
        return letter -> switch (letter) {
            case 'C' -> Optional.of(session.directory().map(WireText::display).orElse("(none)"));
            case 'E' -> Optional.of(facts.administrator());
            case 'F', 'f' -> Optional.of("(unknown)"); // space on a file system: a proxied session has none
            case 'i' -> Optional.of(Long.toString(facts.uploads()));
            case 'K' -> Optional.of(Long.toString(bytes));
            case 'k' -> Optional.of(withUnit(bytes));
            case 'L' -> Optional.of(Addresses.text(session.local().getAddress()));
            case 'M' -> Optional.of(number(facts.mostClients()));
            case 'N' -> Optional.of(Long.toString(facts.clients()));
            case 'o' -> Optional.of(Long.toString(facts.downloads()));
            case 'R' -> Optional.of(session.clientName());
            case 'T' -> Optional.of(Variables.TIME.format(facts.now()));
            case 't' -> Optional.of(Long.toString(facts.uploads() + facts.downloads()));
            case 'U' ->
                Optional.of(session.user()
                        .or(session::requestedName)
                        .map(WireText::display)
                        .orElse("(none)"));
            case 'u' -> Optional.of(session.notes().getOrDefault("mod_ident.rfc1413-ident", "UNKNOWN"));
            case 'V', 'v' -> Optional.of(session.server().name());
            case 'x' -> Optional.of(session.clientClass().orElse("(unknown)"));
            case 'y' -> Optional.of(Long.toString(facts.clientsOfClass()));
            case 'z' -> Optional.of(number(facts.mostClientsOfClass()));
            default -> Optional.empty();
        };
    }

    private static String number(OptionalInt limit) {
        return limit.isPresent() ? Integer.toString(limit.getAsInt()) : "(unlimited)";
    }

    private static String withUnit(long bytes) {
        var units = List.of("B", "KB", "MB", "GB", "TB");
        int unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < units.size() - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.2f%s", value, units.get(unit));
    }

    private static Directive<String> absolute(String name, String when) {
        return Directive.of(name, Arguments::absolutePath)
                .syntax("path")
                .help("A file whose text is shown " + when + ".");
    }
}
