package io.sluice.admin;

import io.sluice.net.ErrorText;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// One request from the side of the client, and what was answered.
public record ControlCall(boolean done, List<String> lines) {
    private static final long LONGEST_SECONDS = 60;

    /// Asks the server that listens there.
    public static ControlCall make(Path socket, List<String> words) throws IOException {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            var late = CompletableFuture.runAsync(
                    () -> close(channel), CompletableFuture.delayedExecutor(LONGEST_SECONDS, TimeUnit.SECONDS));
            try {
                var request = ByteBuffer.wrap(ControlWire.request(words));
                while (request.hasRemaining()) {
                    channel.write(request);
                }
                return ControlWire.reply(Channels.newInputStream(channel));
            } catch (IOException e) {
                throw late.isDone() ? new SocketTimeoutException() : e;
            } finally {
                late.cancel(false);
            }
        } catch (IOException e) {
            throw new IOException(ErrorText.of(e), e);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // closed is closed
        }
    }
}
