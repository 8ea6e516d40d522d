package io.sluice.ban.adapter;

import io.sluice.ban.AddressText;
import io.sluice.ban.Ban;
import io.sluice.module.CoreServices;
import java.net.InetSocketAddress;
import java.util.Optional;

/// The server that a request is about (`-s address[#port]`), or every one.
///
/// @param number 0 for every server
/// @param place as answers speak of it; empty for every server
record AskedServer(int number, String place) {
    static final AskedServer EVERY = new AskedServer(Ban.EVERY_SERVER, "");
    private static final int USUAL_PORT = 21;

    /// Thrown where there is no such server.
    static final class Missing extends Exception {
        private static final long serialVersionUID = 1L;

        Missing(String place) {
            super("no such server '" + place + "'");
        }
    }

    static AskedServer of(Optional<String> option, CoreServices core) throws Missing {
        if (option.isEmpty()) {
            return EVERY;
        }
        var text = option.get();
        int hash = text.indexOf('#');
        var host = hash < 0 ? text : text.substring(0, hash);
        var port = hash < 0 ? Integer.toString(USUAL_PORT) : text.substring(hash + 1);
        try {
            int number = Integer.parseInt(port);
            for (var address : core.addresses(host)) {
                var server = core.serverAt(new InetSocketAddress(address, number));
                if (server.isPresent()) {
                    return new AskedServer(server.getAsInt(), AddressText.of(address) + "#" + number);
                }
            }
        } catch (IllegalArgumentException _) {
            // at such a port there is no server
        }
        throw new Missing(host + "#" + port);
    }

    boolean isEvery() {
        return number == Ban.EVERY_SERVER;
    }
}
