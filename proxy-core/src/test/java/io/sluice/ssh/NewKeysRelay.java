package io.sluice.ssh;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.SshConstants;

/// Between a client and a server: keeps the server's NEWKEYS back until it is told to let it pass, and sees whether the
/// client's has come. Up to there packets are in clear (RFC 4253 §7.3).
final class NewKeysRelay implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final CountDownLatch mayPass = new CountDownLatch(1);
    private final CountDownLatch fromClient = new CountDownLatch(1);
    private final int server;

    NewKeysRelay(int server) throws IOException {
        this.server = server;
        Thread.ofVirtual().start(this::relay);
    }

    int port() {
        return listener.getLocalPort();
    }

    /// Whether the client has sent it, or does so before that time has passed.
    boolean heardWithin(long milliseconds) throws InterruptedException {
        return fromClient.await(milliseconds, TimeUnit.MILLISECONDS);
    }

    void letPass() {
        mayPass.countDown();
    }

    private void relay() {
        try (var client = listener.accept();
                var backend = new Socket(InetAddress.getLoopbackAddress(), server)) {
            var up = Thread.ofVirtual().start(() -> pass(client, backend, fromClient::countDown));
            pass(backend, client, () -> {
                try {
                    mayPass.await();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            });
            up.join();
        } catch (IOException | InterruptedException _) {
            // the test is over
        }
    }

    private static void pass(Socket from, Socket to, Runnable beforeNewKeys) {
        try (from;
                to) {
            var in = new DataInputStream(from.getInputStream());
            var out = new DataOutputStream(to.getOutputStream());
            int each;
            do {
                each = in.readUnsignedByte();
                out.writeByte(each);
            } while (each != '\n');
            byte type;
            do {
                var packet = new byte[in.readInt()];
                in.readFully(packet);
                type = packet[1];
                if (type == SshConstants.SSH_MSG_NEWKEYS) {
                    beforeNewKeys.run();
                }
                out.writeInt(packet.length);
                out.write(packet);
            } while (type != SshConstants.SSH_MSG_NEWKEYS);
            in.transferTo(out);
        } catch (IOException _) {
            // one of both has gone
        }
    }

    @Override
    public void close() throws IOException {
        mayPass.countDown();
        listener.close();
    }
}
