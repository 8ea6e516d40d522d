package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.system.client.Ftpdctl;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.process.Scene;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the `ftpdctl` of ProFTPD can have banned and permitted, beside a ProFTPD that it asks the same.
class BanControlsIT {
    @RegisterExtension
    final Scene scene = new Scene();

    private FtpServer server;
    private WithBans bans;
    private Ftpdctl ftpdctl;

    @BeforeEach
    void configure() {
        server = Proftpd.start(scene);
        bans = WithBans.before(scene, server);
        ftpdctl = bans.ftpdctl();
    }

    private static List<String> withoutTimes(List<String> lines) {
        return lines.stream()
                .map(line -> line.replaceAll("\\w{3} \\w{3} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d \\d{4}", "<time>"))
                .toList();
    }

    @Test
    @DisplayName("BAN-29 BAN-30 BAN-31 BAN-33 BAN-34 BAN-38 what is said is what ProFTPD says")
    void likeTheReference() {
        bans.start();
        var reference = WithBans.reference(scene, "").ftpdctl();

        for (String words : List.of(
                "ban",
                "ban user",
                "ban user@host",
                "ban host",
                "ban class",
                "ban nothing",
                "ban nothing al",
                "permit",
                "permit user",
                "permit nothing al",
                "ban user -x al",
                "permit user -x al",
                "ban user -s",
                "ban info -x",
                "ban user -s 127.0.0.9#1 al",
                "ban user -s 127.0.0.9 al",
                "permit user -s 127.0.0.9 al",
                "permit user al",
                "permit user@host *",
                "permit host 127.0.0.1",
                "permit class *",
                "ban info",
                "ban info -v",
                "ban info -e",
                "ban info -v -e",
                "ban info more",
                "ban user al bob",
                "ban user al",
                "ban user carl -x",
                "ban host 192.0.2.1 no.such.name.invalid",
                "ban host 192.0.2.1",
                "ban class some",
                "ban info",
                "ban info -v",
                "permit user al bob carl",
                "ban class other",
                "permit host no.such.name.invalid",
                "permit host 192.0.2.1",
                "permit class *",
                "permit user *",
                "ban user@host al@192.0.2.1",
                "permit user@host al@192.0.2.1",
                "ban info")) {
            assertThat(withoutTimes(ftpdctl.asks(words.split(" "))))
                    .as(words)
                    .isEqualTo(withoutTimes(reference.asks(words.split(" "))));
        }
    }
}
