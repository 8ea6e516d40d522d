package io.sluice.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/// Closing where an error of closing changes nothing.
final class Channels {
    private Channels() {}

    /// Breaks a connection off, so that its peer cannot take the end for that of the data. Bytes on their way are lost.
    static void reset(SocketChannel channel) {
        if (!channel.isOpen()) {
            return;
        }
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException _) {
            // not connected, or closed meanwhile
        }
        close(channel);
    }

    static void close(Closeable channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // closed is closed
        }
    }
}
