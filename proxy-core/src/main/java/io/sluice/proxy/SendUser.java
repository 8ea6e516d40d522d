package io.sluice.proxy;

import io.sluice.ftp.Destination;
import io.sluice.ftp.Reply;
import io.sluice.net.Addresses;
import io.sluice.session.Exchange;
import io.sluice.session.SessionState;
import java.util.Optional;

/// Goes on with the `USER` of a client at the server it has named, or tells it why that cannot be.
///
/// @param name of the user there
/// @param from how the client has come here, and may try again
record SendUser(Unconnected from, Exchange user, String name, Destination destination) implements FtpErrand {

    @Override
    public Optional<Approach> approach() {
        return Optional.of(from.approach());
    }

    @Override
    public SessionState connected(Ready ready, Reply greeting) {
        var address = ready.proxy().backend().address();
        from.host()
                .journal()
                .info(
                        from.session(),
                        () -> "received banner from backend " + Addresses.text(address.getAddress()) + ":"
                                + address.getPort() + ": " + greeting.code() + " " + greeting.text());
        return ready.sendUser(user, name);
    }

    @Override
    public SessionState unreachable(ConnectFailure why) {
        user.finish(
                switch (why) {
                    case ConnectFailure.NoMember _ -> unable("Operation not permitted");
                    case ConnectFailure.Unreachable(var error) ->
                        unable(error.equals("Invalid argument") ? "Operation not permitted" : error);
                    case ConnectFailure.Unwelcome(var greeting) -> greeting.withCode(530);
                });
        return from;
    }

    private Reply unable(String error) {
        return Reply.ofWire(530, "Unable to connect to " + destination + ": " + error);
    }

    @Override
    public void abandon() {
        user.finishUnanswered();
    }
}
