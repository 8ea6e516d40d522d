package io.sluice.os;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.nio.channels.SocketChannel;

/// A socket as the operating system knows it. Its descriptor is that of a channel, which must stay open as long as this
/// object is used: after that the number may be another socket's.
public final class RawSocket {
    private static final MethodHandle DESCRIPTOR;
    private static final MethodHandle PARK;

    static {
        try {
            var lookup = Access.lookup();
            var channel = Class.forName("sun.nio.ch.SelChImpl");
            DESCRIPTOR = lookup.findVirtual(channel, "getFDVal", MethodType.methodType(int.class))
                    .asType(MethodType.methodType(int.class, SocketChannel.class));
            PARK = lookup.findVirtual(channel, "park", MethodType.methodType(void.class, int.class))
                    .asType(MethodType.methodType(void.class, SocketChannel.class, int.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final SocketChannel channel;
    private final int descriptor;

    /// The channel must not block.
    public RawSocket(SocketChannel channel) {
        this.channel = channel;
        try {
            this.descriptor = (int) DESCRIPTOR.invokeExact(channel);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    int descriptor() {
        return descriptor;
    }

    /// Parks the virtual thread that calls until there are events, or for no reason.
    void park(int event) throws IOException {
        try {
            PARK.invokeExact(channel, event);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
