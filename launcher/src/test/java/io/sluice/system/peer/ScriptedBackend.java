package io.sluice.system.peer;

import io.sluice.peers.Await;
import io.sluice.peers.Ports;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A backend that follows a script, line by line, for what no real server would do. Every session plays the same
/// script; one that departs from it fails the test in [#played].
public final class ScriptedBackend implements AutoCloseable {

    /// What the backend does with one control connection; it is closed when the script returns.
    @FunctionalInterface
    public interface Script {
        void play(ScriptedSession session) throws IOException;
    }

    private final ServerSocket listener;
    private final Script script;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger finished = new AtomicInteger();

    private ScriptedBackend(ServerSocket listener, Script script) {
        this.listener = listener;
        this.script = script;
    }

    public static ScriptedBackend start(Scene scene, Script script) {
        try {
            var listener = new ServerSocket(Ports.free(), 512, InetAddress.ofLiteral("127.0.0.1"));
            var backend = scene.owns(new ScriptedBackend(listener, script));
            Thread.ofVirtual().name("scripted backend").start(backend::accept);
            return backend;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    public String url() {
        return "ftp://127.0.0.1:" + port();
    }

    /// How many connections have come so far.
    public int accepted() {
        return accepted.get();
    }

    /// Awaits the end of as many sessions and throws what the first failed one met.
    public void played(int sessions) {
        Await.until(sessions + " sessions played", () -> finished.get() >= sessions || !failures.isEmpty());
        var failure = failures.peek();
        if (failure != null) {
            throw new AssertionError("the script was not followed", failure);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (var socket : sockets) {
            socket.close();
        }
    }

    @Override
    public String toString() {
        return "--- scripted backend on " + port() + ": " + accepted + " accepted, failures " + failures;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                accepted.incrementAndGet();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> play(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void play(Socket socket) {
        try (socket) {
            script.play(new ScriptedSession(socket));
        } catch (IOException | AssertionError | RuntimeException e) {
            if (!listener.isClosed()) {
                failures.add(e);
            }
        } finally {
            finished.incrementAndGet();
        }
    }
}
