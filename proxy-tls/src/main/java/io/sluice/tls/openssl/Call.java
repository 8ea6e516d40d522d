package io.sluice.tls.openssl;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// A function of a library, called by the kind of its result: `v` nothing, `i` a C int, `l` a C long or size, `p` a
/// pointer. One method for each list of parameters that occurs. A record, so that the compiler takes the handle of a
/// constant for constant.
record Call(MethodHandle handle) {
    private static final Linker LINKER = Linker.nativeLinker();

    /// Finds a function.
    ///
    /// @param shape the kind of the result, and then those of the parameters, one letter each
    @SuppressWarnings("restricted") // OpenSsl sees to it that native access is enabled
    static Call of(SymbolLookup library, String name, String shape, Linker.Option... options) {
        var parameters = shape.substring(1).chars().mapToObj(Call::layout).toArray(MemoryLayout[]::new);
        var descriptor = shape.charAt(0) == 'V'
                ? FunctionDescriptor.ofVoid(parameters)
                : FunctionDescriptor.of(layout(shape.charAt(0)), parameters);
        return new Call(LINKER.downcallHandle(library.findOrThrow(name), descriptor, options));
    }

    private static MemoryLayout layout(int letter) {
        return switch (letter) {
            case 'P' -> ValueLayout.ADDRESS;
            case 'I' -> ValueLayout.JAVA_INT;
            case 'L' -> ValueLayout.JAVA_LONG;
            default -> throw new IllegalArgumentException("no kind of value: " + (char) letter);
        };
    }

    void v() {
        try {
            handle.invokeExact();
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    void v(MemorySegment a) {
        try {
            handle.invokeExact(a);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    void v(MemorySegment a, int b) {
        try {
            handle.invokeExact(a, b);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    void v(MemorySegment a, MemorySegment b) {
        try {
            handle.invokeExact(a, b);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    void v(MemorySegment a, MemorySegment b, MemorySegment c) {
        try {
            handle.invokeExact(a, b, c);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    void v(MemorySegment a, int b, MemorySegment c) {
        try {
            handle.invokeExact(a, b, c);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    int i() {
        try {
            return (int) handle.invokeExact();
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    int i(MemorySegment a) {
        try {
            return (int) handle.invokeExact(a);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    int i(MemorySegment a, int b) {
        try {
            return (int) handle.invokeExact(a, b);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    int i(MemorySegment a, MemorySegment b) {
        try {
            return (int) handle.invokeExact(a, b);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    int i(MemorySegment a, MemorySegment b, int c) {
        try {
            return (int) handle.invokeExact(a, b, c);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    int i(MemorySegment a, MemorySegment b, MemorySegment c) {
        try {
            return (int) handle.invokeExact(a, b, c);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    int i(MemorySegment a, MemorySegment b, long c) {
        try {
            return (int) handle.invokeExact(a, b, c);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    int i(MemorySegment a, long b) {
        try {
            return (int) handle.invokeExact(a, b);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    int i(MemorySegment a, MemorySegment b, MemorySegment c, MemorySegment d) {
        try {
            return (int) handle.invokeExact(a, b, c, d);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    int i(MemorySegment a, MemorySegment b, MemorySegment c, MemorySegment d, MemorySegment e) {
        try {
            return (int) handle.invokeExact(a, b, c, d, e);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    int i(MemorySegment a, MemorySegment b, MemorySegment c, MemorySegment d, int e) {
        try {
            return (int) handle.invokeExact(a, b, c, d, e);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    int i(MemorySegment a, MemorySegment b, long c, int d, MemorySegment e) {
        try {
            return (int) handle.invokeExact(a, b, c, d, e);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    int i(long a, MemorySegment b) {
        try {
            return (int) handle.invokeExact(a, b);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    long l() {
        try {
            return (long) handle.invokeExact();
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    long l(MemorySegment a) {
        try {
            return (long) handle.invokeExact(a);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    long l(MemorySegment a, long b) {
        try {
            return (long) handle.invokeExact(a, b);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    long l(MemorySegment a, int b, MemorySegment c) {
        try {
            return (long) handle.invokeExact(a, b, c);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    long l(MemorySegment a, int b, long c, MemorySegment d) {
        try {
            return (long) handle.invokeExact(a, b, c, d);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    MemorySegment p() {
        try {
            return (MemorySegment) handle.invokeExact();
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    MemorySegment p(MemorySegment a) {
        try {
            return (MemorySegment) handle.invokeExact(a);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    MemorySegment p(int a) {
        try {
            return (MemorySegment) handle.invokeExact(a);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    MemorySegment p(long a) {
        try {
            return (MemorySegment) handle.invokeExact(a);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    MemorySegment p(MemorySegment a, int b) {
        try {
            return (MemorySegment) handle.invokeExact(a, b);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    MemorySegment p(MemorySegment a, MemorySegment b) {
        try {
            return (MemorySegment) handle.invokeExact(a, b);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    MemorySegment p(MemorySegment a, MemorySegment b, long c) {
        try {
            return (MemorySegment) handle.invokeExact(a, b, c);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    MemorySegment p(int a, MemorySegment b, MemorySegment c, long d) {
        try {
            return (MemorySegment) handle.invokeExact(a, b, c, d);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    MemorySegment p(long a, MemorySegment b, int c) {
        try {
            return (MemorySegment) handle.invokeExact(a, b, c);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        }
    }
}
