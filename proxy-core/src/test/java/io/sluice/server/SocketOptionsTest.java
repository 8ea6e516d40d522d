package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.Arguments;
import io.sluice.config.Directive;
import io.sluice.config.Position;
import io.sluice.net.SocketSettings;
import io.sluice.net.SocketSettings.NoDelay;
import io.sluice.session.SocketDirectives;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketOptionsTest {
    private SocketChannel channel;

    @BeforeEach
    void open() throws IOException {
        channel = SocketChannel.open();
    }

    @AfterEach
    void close() throws IOException {
        channel.close();
    }

    private static <T> T parsed(Directive<T> directive, String words) throws Exception {
        return directive.parser().parse(new Arguments(List.of(words.split(" ", -1)), Position.CODE));
    }

    private static SocketSettings settings(String words) throws Exception {
        return parsed(SocketDirectives.SOCKET_OPTIONS, words);
    }

    @Test
    @DisplayName("CONF-DIR-08 rcvbuf and sndbuf")
    void buffersAreAtLeastAsLargeAsAskedFor() throws Exception {
        settings("rcvbuf 16384 sndbuf 32768").applyToData(channel);

        assertThat(channel.getOption(StandardSocketOptions.SO_RCVBUF)).isBetween(16384, 2 * 16384);
        assertThat(channel.getOption(StandardSocketOptions.SO_SNDBUF)).isBetween(32768, 2 * 32768);
    }

    @Test
    @DisplayName("CONF-DIR-08 keepalive is on unless it is switched off")
    void quietConnectionsAreProbedUnlessNotWanted() throws Exception {
        settings("rcvbuf 4096").applyToControl(channel);
        assertThat(channel.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();

        settings("keepalive off").applyToControl(channel);
        assertThat(channel.getOption(StandardSocketOptions.SO_KEEPALIVE)).isFalse();
    }

    @Test
    @DisplayName("CONF-DIR-08 keepalive with its times")
    void probesHaveTheirTimes() throws Exception {
        settings("keepalive 60:5:10").applyToControl(channel);

        assertThat(channel.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
        assertThat(channel.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)).isEqualTo(60);
        assertThat(channel.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT)).isEqualTo(5);
        assertThat(channel.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL)).isEqualTo(10);
    }

    @Test
    void smallSegmentsAreSentAtOnceWhereTcpNoDelaySaysSo() throws Exception {
        assertThat(parsed(SocketDirectives.TCP_NO_DELAY, "off")).isEqualTo(new NoDelay(false, false));
        assertThat(parsed(SocketDirectives.TCP_NO_DELAY, "data off")).isEqualTo(new NoDelay(true, false));
        assertThat(parsed(SocketDirectives.TCP_NO_DELAY, "ctrl off data on")).isEqualTo(new NoDelay(false, true));

        var settings = SocketSettings.DEFAULT.with(new NoDelay(true, false));
        settings.applyToControl(channel);
        assertThat(channel.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
        settings.applyToData(channel);
        assertThat(channel.getOption(StandardSocketOptions.TCP_NODELAY)).isFalse();
    }

    @Test
    @DisplayName("CONF-DIR-08 reuseport lets two servers share a port, maxseg is a warning")
    void reusedPortsAreShared(@TempDir Path folder) throws Exception {
        String options = "SocketOptions reuseport on maxseg 1400";
        try (var one = RunningServer.of(folder).apply("Port {port}", "DefaultAddress 127.0.0.1", options);
                var two = RunningServer.of(folder)) {
            two.apply("Port " + one.port, "DefaultAddress 127.0.0.1", options);

            assertThat(two.server().addresses()).isEqualTo(one.server().addresses());
            assertThat(one.warnings())
                    .containsExactly("warning: SocketOptions: maxseg is left to the system, Java has no way to set it,"
                            + " on line 7 of 'sluice.conf'");
        }
    }
}
