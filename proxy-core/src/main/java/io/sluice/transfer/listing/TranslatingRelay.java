package io.sluice.transfer.listing;

import io.sluice.session.SessionEvent.Moment;
import io.sluice.transfer.Channels;
import io.sluice.transfer.Relay;
import io.sluice.transfer.listing.ListingTranslator.LineTooLong;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// Passes one listing on in translation. What is counted is what the client gets.
public final class TranslatingRelay implements Relay {
    private static final int BUFFER_SIZE = 64 * 1024;

    private final ListingTranslator translator;

    public TranslatingRelay(ListingTranslator translator) {
        this.translator = translator;
    }

    @Override
    public Flow flow(SocketChannel source, SocketChannel sink, Meter meter) {
        return new Translating(source, sink, meter);
    }

    private final class Translating implements Flow {
        private final SocketChannel source;
        private final SocketChannel sink;
        private final Meter meter;

        Translating(SocketChannel source, SocketChannel sink, Meter meter) {
            this.source = source;
            this.sink = sink;
            this.meter = meter;
        }

        @Override
        public void run() throws Broken {
            var bytes = new byte[BUFFER_SIZE];
            var buffer = ByteBuffer.wrap(bytes);
            while (read(buffer)) {
                buffer.flip();
                buffer.position(take(bytes, buffer.limit()));
                buffer.compact();
                write();
            }
            translator.takeLast(bytes, 0, buffer.position());
            write();
            finish();
        }

        @Override
        public void breakOff() {
            Channels.reset(source);
            Channels.reset(sink);
        }

        private boolean read(ByteBuffer buffer) throws Broken {
            buffer.limit(buffer.position() + meter.allowance(buffer.capacity() - buffer.position()));
            try {
                return source.read(buffer) >= 0;
            } catch (IOException e) {
                throw new Broken(Moment.READING, e);
            }
        }

        private int take(byte[] bytes, int length) throws Broken {
            try {
                return translator.take(bytes, 0, length);
            } catch (LineTooLong e) {
                throw new Broken(Moment.READING, new IOException(e.getMessage(), e));
            }
        }

        /// Counts even where nothing is written, because lines that are dropped are progress too.
        private void write() throws Broken {
            var lines = translator.translated();
            try {
                do {
                    meter.moved(sink.write(lines));
                } while (lines.hasRemaining());
            } catch (IOException e) {
                throw new Broken(Moment.WRITING, e);
            }
        }

        private void finish() throws Broken {
            try {
                sink.shutdownOutput();
            } catch (IOException e) {
                throw new Broken(Moment.WRITING, e);
            }
        }
    }
}
