package io.sluice.ssh;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.sshd.agent.common.AbstractAgentProxy;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/// The socket of an SSH agent: one conversation, for one thread. Nothing in it takes longer than [#LIMIT].
final class AgentSocket extends AbstractAgentProxy {
    static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int LARGEST = 256 << 10;

    private final SocketChannel channel;
    private final Selector selector;
    private final long end = System.nanoTime() + LIMIT.toNanos();

    AgentSocket(Path path) throws IOException {
        super(null);
        channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
        try {
            channel.configureBlocking(false);
            selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    protected Buffer request(Buffer question) throws IOException {
        var bytes = ByteBuffer.wrap(question.array(), question.rpos(), question.available());
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                await(SelectionKey.OP_WRITE);
            }
        }
        int length = read(Integer.BYTES).getInt();
        if (length <= 0 || length > LARGEST) {
            throw new IOException("the agent sent a message of " + length + " bytes; expected 1 to " + LARGEST);
        }
        return new ByteArrayBuffer(read(length).array());
    }

    private ByteBuffer read(int length) throws IOException {
        var bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            int count = channel.read(bytes);
            if (count < 0) {
                throw new EOFException("the agent closed the connection");
            }
            if (count == 0) {
                await(SelectionKey.OP_READ);
            }
        }
        return bytes.flip();
    }

    private void await(int operation) throws IOException {
        long left = (end - System.nanoTime()) / 1_000_000;
        java.util.Objects.requireNonNull(channel.keyFor(selector)).interestOps(operation);
        if (left <= 0 || selector.select(left) == 0) {
            throw new SocketTimeoutException("the agent did not answer within " + LIMIT.toSeconds() + " seconds");
        }
        selector.selectedKeys().clear();
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
        super.close();
    }
}
