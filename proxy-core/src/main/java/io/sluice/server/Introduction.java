package io.sluice.server;

import io.sluice.config.DirectiveSet;
import io.sluice.net.Addresses;
import io.sluice.net.BadProxyHeader;
import io.sluice.net.ProxyHeader;
import io.sluice.net.ProxyHeaderReader;
import io.sluice.session.Clock;
import io.sluice.session.ProxyProtocolDirectives;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/// How a connection begins that comes from a balancer: with a PROXY header, all of it within a time, and not a byte
/// more is taken. Whoever is not trusted is not asked for one.
final class Introduction {
    private final DirectiveSet directives;
    private final Clock clock;

    Introduction(DirectiveSet directives, Clock clock) {
        this.directives = directives;
        this.clock = clock;
    }

    /// A connection from a trusted sender that does not begin as it must. Its text is for the log.
    static final class Missing extends IOException {
        private static final long serialVersionUID = 1;

        private final String text;

        private Missing(String text) {
            super(text);
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /// Whether connections from there begin with a header.
    boolean isExpectedFrom(InetAddress sender) {
        return directives.get(ProxyProtocolDirectives.ENGINE)
                && directives.settings(ProxyProtocolDirectives.FROM).stream()
                        .flatMap(setting -> setting.value().stream())
                        .anyMatch(block -> block.contains(sender));
    }

    /// Reads the header.
    ProxyHeader read(SocketChannel channel, InetAddress sender) throws IOException {
        var limit = directives.get(ProxyProtocolDirectives.TIMEOUT);
        var late = new AtomicBoolean();
        var appointment = clock.after(limit.toNanos(), () -> {
            late.set(true);
            close(channel);
        });
        var received = new Received();
        try {
            return received.header(channel);
        } catch (BadProxyHeader e) {
            throw missing(sender, e.getMessage());
        } catch (IOException e) {
            throw late.get() ? missing(sender, received.tooLate(limit)) : e;
        } finally {
            appointment.cancel(false);
        }
    }

    private Missing missing(InetAddress sender, String what) {
        var position =
                directives.setting(ProxyProtocolDirectives.FROM).orElseThrow().position();
        return new Missing("connection from " + Addresses.text(sender) + " closed: " + what + " (ProxyProtocolFrom, "
                + position + ")");
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // closed is closed
        }
    }

    /// What has come of a header so far.
    private static final class Received {
        private final ProxyHeaderReader reader = new ProxyHeaderReader();
        private int bytes;

        ProxyHeader header(SocketChannel channel) throws IOException, BadProxyHeader {
            while (true) {
                var buffer = ByteBuffer.allocate(reader.wanted());
                if (channel.read(buffer) < 0) {
                    throw new IOException("ended within its PROXY header");
                }
                bytes += buffer.position();
                var header = reader.take(buffer.flip());
                if (header.isPresent()) {
                    return header.get();
                }
            }
        }

        String tooLate(Duration limit) {
            var time = limit.toSeconds() + " seconds";
            return bytes > 0
                    ? "its PROXY header was not complete within " + time
                    : "it sent no PROXY header within " + time + "; a balancer that sends no header until the client"
                            + " speaks waits forever for an FTP client, change its setting so that it sends the"
                            + " header at once";
        }
    }
}
