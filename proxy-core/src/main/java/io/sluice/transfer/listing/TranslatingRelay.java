package io.sluice.transfer.listing;

import io.sluice.session.SessionEvent.Moment;
import io.sluice.transfer.ChannelRelay;
import io.sluice.transfer.Relay;
import io.sluice.transfer.Translation;
import io.sluice.transfer.listing.ListingTranslator.LineTooLong;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/// Passes one listing on in translation. What is counted is what the client gets.
public final class TranslatingRelay implements ChannelRelay {
    private static final int BUFFER_SIZE = 64 * 1024;

    private final ListingTranslator translator;

    public TranslatingRelay(ListingTranslator translator) {
        this.translator = translator;
    }

    @Override
    public void run(SocketChannel source, SocketChannel sink, Meter meter) throws Broken {
        var bytes = new byte[BUFFER_SIZE];
        var buffer = ByteBuffer.wrap(bytes);
        while (read(source, buffer, meter)) {
            buffer.flip();
            buffer.position(take(bytes, buffer.limit()));
            buffer.compact();
            write(sink, meter);
        }
        translator.takeLast(bytes, 0, buffer.position());
        write(sink, meter);
        Relay.finish(sink);
    }

    @Override
    public Optional<Translation> translation() {
        return Optional.of(new Translation() {
            private final byte[] bytes = new byte[BUFFER_SIZE];
            private int held;

            @Override
            public ByteBuffer translate(ByteBuffer more) throws IOException {
                var lines = new ByteArrayOutputStream();
                while (more.hasRemaining()) {
                    int count = Math.min(more.remaining(), bytes.length - held);
                    more.get(bytes, held, count);
                    int end = held + count;
                    int taken = take(end);
                    System.arraycopy(bytes, taken, bytes, 0, end - taken);
                    held = end - taken;
                    add(lines);
                }
                return ByteBuffer.wrap(lines.toByteArray());
            }

            private int take(int end) throws IOException {
                try {
                    return translator.take(bytes, 0, end);
                } catch (LineTooLong e) {
                    throw new IOException(e.getMessage(), e);
                }
            }

            private void add(ByteArrayOutputStream lines) {
                var translated = translator.translated();
                var copy = new byte[translated.remaining()];
                translated.get(copy);
                lines.writeBytes(copy);
            }

            @Override
            public ByteBuffer finish() {
                translator.takeLast(bytes, 0, held);
                return translator.translated();
            }
        });
    }

    private static boolean read(SocketChannel source, ByteBuffer buffer, Meter meter) throws Broken {
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
    private void write(SocketChannel sink, Meter meter) throws Broken {
        var lines = translator.translated();
        try {
            do {
                meter.moved(sink.write(lines));
            } while (lines.hasRemaining());
        } catch (IOException e) {
            throw new Broken(Moment.WRITING, e);
        }
    }
}
