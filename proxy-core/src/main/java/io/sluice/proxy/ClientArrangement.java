package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.ftp.DataAddress;
import io.sluice.ftp.ExtendedPassive;
import io.sluice.ftp.ExtendedPort;
import io.sluice.ftp.Reply;
import io.sluice.net.Addresses;
import io.sluice.session.Session;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Predicate;

/// What a client asks for with `PASV`, `EPSV`, `PORT` or `EPRT`: that we listen, that we connect to an address it
/// names, or something that is answered at once.
sealed interface ClientArrangement {

    record Listen() implements ClientArrangement {}

    record Dial(InetSocketAddress target) implements ClientArrangement {}

    /// A command that is answered at once.
    ///
    /// @param note a line for the log that says why, if the reply does not
    record Answer(Reply reply, Optional<String> note) implements ClientArrangement {}

    /// Reads the command and applies the rules on addresses (`AllowForeignAddress`; ports below 1024 are never
    /// dialled).
    ///
    /// @param foreign whether an address that is not the client's may be dialled
    static ClientArrangement of(Command command, Session session, Predicate<InetAddress> foreign) {
        var argument = command.argument().orElse("");
        return switch (command.verb()) {
            case "PASV" -> pasv(session);
            case "EPSV" -> epsv(command, session);
            case "PORT" ->
                DataAddress.ofPort(argument)
                        .<ClientArrangement>map(address -> dial(command, address, session, foreign))
                        .orElseGet(() -> answer(501, "Illegal PORT command"));
            default ->
                switch (ExtendedPort.of(argument)) {
                    case ExtendedPort.Accepted(int protocol, var _)
                    when protocol == 2 && !session.settings().ipv6() ->
                        answer(522, "Network protocol not supported, use (1)");
                    case ExtendedPort.Accepted(var _, var address) -> dial(command, address, session, foreign);
                    case ExtendedPort.UnknownProtocol _ -> answer(522, "Network protocol not supported, use (1,2)");
                    case ExtendedPort.Malformed _ -> answer(501, "Illegal EPRT command");
                };
        };
    }

    private static ClientArrangement pasv(Session session) {
        if (session.localAddress() instanceof Inet6Address address) {
            return new Answer(
                    Reply.of(501, "PASV: Operation not permitted"),
                    Optional.of("Unable to handle PASV for IPv6 address '" + Addresses.text(address)
                            + "', rejecting command"));
        }
        return new Listen();
    }

    private static ClientArrangement epsv(Command command, Session session) {
        boolean ipv6 = session.localAddress() instanceof Inet6Address;
        return switch (ExtendedPassive.Request.of(command)) {
            case ExtendedPassive.Request.Any _ -> new Listen();
            case ExtendedPassive.Request.All _ -> answer(200, "EPSV ALL command successful");
            case ExtendedPassive.Request.IPv4 _ ->
                ipv6 ? answer(522, "Network protocol not supported, use (2)") : new Listen();
            case ExtendedPassive.Request.IPv6 _ ->
                ipv6 ? new Listen() : answer(522, "Network protocol not supported, use (1)");
            case ExtendedPassive.Request.Unsupported _ -> answer(522, "Network protocol not supported, use (1,2)");
        };
    }

    private static ClientArrangement dial(
            Command command, DataAddress given, Session session, Predicate<InetAddress> foreign) {
        InetAddress peer = session.facts().client().getAddress();
        InetAddress address = given.address();
        var note = Optional.<String>empty();
        if (isPublic(session.localAddress()) && isPublic(peer) && isPrivateIpv4(address)) {
            note = Optional.of("client sent RFC1918 address '" + Addresses.text(address) + "' in " + command.verb()
                    + " command, ignoring it and using '" + Addresses.text(peer) + "'");
            address = peer;
        }
        if (!address.equals(peer) && !foreign.test(address)) {
            return refused(
                    command, address.getClass() == peer.getClass() ? "address mismatch" : "IPv4/IPv6 address mismatch");
        }
        if (given.port() < 1024) {
            return refused(command, "port " + given.port() + " below 1024, possible bounce attack");
        }
        note.ifPresent(text -> session.services().log().notice(session.facts(), text));
        return new Dial(new InetSocketAddress(address, given.port()));
    }

    private static boolean isPublic(InetAddress address) {
        return !Addresses.isPrivate(address) && !Addresses.isLoopback(address);
    }

    private static boolean isPrivateIpv4(InetAddress address) {
        return address instanceof Inet4Address && Addresses.isPrivate(address);
    }

    private static ClientArrangement refused(Command command, String why) {
        return new Answer(
                Reply.of(500, "Illegal " + command.verb() + " command"),
                Optional.of(
                        "Refused " + command.verb() + " " + command.argument().orElse("") + " (" + why + ")"));
    }

    private static ClientArrangement answer(int code, String text) {
        return new Answer(Reply.of(code, text), Optional.empty());
    }
}
