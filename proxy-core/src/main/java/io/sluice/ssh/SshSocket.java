package io.sluice.ssh;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.apache.sshd.common.future.CloseFuture;
import org.apache.sshd.common.future.DefaultCloseFuture;
import org.apache.sshd.common.io.AbstractIoWriteFuture;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoService;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.closeable.AbstractCloseable;
import org.jspecify.annotations.Nullable;

/// A connection as MINA wants it, over a channel of ours: so that SSH connections are accepted, counted, dialled and
/// bound as all others are. One virtual thread reads and hands on, another one writes; what is to be written waits in a
/// queue, for whose length whoever fills it waits in [#awaitRoom].
final class SshSocket extends AbstractCloseable implements IoSession {
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final int READ_AT_ONCE = 64 << 10;
    private static final int MOST_BUFFERS = 64;
    private static final int MOST_WAITING = 1 << 20;
    private static final long LOOKS_AGAIN_MILLIS = 20;

    private final long id = NUMBERS.incrementAndGet();
    private final SocketChannel channel;
    private final SocketAddress remote;
    private final SocketAddress local;
    private final IoHandler handler;
    private final Map<Object, Object> attributes = new ConcurrentHashMap<>(4);
    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong bytesOut = new AtomicLong();

    private final ReentrantLock lock = new ReentrantLock();
    private final java.util.concurrent.locks.Condition changed = lock.newCondition();
    private final Deque<Write> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean over;
    private @Nullable DefaultCloseFuture written;

    SshSocket(SocketChannel channel, IoHandler handler) throws IOException {
        this.channel = channel;
        this.handler = handler;
        this.remote = channel.getRemoteAddress();
        this.local = channel.getLocalAddress();
        channel.configureBlocking(true);
    }

    private static final class Write extends AbstractIoWriteFuture {
        private final ByteBuffer bytes;

        private Write(ByteBuffer bytes) {
            super("write", null);
            this.bytes = bytes;
        }

        private void done() {
            setValue(true);
        }

        private void failed(Throwable why) {
            setValue(why);
        }
    }

    /// Begins to read; the handler is told of all that happens, by one thread.
    void begin() {
        Thread.ofVirtual().name("ssh-" + id + "-reads").start(this::read);
        Thread.ofVirtual().name("ssh-" + id + "-writes").start(this::write);
    }

    private void read() {
        try {
            handler.sessionCreated(this);
            var buffer = ByteBuffer.allocate(READ_AT_ONCE);
            while (!isClosed() && channel.read(buffer.clear()) >= 0) {
                bytesIn.addAndGet(buffer.position());
                handler.messageReceived(this, Readable.readable(buffer.flip()));
            }
        } catch (ClosedChannelException _) {
            // closed from our side
        } catch (Exception e) {
            tell(e);
        } finally {
            close(true);
        }
    }

    private void tell(Exception e) {
        try {
            handler.exceptionCaught(this, e);
        } catch (Exception _) {
            // the connection ends whatever the handler makes of it
        }
    }

    private void write() {
        var batch = new ArrayList<Write>();
        try {
            while (takeWaiting(batch)) {
                var buffers = batch.stream().map(each -> each.bytes).toArray(ByteBuffer[]::new);
                long bytes = 0;
                for (ByteBuffer buffer : buffers) {
                    bytes += buffer.remaining();
                }
                for (long left = bytes; left > 0; ) {
                    left -= channel.write(buffers);
                }
                bytesOut.addAndGet(bytes);
                sent(batch, bytes);
            }
        } catch (IOException e) {
            batch.forEach(each -> each.failed(e));
            close(true);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean takeWaiting(List<Write> batch) throws InterruptedException {
        batch.clear();
        lock.lock();
        try {
            while (waiting.isEmpty() && !over) {
                changed.await();
            }
            while (!waiting.isEmpty() && batch.size() < MOST_BUFFERS) {
                batch.add(waiting.remove());
            }
            return !over;
        } finally {
            lock.unlock();
        }
    }

    private void sent(List<Write> batch, long bytes) {
        DefaultCloseFuture finished = null;
        lock.lock();
        try {
            waitingBytes -= bytes;
            if (waitingBytes == 0) {
                finished = written;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        batch.forEach(Write::done);
        if (finished != null) {
            finished.setClosed();
        }
    }

    @Override
    public IoWriteFuture writeBuffer(Buffer buffer) {
        var write = new Write(ByteBuffer.wrap(buffer.array(), buffer.rpos(), buffer.available()));
        boolean refused;
        lock.lock();
        try {
            refused = over || written != null;
            if (!refused) {
                waiting.add(write);
                waitingBytes += write.bytes.remaining();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (refused) {
            write.failed(new ClosedChannelException());
        }
        return write;
    }

    /// Waits while too much waits to be written, unless the caller is in a hurry by now.
    void awaitRoom(BooleanSupplier hurry) {
        lock.lock();
        try {
            while (waitingBytes > MOST_WAITING && !over && !hurry.getAsBoolean()) {
                var _ = changed.await(LOOKS_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    long bytesIn() {
        return bytesIn.get();
    }

    long bytesOut() {
        return bytesOut.get();
    }

    @Override
    protected CloseFuture doCloseGracefully() {
        var future = new DefaultCloseFuture(id, futureLock);
        boolean done;
        lock.lock();
        try {
            done = waitingBytes == 0 || over;
            written = future;
        } finally {
            lock.unlock();
        }
        if (done) {
            future.setClosed();
        }
        return future;
    }

    @Override
    protected void doCloseImmediately() {
        List<Write> left;
        lock.lock();
        try {
            over = true;
            left = List.copyOf(waiting);
            waiting.clear();
            waitingBytes = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        left.forEach(each -> each.failed(new ClosedChannelException()));
        try {
            channel.close();
        } catch (IOException _) {
            // closed is closed
        }
        super.doCloseImmediately();
        try {
            handler.sessionClosed(this);
        } catch (Exception e) {
            tell(e);
        }
    }

    @Override
    public long getId() {
        return id;
    }

    @Override
    public SocketAddress getAcceptanceAddress() {
        return local;
    }

    @Override
    public SocketAddress getRemoteAddress() {
        return remote;
    }

    @Override
    public SocketAddress getLocalAddress() {
        return local;
    }

    @Override
    public @Nullable Object getAttribute(Object key) {
        return attributes.get(key);
    }

    @Override
    public @Nullable Object setAttribute(Object key, Object value) {
        return attributes.put(key, value);
    }

    @Override
    public @Nullable Object setAttributeIfAbsent(Object key, Object value) {
        return attributes.putIfAbsent(key, value);
    }

    @Override
    public @Nullable Object removeAttribute(Object key) {
        return attributes.remove(key);
    }

    /// What belongs to the connection, and was put there before it began.
    <T> T owner(Class<T> type) {
        return type.cast(Objects.requireNonNull(attributes.get(type)));
    }

    @Override
    public IoService getService() {
        throw new UnsupportedOperationException("this connection was made by nobody's service");
    }

    @Override
    public void shutdownOutputStream() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void suspendRead() {
        throw new UnsupportedOperationException("whoever reads waits in awaitRoom");
    }

    @Override
    public void resumeRead() {
        // never suspended
    }
}
