package io.sluice.proxy.lookup;

import io.sluice.config.BadValue;
import java.util.Optional;

/// The URL of a backend as `ProxyReverseServers` has it: `ftp://[user:password@]host[:port][/ignored]`. The URL as
/// written is the backend's identity.
///
/// @param host a DNS name, an IPv4 address, or an IPv6 address without its brackets
/// @param user replaces the name the client sends
/// @param password replaces the password the client sends, unless it is empty
public record BackendUrl(String written, String host, int port, Optional<String> user, Optional<String> password) {
    private static final int FTP_PORT = 21;

    /// Reads a URL; what is wrong with it is said in the words of the reference.
    public static BackendUrl parse(String text) throws BadValue {
        int colon = text.indexOf("://");
        if (colon < 0) {
            throw bad(text, "expected ftp://host[:port]");
        }
        var scheme = text.substring(0, colon);
        if (!scheme.equals("ftp")) {
            throw bad(text, unsupported(scheme));
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
        var userInfo = at < 0 ? "" : authority.substring(0, at);
        int split = userInfo.indexOf(':');
        boolean credentials = split >= 0;
        int hostEnd = hostEnd(text, place);
        return new BackendUrl(
                text,
                place.startsWith("[") ? place.substring(1, hostEnd - 1) : place.substring(0, hostEnd),
                hostEnd == place.length() ? FTP_PORT : port(text, place.substring(hostEnd + 1)),
                credentials ? Optional.of(userInfo.substring(0, split)) : Optional.empty(),
                credentials
                        ? Optional.of(userInfo.substring(split + 1)).filter(word -> !word.isEmpty())
                        : Optional.empty());
    }

    private static String unsupported(String scheme) {
        return switch (scheme) {
            case "ftps" -> "scheme 'ftps' needs TLS towards backends, which no loaded module offers";
            case "sftp" -> "scheme 'sftp' needs SSH towards backends, which no loaded module offers";
            default -> "unsupported scheme '" + scheme + "', expected ftp";
        };
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
        return new BadValue("error parsing '" + masked(text) + "': Invalid argument (" + why + ")");
    }

    /// The URL as logs may show it: a password is `***`.
    public String masked() {
        return masked(written);
    }

    private static String masked(String text) {
        return text.replaceFirst("(?s)://([^:/]*):.*@", "://$1:***@");
    }

    /// The URL with a password that is `***`, and with neither user nor password to be sent.
    public BackendUrl withoutCredentials() {
        return new BackendUrl(masked(), host, port, Optional.empty(), Optional.empty());
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
