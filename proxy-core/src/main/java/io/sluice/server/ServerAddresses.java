package io.sluice.server;

import io.sluice.config.Configuration.ServerBlock;
import io.sluice.config.Position;
import io.sluice.config.Problem;
import io.sluice.config.Problem.Severity;
import io.sluice.net.HostNames;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The addresses of the servers of a configuration: of the main server by `DefaultAddress`, the command line or the
/// machine's name, of others by the header of their `<VirtualHost>`.
final class ServerAddresses {
    private final HostNames names;
    private final Optional<String> serverAddress;
    private final String machine;
    private final List<Problem> problems;

    /// @param serverAddress the main server's where it has no `DefaultAddress`
    /// @param machine the name of this machine
    /// @param problems gets the names that mean nothing
    ServerAddresses(HostNames names, Optional<String> serverAddress, String machine, List<Problem> problems) {
        this.names = names;
        this.serverAddress = serverAddress;
        this.machine = machine;
        this.problems = problems;
    }

    /// Those of the main server. A name without an address is an error.
    List<InetAddress> ofMain(ServerBlock main) {
        var setting = main.directives().setting(ServerDirectives.DEFAULT_ADDRESS);
        if (setting.isPresent()) {
            var position = setting.get().position();
            return all(
                    setting.get().value(),
                    word -> error(
                            position, "fatal: DefaultAddress: unable to resolve \"" + word + "\" on " + position));
        }
        if (serverAddress.isPresent()) {
            return all(
                    List.of(serverAddress.get()),
                    word -> error(main.position(), "fatal: unable to resolve \"" + word + "\""));
        }
        var own = names.addresses(machine);
        return own.isEmpty() ? List.of(InetAddress.getLoopbackAddress()) : own;
    }

    /// Those of a virtual host; none, with warnings, if nothing in its header has an address.
    List<InetAddress> ofVirtualHost(ServerBlock block) {
        return all(
                block.addresses(),
                word -> problems.add(new Problem(
                        Severity.WARNING,
                        block.position(),
                        "warning: error resolving '" + word + "': Name or service not known on " + block.position())));
    }

    private void error(Position position, String text) {
        problems.add(new Problem(Severity.ERROR, position, text));
    }

    @FunctionalInterface
    private interface Unresolved {
        void report(String word);
    }

    private List<InetAddress> all(List<String> words, Unresolved unresolved) {
        var addresses = new ArrayList<InetAddress>();
        for (String word : words) {
            var found = names.addressesOrDevice(word);
            if (found.isEmpty()) {
                unresolved.report(word);
            }
            found.stream().filter(address -> !addresses.contains(address)).forEach(addresses::add);
        }
        return addresses;
    }
}
