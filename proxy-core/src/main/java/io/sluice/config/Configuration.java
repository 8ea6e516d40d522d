package io.sluice.config;

import java.util.List;

/// A whole configuration, checked: the main server, then the virtual hosts in the order of the file. Directives of
/// context `server config` alone are read from the main server.
public record Configuration(ServerBlock main, List<ServerBlock> virtualHosts, List<Problem> warnings) {
    public Configuration {
        virtualHosts = List.copyOf(virtualHosts);
        warnings = List.copyOf(warnings);
    }

    /// One server: the words of its `<VirtualHost …>` header (empty for the main server), and its directives with those
    /// of `<Global>` merged in.
    public record ServerBlock(List<String> addresses, DirectiveSet directives, Position position) {
        public ServerBlock {
            addresses = List.copyOf(addresses);
        }
    }
}
