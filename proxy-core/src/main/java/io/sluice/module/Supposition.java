package io.sluice.module;

import io.sluice.ftp.Command;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/// A client that is only supposed, to learn how it would fare.
///
/// @param name its name by reverse DNS; looked up where none is given and the configuration wants names
/// @param user who it logs in as
/// @param groups those of the user, the primary one first; empty where nobody would know them
/// @param command what it does then
/// @param server the address and port that it connects to; the main server where none is given
/// @param asksLists whether lists in the DNS are asked about it
public record Supposition(
        InetAddress from,
        Optional<String> name,
        Optional<String> user,
        Optional<List<String>> groups,
        Optional<Command> command,
        Optional<InetSocketAddress> server,
        boolean asksLists) {
    public Supposition {
        groups = groups.map(List::copyOf);
    }
}
