package io.sluice.cache.memcache;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.Deadline;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import net.spy.memcached.ops.DeleteOperation;
import net.spy.memcached.ops.GetOperation;
import net.spy.memcached.ops.GetsOperation;
import net.spy.memcached.ops.OperationCallback;
import net.spy.memcached.ops.OperationStatus;
import net.spy.memcached.ops.StatusCode;
import net.spy.memcached.ops.StoreOperation;
import org.jspecify.annotations.Nullable;

/// What a server answers to one operation. The library's thread writes it, and the caller reads it once it is complete.
abstract sealed class Answer implements OperationCallback {
    private static final int LONGEST_TEXT = 200;

    private final CountDownLatch complete = new CountDownLatch(1);
    private @Nullable OperationStatus status;

    @Override
    public final void receivedStatus(OperationStatus received) {
        // What is said of an operation after its end, such as that it was cancelled, is no answer.
        if (status == null && !isComplete()) {
            status = received;
        }
    }

    @Override
    public final void complete() {
        complete.countDown();
    }

    /// Waits for the end.
    ///
    /// @return whether it came in time
    final boolean await(Deadline deadline) throws InterruptedException {
        return complete.await(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
    }

    final boolean isComplete() {
        return complete.getCount() == 0;
    }

    /// How it ended, once it has.
    final StatusCode code() {
        return status == null ? StatusCode.CANCELLED : status.getStatusCode();
    }

    /// What the server says beside the code.
    final String text() {
        String text = status == null || status.getMessage() == null ? "" : status.getMessage();
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
    }

    /// The failure that the answer is, unless it is one of those expected.
    final void mustBe(StatusCode... expected) throws CacheException {
        for (StatusCode each : expected) {
            if (each == code()) {
                return;
            }
        }
        throw failure();
    }

    private CacheException failure() {
        String words = "error " + code() + ": " + text();
        return switch (code()) {
            case ERR_2BIG -> tooLarge(words);
            case TIMEDOUT -> new CacheException(Kind.TIMEOUT, "not sent in time");
            case ERR_UNKNOWN_COMMAND, ERR_NOT_SUPPORTED, ERR_INVAL, ERR_CLIENT ->
                new CacheException(Kind.REFUSED, words);
            default -> text().contains("too large") ? tooLarge(words) : new CacheException(Kind.UNAVAILABLE, words);
        };
    }

    private static CacheException tooLarge(String words) {
        return new CacheException(Kind.TOO_LARGE, words + "; see the server's item limit (memcached -I)");
    }

    /// Whether the server had no room for a value.
    final boolean isFull() {
        return code() == StatusCode.ERR_NO_MEM
                || (code() == StatusCode.ERR_INTERNAL
                        && text().toLowerCase(Locale.ROOT).contains("out of memory"));
    }

    /// That something was removed or replaced, or not.
    static final class Changed extends Answer implements StoreOperation.Callback, DeleteOperation.Callback {
        @Override
        public void gotData(String key, long version) {}

        @Override
        public void gotData(long version) {}
    }

    /// That something was done, or not.
    static final class Done extends Answer implements DeleteOperation.Callback {
        @Override
        public void gotData(long version) {}
    }

    /// That a value was stored, or not.
    static final class Stored extends Answer implements StoreOperation.Callback {
        @Override
        public void gotData(String key, long version) {}
    }

    /// What is stored.
    ///
    /// @param version the server's number of this writing; 0 where it was not asked for
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Item(int flags, byte[] data, long version) {}

    /// An item.
    static final class Found extends Answer implements GetOperation.Callback {
        private @Nullable Item item;

        @Override
        public void gotData(String key, int flags, byte[] data) {
            item = new Item(flags, data, 0);
        }

        Optional<Item> item() throws CacheException {
            return found(this, item);
        }
    }

    /// An item and its version.
    static final class Versioned extends Answer implements GetsOperation.Callback {
        private @Nullable Item item;

        @Override
        public void gotData(String key, int flags, long version, byte[] data) {
            item = new Item(flags, data, version);
        }

        Optional<Item> item() throws CacheException {
            return found(this, item);
        }
    }

    private static Optional<Item> found(Answer answer, @Nullable Item item) throws CacheException {
        answer.mustBe(StatusCode.SUCCESS, StatusCode.ERR_NOT_FOUND);
        return Optional.ofNullable(answer.code() == StatusCode.SUCCESS ? item : null);
    }
}
