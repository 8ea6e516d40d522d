package io.sluice.ftp;

/// A server that a client asks for.
///
/// @param host as the client wrote it: a DNS name, an IPv4 address, or an IPv6 address with or without brackets
public record Destination(String host, int port) {
    public static final int USUAL_PORT = 21;

    /// The name or address by itself, IPv6 without brackets.
    public String name() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /// As a URL has it: IPv6 in brackets.
    public String url() {
        return "ftp://" + (name().indexOf(':') < 0 ? host : "[" + name() + "]") + ":" + port;
    }

    /// `host:port`, the host as written.
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
