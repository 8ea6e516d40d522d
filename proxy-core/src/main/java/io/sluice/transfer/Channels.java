package io.sluice.transfer;

import java.io.IOException;
import java.nio.channels.Channel;

/// Closing where an error of closing changes nothing.
final class Channels {
    private Channels() {}

    static void close(Channel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // closed is closed
        }
    }
}
