package io.sluice.transfer;

import io.sluice.session.SessionEvent.Moment;
import java.io.IOException;
import java.nio.channels.SocketChannel;

/// A relay that reads and writes the channels of the connections themselves, so that a reset is enough to break it off.
public interface ChannelRelay extends Relay {

    /// Runs to the end, as [Flow#run] does. Both channels block.
    void run(SocketChannel source, SocketChannel sink, Meter meter) throws Broken;

    @Override
    default Flow flow(SocketChannel source, SocketChannel sink, Meter meter) {
        return new Flow() {
            @Override
            public void run() throws Broken {
                block(source, Moment.READING);
                block(sink, Moment.WRITING);
                ChannelRelay.this.run(source, sink, meter);
            }

            @Override
            public void breakOff() {
                Channels.reset(source);
                Channels.reset(sink);
            }
        };
    }

    private static void block(SocketChannel channel, Moment moment) throws Broken {
        try {
            channel.configureBlocking(true);
        } catch (IOException e) {
            throw new Broken(moment, e);
        }
    }
}
