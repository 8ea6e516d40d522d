package io.sluice.transfer;

import java.nio.channels.SocketChannel;

/// A relay that reads and writes the channels of the connections themselves, so that a reset is enough to break it off.
public interface ChannelRelay extends Relay {

    /// Runs to the end, as [Flow#run] does.
    void run(SocketChannel source, SocketChannel sink, Meter meter) throws Broken;

    @Override
    default Flow flow(SocketChannel source, SocketChannel sink, Meter meter) {
        return new Flow() {
            @Override
            public void run() throws Broken {
                ChannelRelay.this.run(source, sink, meter);
            }

            @Override
            public void breakOff() {
                Channels.reset(source);
                Channels.reset(sink);
            }
        };
    }
}
