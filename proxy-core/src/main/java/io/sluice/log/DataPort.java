package io.sluice.log;

import io.sluice.ftp.DataAddress;
import io.sluice.ftp.ExtendedPassive;
import io.sluice.ftp.ExtendedPort;
import io.sluice.ftp.Reply;
import io.sluice.module.CommandOutcome;
import io.sluice.module.CommandOutcome.Transfer;
import java.util.Optional;

/// The data port a command speaks of: the client's in `PORT` and `EPRT`, ours in the replies to `PASV` and `EPSV`.
final class DataPort {
    private DataPort() {}

    static Optional<Integer> of(CommandOutcome outcome) {
        var argument = outcome.command().argument().orElse("");
        var reply = outcome.reply().filter(Reply::isCompletion);
        return switch (outcome.command().verb()) {
            case "PORT" -> DataAddress.ofPort(argument).map(DataAddress::port);
            case "PASV" -> reply.flatMap(DataAddress::ofPassive).map(DataAddress::port);
            case "EPSV" -> reply.flatMap(ExtendedPassive::of).map(ExtendedPassive::port);
            case "EPRT" ->
                switch (ExtendedPort.of(argument)) {
                    case ExtendedPort.Accepted(var _, var address) -> Optional.of(address.port());
                    case ExtendedPort.UnknownProtocol _, ExtendedPort.Malformed _ -> Optional.empty();
                };
            default -> outcome.transfer().map(Transfer::port);
        };
    }
}
