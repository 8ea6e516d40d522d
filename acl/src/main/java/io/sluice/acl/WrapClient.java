package io.sluice.acl;

import java.util.Optional;

/// A client as the tables of [WrapTable] see it.
///
/// @param user the user by RFC 1413, if the machine of the client has told one
/// @param misnamed whether the DNS has a name for the address that does not resolve back to it
public record WrapClient(Client client, Optional<String> user, boolean misnamed) {

    /// A client of whom nobody has told the user, and whose name is in order.
    public static WrapClient of(Client client) {
        return new WrapClient(client, Optional.empty(), false);
    }

    Optional<String> name() {
        return client.name() instanceof Client.Name.Confirmed(var text) ? Optional.of(text) : Optional.empty();
    }
}
