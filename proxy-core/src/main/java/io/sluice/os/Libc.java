package io.sluice.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// Functions of the C library, with the layouts and numbers of Linux. Touched only where [Access] allows it.
///
/// An object of this class is room for the results of calls, error numbers above all; one thread at a time uses it.
@SuppressWarnings("restricted") // Access sees to it that native access is enabled
final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO = CALL_STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SPLICE =
            function("splice", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle PIPE2 = function("pipe2", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle FCNTL = variadic("fcntl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle EVENTFD = function("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle WRITE = function("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle POLL = function("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CLOSE = function("close", JAVA_INT, JAVA_INT);

    static final short POLLIN = 1;
    static final short POLLOUT = 4;

    private static final int SPLICE_F_MOVE = 1;
    private static final int SPLICE_F_NONBLOCK = 2;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final int F_SETPIPE_SZ = 1031;

    private final MemorySegment state;
    private final MemorySegment memory;

    Libc() {
        var arena = Arena.ofAuto();
        state = arena.allocate(CALL_STATE);
        memory = arena.allocate(16, 8);
    }

    /// Moves bytes between a pipe and a socket that does not block.
    ///
    /// @return the number of bytes, 0 at the end, or -1 if nothing can be moved now
    int splice(int from, int to, int most) throws SystemError {
        while (true) {
            long moved;
            try {
                moved = (long) SPLICE.invokeExact(
                        state,
                        from,
                        MemorySegment.NULL,
                        to,
                        MemorySegment.NULL,
                        (long) most,
                        SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
            if (moved >= 0) {
                return (int) moved;
            }
            int error = errno();
            if (error == SystemError.EAGAIN) {
                return -1;
            }
            if (error != SystemError.EINTR) {
                throw new SystemError(error);
            }
        }
    }

    /// Makes a pipe.
    ///
    /// @return its reading end, which is followed by its writing end, see [#second]
    int pipe() throws SystemError {
        try {
            check((int) PIPE2.invokeExact(state, memory, O_NONBLOCK | O_CLOEXEC));
        } catch (SystemError e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        return memory.get(JAVA_INT, 0);
    }

    /// The second number of a call that returns two.
    int second() {
        return memory.getAtIndex(JAVA_INT, 1);
    }

    /// Makes a pipe hold that many bytes; the system may refuse it to users who are not root and have many.
    void resizePipe(int descriptor, int size) throws SystemError {
        try {
            check((int) FCNTL.invokeExact(state, descriptor, F_SETPIPE_SZ, size));
        } catch (SystemError e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /// Makes a counter that is readable once something has been added to it.
    int counter() throws SystemError {
        try {
            int descriptor = (int) EVENTFD.invokeExact(state, 0, O_NONBLOCK | O_CLOEXEC);
            check(descriptor);
            return descriptor;
        } catch (SystemError e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    void addToCounter(int descriptor) {
        memory.set(JAVA_LONG, 0, 1);
        try {
            long ignored = (long) WRITE.invokeExact(state, descriptor, memory, JAVA_LONG.byteSize());
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /// Waits in the kernel until there are events at the first descriptor or something to read at the second. Says no
    /// if the time is up before.
    boolean poll(int descriptor, short events, int other, int millis) throws SystemError {
        memory.set(JAVA_INT, 0, descriptor);
        memory.set(JAVA_SHORT, 4, events);
        memory.set(JAVA_INT, 8, other);
        memory.set(JAVA_SHORT, 12, POLLIN);
        try {
            int ready = (int) POLL.invokeExact(state, memory, 2L, millis);
            if (ready < 0 && errno() == SystemError.EINTR) {
                return true;
            }
            check(ready);
            return ready > 0;
        } catch (SystemError e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    void close(int descriptor) {
        try {
            int ignored = (int) CLOSE.invokeExact(state, descriptor);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private void check(int result) throws SystemError {
        if (result < 0) {
            throw new SystemError(errno());
        }
    }

    private int errno() {
        return state.get(JAVA_INT, ERRNO);
    }

    private static MethodHandle function(String name, ValueLayout result, ValueLayout... parameters) {
        return bind(name, FunctionDescriptor.of(result, parameters));
    }

    /// A function whose parameters after the second are variable ones.
    private static MethodHandle variadic(String name, ValueLayout result, ValueLayout... parameters) {
        return bind(name, FunctionDescriptor.of(result, parameters), Linker.Option.firstVariadicArg(2));
    }

    private static MethodHandle bind(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        var all = java.util.Arrays.copyOf(options, options.length + 1);
        all[options.length] = Linker.Option.captureCallState("errno");
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, all);
    }
}
