package io.sluice.transfer;

import io.sluice.session.SessionEvent.Moment;
import io.sluice.transfer.Relay.Broken;
import io.sluice.transfer.Relay.Meter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;

/// Moves the data of one transfer where TLS lies over one of its connections, or over both.
///
/// At the end of the source everything has been handed to the sink, whose TLS session is ended, then its connection;
/// and only when its peer has ended its side too, or has had its time, is the flow over. A peer that loses the
/// connection before has been cut off.
///
/// A source that ends its connection and not its TLS session, as many clients do, is taken at its word if that was
/// between two records.
final class TlsRelay implements Relay.Flow {
    private final Leg source;
    private final Leg sink;
    private final TlsBuffers buffers;
    private final Optional<Translation> translation;
    private final Meter meter;
    private final Ends ends;

    /// One of the two connections.
    record Leg(SocketChannel channel, Optional<TlsChannel> tls) {
        private int read(ByteBuffer plain) throws IOException {
            return tls.isPresent() ? tls.get().read(plain) : channel.read(plain);
        }
    }

    /// @param linger how long the sink's peer has to end its side
    /// @param alarm does something after that time, unless what it returns is run before
    /// @param unannounced is told of a source that has not ended its TLS session
    record Ends(Duration linger, BiFunction<Duration, Runnable, Runnable> alarm, Runnable unannounced) {}

    TlsRelay(Leg source, Leg sink, TlsBuffers buffers, Optional<Translation> translation, Meter meter, Ends ends) {
        this.source = source;
        this.sink = sink;
        this.buffers = buffers;
        this.translation = translation;
        this.meter = meter;
        this.ends = ends;
    }

    @Override
    public void run() throws Broken {
        var plain = buffers.take();
        try {
            block(source, Moment.READING);
            block(sink, Moment.WRITING);
            move(plain);
        } finally {
            buffers.give(plain);
            source.tls().map(TlsChannel::giveBack).ifPresent(buffers::give);
            sink.tls().map(TlsChannel::giveBack).ifPresent(buffers::give);
        }
    }

    private static void block(Leg leg, Moment moment) throws Broken {
        try {
            leg.channel().configureBlocking(true);
        } catch (IOException e) {
            throw new Broken(moment, e);
        }
    }

    private void move(ByteBuffer plain) throws Broken {
        sink.tls().ifPresent(TlsChannel::beginWriting);
        while (read(plain)) {
            write(translated(plain.flip()));
            plain.clear();
        }
        if (translation.isPresent()) {
            write(translation.get().finish());
        }
        if (source.tls().filter(tls -> !tls.isEndedByTls()).isPresent()) {
            ends.unannounced().run();
        }
        endSink();
        endSource();
    }

    /// Reads as much as there is. A rate to keep is kept where the data are read, or if they come as records, where
    /// they are written.
    private boolean read(ByteBuffer plain) throws Broken {
        plain.limit(source.tls().isPresent() ? plain.capacity() : meter.allowance(TlsBuffers.DATA));
        try {
            return source.read(plain) >= 0;
        } catch (IOException e) {
            throw new Broken(Moment.READING, e);
        }
    }

    private ByteBuffer translated(ByteBuffer bytes) throws Broken {
        if (translation.isEmpty()) {
            return bytes;
        }
        try {
            return translation.get().translate(bytes);
        } catch (IOException e) {
            throw new Broken(Moment.READING, e);
        }
    }

    private void write(ByteBuffer bytes) throws Broken {
        boolean limited = source.tls().isPresent();
        try {
            while (bytes.hasRemaining()) {
                int end = bytes.limit();
                int size =
                        limited ? Math.min(meter.allowance(bytes.remaining()), bytes.remaining()) : bytes.remaining();
                bytes.limit(bytes.position() + size);
                if (sink.tls().isPresent()) {
                    sink.tls().get().write(bytes, meter::moved);
                    meter.moved(size);
                } else {
                    while (bytes.hasRemaining()) {
                        meter.moved(sink.channel().write(bytes));
                    }
                }
                bytes.limit(end);
            }
        } catch (IOException e) {
            throw new Broken(Moment.WRITING, e);
        }
    }

    private void endSink() throws Broken {
        try {
            if (sink.tls().isEmpty()) {
                sink.channel().shutdownOutput();
                return;
            }
            sink.tls().get().endOutput();
        } catch (IOException e) {
            throw new Broken(Moment.WRITING, e);
        }
        if (ends.linger().isPositive()) {
            var inTime = ends.alarm().apply(ends.linger(), () -> Channels.close(sink.channel()));
            sink.tls().get().awaitEnd();
            inTime.run();
        }
    }

    /// Answers the end of the source's TLS session. The data are complete, whether or not its peer still hears it.
    private void endSource() {
        source.tls().ifPresent(tls -> {
            try {
                tls.endOutput();
            } catch (IOException _) {
                // gone already
            }
        });
    }

    @Override
    public void breakOff() {
        Channels.reset(source.channel());
        Channels.reset(sink.channel());
    }
}
