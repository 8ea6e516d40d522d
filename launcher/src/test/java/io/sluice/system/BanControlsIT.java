package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the `ftpdctl` of ProFTPD can have banned and permitted, beside a ProFTPD that it asks the same.
class BanControlsIT {
    private static final Duration BOUND = Duration.ofMinutes(2);

    @RegisterExtension
    final Scene scene = new Scene();

    private FtpServer server;

    @BeforeEach
    void serve() {
        server = Proftpd.start(scene);
    }

    private static List<String> withoutTimes(List<String> lines) {
        return lines.stream()
                .map(line -> line.replaceAll("\\w{3} \\w{3} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d \\d{4}", "<time>"))
                .toList();
    }

    /// Each group beside a reference of its own, which looks for questions only once a second.
    @Test
    @DisplayName("BAN-29 BAN-30 BAN-31 BAN-33 BAN-34 BAN-38 what is said is what ProFTPD says")
    void likeTheReference() {
        var groups = List.of(
                List.of(
                        "ban",
                        "ban user",
                        "ban user@host",
                        "ban nothing",
                        "ban nothing al",
                        "permit",
                        "permit user",
                        "permit nothing al",
                        "ban user -x al",
                        "permit user -x al",
                        "ban user -s"),
                List.of(
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
                        "ban info -v -e"),
                List.of(
                        "ban user al bob",
                        "ban user al",
                        "ban user carl -x",
                        "ban host 192.0.2.1 no.such.name.invalid",
                        "ban host 192.0.2.1",
                        "ban class some",
                        "ban info",
                        "ban info -v",
                        "permit user bob carl",
                        "ban user dora",
                        "ban info more"),
                List.of(
                        "ban class other",
                        "permit host no.such.name.invalid",
                        "permit class *",
                        "ban user@host al@192.0.2.1",
                        "ban user@host al@192.0.2.1",
                        "permit user *",
                        "permit user@host al@192.0.2.1",
                        "permit user@host al@192.0.2.1",
                        "ban info"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = groups.stream()
                    .map(group -> threads.submit(() -> saysWhatTheReferenceSays(group)))
                    .toList();
            assertThat(asked).allSatisfy(group -> assertThat(group).succeedsWithin(BOUND));
        }
    }

    private void saysWhatTheReferenceSays(List<String> group) {
        var bans = WithBans.before(scene, server);
        bans.start();
        var reference = WithBans.reference(scene, "").ftpdctl();
        for (String words : group) {
            assertThat(withoutTimes(bans.ftpdctl().asks(words.split(" "))))
                    .as(words)
                    .isEqualTo(withoutTimes(reference.asks(words.split(" "))));
        }
    }

    @Test
    @DisplayName("BAN-29 BAN-35 BAN-37 sluice ctl asks the same, bans for a time, and says so with its status")
    void sluiceCtl() throws IOException {
        var bans = WithBans.before(scene, server);
        var gateway = bans.start();

        assertThat(ctl(bans, "ban", "host", "-t", "2", "localhost")).isEqualTo("sluice: host localhost banned\n");
        RawClient.connect(scene, gateway.port()).expectsEnd();
        assertThat(bans.ftpdctl().asks("ban", "info", "-v").get(2))
                .startsWith("    Reason: requested by '" + Controlled.ME + "' on ");
        bans.awaitLog("added '127.0.0.1' to banned hosts list");

        Await.until("the end of the ban", () -> {
            try (var client = RawClient.connectFrom("127.0.0.1", gateway.port())) {
                return client.reply().code() == 220;
            } catch (IOException _) {
                return false;
            }
        });
        bans.awaitLog("ban for host '127.0.0.1' has expired");
    }

    private String ctl(WithBans bans, String... words) {
        var all = Stream.concat(
                        Stream.of("ctl", "-s", bans.controlled().socket().toString()), Stream.of(words))
                .toArray(String[]::new);
        return ChildProcess.run(scene.folder("ctl"), "ctl", BOUND, SluiceProcess.command(all));
    }

    @Test
    @DisplayName("BAN-29 whom no line admits may neither ban nor see")
    void denied() {
        var bans = WithBans.before(scene, server);
        bans.configuration().with("BanControlsACLs", "ban allow user " + Controlled.ME);
        bans.start();

        assertThat(bans.ftpdctl().asks("permit", "user", "al")).containsExactly("access denied");
        assertThat(bans.ftpdctl().asks("ban", "user", "al")).containsExactly("user al banned");
        assertThat(bans.ftpdctl().asks("help"))
                .contains(
                        "ban: ban a class, host, or user from using the daemon",
                        "permit: allow a banned class, host or user to use the daemon");
    }
}
