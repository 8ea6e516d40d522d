package io.sluice.net;

import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Watches over the control connections whose peer does not take what is sent, and cuts off those that have had their
/// time.
public final class SendWatch {
    private final Set<ControlChannel> congested = ConcurrentHashMap.newKeySet();

    /// A control connection that is watched over.
    public ControlChannel over(SocketChannel channel) {
        return new ControlChannel(channel, this);
    }

    void begin(ControlChannel channel) {
        congested.add(channel);
    }

    void end(ControlChannel channel) {
        congested.remove(channel);
    }

    /// Cuts off the peers that have taken too long; to be called every now and then.
    public void look() {
        long now = System.nanoTime();
        for (ControlChannel channel : congested) {
            if (channel.isOverdue(now)) {
                channel.close();
            }
        }
    }
}
