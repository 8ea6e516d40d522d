package io.sluice.net;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.OptionalInt;
import jdk.net.ExtendedSocketOptions;

/// How TCP is set up on the sockets of a virtual host (`SocketOptions`, `TCPNoDelay`). What the system does not offer
/// is left as it is.
///
/// @param maxSegment the largest segment, for which Java has no option
/// @param receiveBuffer bytes, the system's choice if empty
/// @param sendBuffer bytes, the system's choice if empty
/// @param reusePort whether several sockets may listen on one port
public record SocketSettings(
        OptionalInt maxSegment,
        OptionalInt receiveBuffer,
        OptionalInt sendBuffer,
        KeepAlive keepAlive,
        boolean reusePort,
        NoDelay noDelay) {
    public static final SocketSettings DEFAULT = new SocketSettings(
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            new KeepAlive.On(),
            false,
            NoDelay.EVERYWHERE);

    /// Whether a quiet connection is probed, and how.
    public sealed interface KeepAlive {
        record Off() implements KeepAlive {}

        /// At the times of the system.
        record On() implements KeepAlive {}

        /// After `idle`, `count` times, `interval` apart.
        record Timed(Duration idle, int count, Duration interval) implements KeepAlive {}
    }

    /// Where small segments are sent at once.
    public record NoDelay(boolean control, boolean data) {
        public static final NoDelay EVERYWHERE = new NoDelay(true, true);
    }

    public SocketSettings with(NoDelay other) {
        return new SocketSettings(maxSegment, receiveBuffer, sendBuffer, keepAlive, reusePort, other);
    }

    /// Sets up a control connection, made or yet to be made.
    public void applyToControl(SocketChannel channel) throws IOException {
        connection(channel);
        set(channel, StandardSocketOptions.TCP_NODELAY, noDelay.control());
    }

    /// Sets up a data connection, made or yet to be made.
    public void applyToData(SocketChannel channel) throws IOException {
        connection(channel);
        set(channel, StandardSocketOptions.TCP_NODELAY, noDelay.data());
    }

    /// Sets up a socket that is going to listen; connections that it accepts take the receive buffer from it.
    public void applyToListener(ServerSocketChannel channel) throws IOException {
        if (receiveBuffer.isPresent()) {
            set(channel, StandardSocketOptions.SO_RCVBUF, receiveBuffer.getAsInt());
        }
        if (reusePort) {
            set(channel, StandardSocketOptions.SO_REUSEPORT, true);
        }
    }

    private void connection(SocketChannel channel) throws IOException {
        if (receiveBuffer.isPresent()) {
            set(channel, StandardSocketOptions.SO_RCVBUF, receiveBuffer.getAsInt());
        }
        if (sendBuffer.isPresent()) {
            set(channel, StandardSocketOptions.SO_SNDBUF, sendBuffer.getAsInt());
        }
        set(channel, StandardSocketOptions.SO_KEEPALIVE, !(keepAlive instanceof KeepAlive.Off));
        if (keepAlive instanceof KeepAlive.Timed(var idle, int count, var interval)) {
            set(channel, ExtendedSocketOptions.TCP_KEEPIDLE, Math.toIntExact(idle.toSeconds()));
            set(channel, ExtendedSocketOptions.TCP_KEEPCOUNT, count);
            set(channel, ExtendedSocketOptions.TCP_KEEPINTERVAL, Math.toIntExact(interval.toSeconds()));
        }
    }

    private static <T> void set(NetworkChannel channel, SocketOption<T> option, T value) throws IOException {
        if (channel.supportedOptions().contains(option)) {
            channel.setOption(option, value);
        }
    }
}
