package io.sluice.admin;

import io.sluice.admin.ControlRequest.Layout;
import io.sluice.net.ErrorText;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
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

    /// Asks the server that listens there: in JSON, and if it hangs up on that without a word, as releases up to 1.3.8
    /// do, in words.
    public static ControlCall make(Path socket, List<String> words) throws IOException {
        byte[] json = ControlWire.request(words, Layout.JSON);
        if (json.length > Integer.BYTES + ControlWire.LONGEST_REQUEST) {
            return makeInWords(socket, words);
        }
        try {
            return exchange(socket, json, Layout.JSON);
        } catch (HungUp _) {
            return makeInWords(socket, words);
        }
    }

    /// Asks in words only, which all releases understand.
    public static ControlCall makeInWords(Path socket, List<String> words) throws IOException {
        return exchange(socket, ControlWire.request(words, Layout.WORDS), Layout.WORDS);
    }

    private static ControlCall exchange(Path socket, byte[] request, Layout layout) throws IOException {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            var late = CompletableFuture.runAsync(
                    () -> close(channel), CompletableFuture.delayedExecutor(LONGEST_SECONDS, TimeUnit.SECONDS));
            try {
                return ControlWire.reply(firstOfReply(channel, request), layout);
            } catch (IOException e) {
                throw late.isDone() ? new SocketTimeoutException() : e;
            } finally {
                late.cancel(false);
            }
        } catch (HungUp e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(ErrorText.of(e), e);
        }
    }

    /// Sends a request, and waits until there is something of the reply.
    private static InputStream firstOfReply(SocketChannel channel, byte[] bytes) throws HungUp {
        try {
            var request = ByteBuffer.wrap(bytes);
            while (request.hasRemaining()) {
                channel.write(request);
            }
            var in = new PushbackInputStream(Channels.newInputStream(channel));
            int first = in.read();
            if (first < 0) {
                throw new HungUp("no response from server");
            }
            in.unread(first);
            return in;
        } catch (HungUp e) {
            throw e;
        } catch (IOException e) {
            throw new HungUp(ErrorText.of(e));
        }
    }

    /// The server has closed the connection before it has said anything.
    private static final class HungUp extends IOException {
        private static final long serialVersionUID = 1L;

        HungUp(String text) {
            super(text);
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
