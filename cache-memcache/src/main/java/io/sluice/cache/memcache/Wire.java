package io.sluice.cache.memcache;

import java.time.Duration;
import net.spy.memcached.DefaultConnectionFactory;
import net.spy.memcached.FailureMode;
import net.spy.memcached.OperationFactory;
import net.spy.memcached.protocol.ascii.AsciiOperationFactory;
import net.spy.memcached.protocol.binary.BinaryOperationFactory;

/// How the library is set up for one connection.
///
/// Its merging of operations stays off: in the binary protocol a store that fails among merged ones is never answered,
/// and every answer after it goes to the wrong question.
final class Wire extends DefaultConnectionFactory {
    static final int BUFFER = 65_536;
    private static final int QUEUE = 16_384;

    private final OperationFactory operations;
    private final Duration limit;

    /// @param limit after how long an operation that was not sent yet need not be sent
    Wire(boolean binary, Duration limit) {
        super(QUEUE, BUFFER);
        this.operations = binary ? new BinaryOperationFactory() : new AsciiOperationFactory();
        this.limit = limit;
    }

    @Override
    public OperationFactory getOperationFactory() {
        return operations;
    }

    @Override
    public FailureMode getFailureMode() {
        return FailureMode.Cancel;
    }

    @Override
    public long getOperationTimeout() {
        return limit.toMillis();
    }

    /// A full queue fails at once.
    @Override
    public long getOpQueueMaxBlockTime() {
        return 0;
    }

    /// Timeouts are counted elsewhere.
    @Override
    public int getTimeoutExceptionThreshold() {
        return Integer.MAX_VALUE;
    }

    @Override
    public boolean isDaemon() {
        return true;
    }

    @Override
    public boolean shouldOptimize() {
        return false;
    }
}
