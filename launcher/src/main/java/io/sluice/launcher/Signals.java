package io.sluice.launcher;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// The signals of the operating system that the program obeys, in the order they come. The JDK has no exported API for
/// them; `jdk.unsupported` has one that every JDK carries, and the compiler refuses to name.
final class Signals {
    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
    private volatile boolean starting = true;
    private boolean hangUpIsIgnored;

    enum Told {
        HUP,
        TERM,
        INT
    }

    private Signals() {}

    /// From now on `HUP` no longer ends the process by itself, and from [#started] on neither do the others: a start
    /// that waits for something can be broken off.
    static Signals take() {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var handle = signal.getMethod("handle", signal, handler);
            var signals = new Signals();
            for (var one : Told.values()) {
                InvocationHandler offer = (_, _, _) -> {
                    signals.offer(one);
                    return null;
                };
                var before = handle.invoke(
                        null,
                        signal.getConstructor(String.class).newInstance(one.name()),
                        Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, offer));
                if (one == Told.HUP && before.equals(handler.getField("SIG_IGN").get(null))) {
                    signals.hangUpIsIgnored = true;
                }
            }
            return signals;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a JDK without sun.misc.Signal", e);
        }
    }

    @SuppressWarnings("SystemExitOutsideMain") // what the JVM does by itself at these signals
    private void offer(Told one) {
        if (starting && one != Told.HUP) {
            System.exit(1);
        }
        told.add(one);
    }

    /// Whether `HUP` never comes, because whoever started the program has it ignored, as `nohup` does: the JVM leaves
    /// it at that.
    boolean ignoreHangUp() {
        return hangUpIsIgnored;
    }

    /// There is something to be ended in order: every signal waits for [#next].
    Signals started() {
        starting = false;
        return this;
    }

    /// As if the operating system had sent it, once there is something to be ended in order.
    void tell(Told one) {
        told.add(one);
    }

    /// Waits for the next one.
    Told next() throws InterruptedException {
        return told.take();
    }
}
