package io.sluice.session.peers;

import io.sluice.ftp.DataAddress;
import io.sluice.peers.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// One end of a data connection before it is made: a test listens, or is told where to connect.
public sealed interface DataSide extends AutoCloseable {

    /// The data connection, made or awaited now.
    Wire connects();

    @Override
    default void close() {}

    /// The test listens.
    record Listening(ServerSocket server) implements DataSide {
        public static Listening at(String address) {
            try {
                var server = new ServerSocket(0, 8, InetAddress.getByName(address));
                server.setSoTimeout(Await.USUAL_MILLIS);
                return new Listening(server);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public int port() {
            return server.getLocalPort();
        }

        /// The six numbers of PORT and of a reply to PASV.
        public String numbers() {
            return new DataAddress(server.getInetAddress(), port()).portArgument();
        }

        public String extendedPort() {
            return new DataAddress(server.getInetAddress(), port()).extendedPortArgument();
        }

        @Override
        public Wire connects() {
            try {
                return new Wire(server.accept());
            } catch (IOException e) {
                throw new AssertionError("no data connection came: " + e, e);
            }
        }

        @Override
        public void close() {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// The test connects.
    record Dialling(InetSocketAddress target) implements DataSide {
        @Override
        public Wire connects() {
            return Wire.to(target);
        }
    }
}
