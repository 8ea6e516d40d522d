package io.sluice.proxy;

import java.util.Optional;

/// How the data connection to the backend is arranged (`ProxyDataTransferPolicy`): by the command the client used, or
/// by one that is fixed.
public enum DataPolicy {
    CLIENT("client", Optional.empty()),
    ACTIVE("active", Optional.of(DataCommand.EPRT)),
    PASSIVE("passive", Optional.of(DataCommand.EPSV)),
    PASV("PASV", Optional.of(DataCommand.PASV)),
    EPSV("EPSV", Optional.of(DataCommand.EPSV)),
    PORT("PORT", Optional.of(DataCommand.PORT)),
    EPRT("EPRT", Optional.of(DataCommand.EPRT));

    private final String word;
    private final Optional<DataCommand> command;

    DataPolicy(String word, Optional<DataCommand> command) {
        this.word = word;
        this.command = command;
    }

    public String word() {
        return word;
    }

    /// The command to the backend, for that command of the client.
    public DataCommand towardsBackend(DataCommand client) {
        return command.orElse(client);
    }
}
