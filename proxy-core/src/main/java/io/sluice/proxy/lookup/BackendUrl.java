package io.sluice.proxy.lookup;

import io.sluice.config.BadValue;
import java.util.Optional;

/// The URL of a backend as `ProxyReverseServers` has it: `scheme://[user:password@]host[:port][/ignored]`. The URL as
/// written is the backend's identity.
///
/// @param host a DNS name, an IPv4 address, or an IPv6 address without its brackets
/// @param port the one written or the scheme's own; where the DNS tells the ports, the one used if it has nothing to
///     tell
/// @param user replaces the name the client sends
/// @param password replaces the password the client sends, unless it is empty
public record BackendUrl(
        String written,
        Protocol protocol,
        Discovery discovery,
        String host,
        int port,
        Optional<String> user,
        Optional<String> password) {
    private static final String SCHEMES = "ftp, ftps or sftp, each with +srv or +txt or neither";

    /// What is spoken with the backend.
    public enum Protocol {
        FTP("ftp", 21),
        /// FTP that is never without TLS.
        FTPS("ftps", 21),
        SFTP("sftp", 22);

        private final String word;
        private final int port;

        Protocol(String word, int port) {
            this.word = word;
            this.port = port;
        }
    }

    /// How the host part leads to the backend.
    public enum Discovery {
        /// It is the backend's address or name.
        NONE(""),
        /// It is the name of SRV records.
        SRV("+srv"),
        /// It is the name of TXT records that hold URLs.
        TXT("+txt");

        private final String suffix;

        Discovery(String suffix) {
            this.suffix = suffix;
        }
    }

    private record Scheme(Protocol protocol, Discovery discovery) {
        static Optional<Scheme> of(String text) {
            for (Protocol protocol : Protocol.values()) {
                for (Discovery discovery : Discovery.values()) {
                    if (text.equals(protocol.word + discovery.suffix)) {
                        return Optional.of(new Scheme(protocol, discovery));
                    }
                }
            }
            return Optional.empty();
        }
    }

    /// Reads a URL; what is wrong with it is said in the words of the reference.
    public static BackendUrl parse(String text) throws BadValue {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw bad(text, "missing colon, expected ftp://host[:port]");
        }
        var word = text.substring(0, colon);
        if (!word.matches("[a-z+.-]+")) {
            throw bad(text, "invalid character in scheme '" + word + "', expected " + SCHEMES);
        }
        if (!text.startsWith("://", colon)) {
            throw bad(text, "missing required '//', expected ftp://host[:port]");
        }
        var rest = text.substring(colon + 3);
        if (rest.indexOf('%') >= 0) {
            throw bad(text, "'%' is not allowed in a URL");
        }
        int slash = rest.indexOf('/');
        var authority = slash < 0 ? rest : rest.substring(0, slash);
        int at = authority.lastIndexOf('@');
        var place = authority.substring(at + 1);
        if (place.isEmpty()) {
            throw bad(text, "a host is missing");
        }
        int hostEnd = hostEnd(text, place);
        var port = hostEnd == place.length()
                ? Optional.<Integer>empty()
                : Optional.of(port(text, place.substring(hostEnd + 1)));
        var scheme = Scheme.of(word)
                .orElseThrow(() -> bad(
                        text,
                        port.isPresent() ? "Operation not permitted" : "Invalid argument",
                        "unsupported scheme '" + word + "', expected " + SCHEMES));
        var userInfo = at < 0 ? "" : authority.substring(0, at);
        int split = userInfo.indexOf(':');
        boolean credentials = split >= 0;
        return new BackendUrl(
                text,
                scheme.protocol(),
                scheme.discovery(),
                place.startsWith("[") ? place.substring(1, hostEnd - 1) : place.substring(0, hostEnd),
                port.filter(_ -> scheme.discovery() == Discovery.NONE).orElse(scheme.protocol().port),
                credentials ? Optional.of(userInfo.substring(0, split)) : Optional.empty(),
                credentials
                        ? Optional.of(userInfo.substring(split + 1)).filter(each -> !each.isEmpty())
                        : Optional.empty());
    }

    private static int hostEnd(String text, String place) throws BadValue {
        int end;
        if (place.startsWith("[")) {
            end = place.indexOf(']') + 1;
            if (end == 0) {
                throw bad(text, "']' is missing");
            }
        } else {
            end = place.indexOf(':') < 0 ? place.length() : place.indexOf(':');
        }
        boolean empty = end == 0 || place.startsWith("[]");
        if (empty || (end < place.length() && place.charAt(end) != ':')) {
            throw bad(text, "expected host or host:port, found '" + place + "'");
        }
        return end;
    }

    private static int port(String text, String digits) throws BadValue {
        if (digits.matches("[0-9]{1,5}")) {
            int port = Integer.parseInt(digits);
            if (port > 0 && port <= 65_535) {
                return port;
            }
        }
        // a slash in a password makes a port of what is before it
        var shown = masked(text).contains(digits) ? digits : "***";
        throw bad(text, "port '" + shown + "' is not between 1 and 65535");
    }

    private static BadValue bad(String text, String why) {
        return bad(text, "Invalid argument", why);
    }

    private static BadValue bad(String text, String error, String why) {
        return new BadValue("error parsing '" + masked(text) + "': " + error + " (" + why + ")");
    }

    /// Whether a port is written.
    boolean hasPort() {
        var rest = written.substring(written.indexOf("://") + 3);
        int slash = rest.indexOf('/');
        var authority = slash < 0 ? rest : rest.substring(0, slash);
        return authority.substring(authority.lastIndexOf('@') + 1).matches(".*[^:\\[]:[0-9]+");
    }

    /// The URL as logs may show it: a password is `***`.
    public String masked() {
        return masked(written);
    }

    private static String masked(String text) {
        return text.indexOf('@') < 0 ? text : text.replaceFirst("(?s)://([^:/]*):.*@", "://$1:***@");
    }

    /// The URL with a password that is `***`, and with neither user nor password to be sent.
    public BackendUrl withoutCredentials() {
        return new BackendUrl(masked(), protocol, discovery, host, port, Optional.empty(), Optional.empty());
    }

    /// The host as it stands in a URL or in `HOST`.
    public String bracketedHost() {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    @Override
    public String toString() {
        return masked();
    }
}
