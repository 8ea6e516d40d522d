package io.sluice.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheSettings.Use;
import io.sluice.datastore.Datastore;
import io.sluice.datastore.LostDatastore;
import io.sluice.datastore.MemoryPlace;
import io.sluice.datastore.SharedDatastore;
import io.sluice.datastore.SharedSpace;
import io.sluice.datastore.SqliteDatastore;
import io.sluice.ssh.HostKeyDecision.Accepted;
import io.sluice.ssh.HostKeyDecision.Reason;
import io.sluice.ssh.HostKeyDecision.Refused;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnownHostsTest {
    private static final KnownHosts.Server SERVER = new KnownHosts.Server(1, "sftp://a.example");
    private static final HostKey FIRST = HostKey.of("ssh-ed25519", "first".getBytes(UTF_8));
    private static final HostKey SECOND = HostKey.of("ssh-ed25519", "second".getBytes(UTF_8));

    private final MemoryPlace place = new MemoryPlace();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final List<String> journal = Collections.synchronizedList(new ArrayList<>());
    private final List<Datastore> open = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void closed() {
        place.goOn();
        open.forEach(Datastore::close);
    }

    private KnownHosts gateway(String kind) {
        try {
            var datastore = kind.equals("SQLite")
                    ? new SqliteDatastore(folder)
                    : new SharedDatastore(new SharedSpace(
                            place.open(CacheSettings.of(Use.STATE).info(kind)), "a."));
            open.add(datastore);
            return new KnownHosts(datastore, log::add);
        } catch (CacheException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private HostKeyDecision shows(KnownHosts hosts, HostKey key, VerifyServer verify) {
        return hosts.of(SERVER, verify, journal::add).decide(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "hashes", "plain"})
    @DisplayName("PROXY-SSH-07 on: another key than the first fails, with both fingerprints in the log")
    void on(String kind) {
        var hosts = gateway(kind);

        assertThat(shows(hosts, FIRST, VerifyServer.ON)).isEqualTo(new Accepted(Reason.FIRST_SEEN));
        assertThat(shows(hosts, FIRST, VerifyServer.ON)).isEqualTo(new Accepted(Reason.KNOWN));
        assertThat(shows(hosts, SECOND, VerifyServer.ON)).isInstanceOf(Refused.class);
        assertThat(shows(hosts, FIRST, VerifyServer.ON)).isEqualTo(new Accepted(Reason.KNOWN));

        assertThat(journal)
                .containsExactly(
                        "stored hostkey does not match current hostkey (vhost ID 1, URI 'sftp://a.example') and"
                                + " ProxySFTPVerifyServer is enabled: stored " + FIRST + ", current " + SECOND
                                + "; the connection fails");
        assertThat(FIRST.toString()).startsWith("ssh-ed25519 SHA256:").isNotEqualTo(SECOND.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "hashes", "plain"})
    @DisplayName("PROXY-SSH-07 off: another key takes the place of the first")
    void off(String kind) {
        var hosts = gateway(kind);
        shows(hosts, FIRST, VerifyServer.OFF);

        assertThat(shows(hosts, SECOND, VerifyServer.OFF)).isEqualTo(new Accepted(Reason.REPLACED));
        assertThat(shows(hosts, SECOND, VerifyServer.ON)).isEqualTo(new Accepted(Reason.KNOWN));

        assertThat(journal).singleElement().asString().contains("is disabled, updating stored hostkey");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "hashes", "plain"})
    @DisplayName("PROXY-SSH-07 log: another key is logged, and the first stays")
    void log(String kind) {
        var hosts = gateway(kind);
        shows(hosts, FIRST, VerifyServer.LOG);

        assertThat(shows(hosts, SECOND, VerifyServer.LOG)).isEqualTo(new Accepted(Reason.DIFFERS));
        assertThat(shows(hosts, FIRST, VerifyServer.ON)).isEqualTo(new Accepted(Reason.KNOWN));

        assertThat(journal).singleElement().asString().endsWith("current " + SECOND + "; only logged");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "hashes", "plain"})
    @DisplayName("PROXY-SSH-07 of gateways that meet a backend at once one stores its key, and the others go by that")
    void atOnce(String kind) throws Exception {
        var keys = new ArrayList<HostKey>();
        var meetings = new ArrayList<Callable<HostKeyDecision>>();
        for (int i = 0; i < 8; i++) {
            var key = HostKey.of("ssh-ed25519", ("key " + i).getBytes(UTF_8));
            var hosts = gateway(kind);
            keys.add(key);
            meetings.add(() -> shows(hosts, key, VerifyServer.ON));
        }

        var accepted = new ArrayList<HostKey>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var decisions = threads.invokeAll(meetings);
            for (int i = 0; i < keys.size(); i++) {
                if (decisions.get(i).get() instanceof Accepted) {
                    accepted.add(keys.get(i));
                }
            }
        }

        assertThat(accepted).hasSize(1);
        assertThat(gateway(kind).of(SERVER, VerifyServer.ON, journal::add).stored())
                .contains(accepted.getFirst());
    }

    @Test
    @DisplayName("PROXY-SSH-07 a key outlives the process")
    void outlives() {
        shows(gateway("SQLite"), FIRST, VerifyServer.ON);
        open.forEach(Datastore::close);

        assertThat(shows(gateway("SQLite"), SECOND, VerifyServer.ON)).isInstanceOf(Refused.class);
    }

    @Test
    @DisplayName("PROXY-SSH-07 in Redis a key is what the reference makes of it: a hash of algo and blob")
    void likeTheReference() {
        shows(gateway("hashes"), FIRST, VerifyServer.ON);

        assertThat(place.hash("a.proxy_ssh_hostkeys:sftp://a.example"))
                .isEqualTo(Map.of("algo", "ssh-ed25519", "blob", "Zmlyc3Q="));
    }

    @Test
    @DisplayName("PROXY-SSH-07 a key of RSA is the same whichever of its algorithms signed")
    void algorithmsOfRsa() {
        var hosts = gateway("hashes");
        shows(hosts, HostKey.of("rsa-sha2-512", new byte[] {1}), VerifyServer.ON);

        assertThat(shows(hosts, HostKey.of("rsa-sha2-256", new byte[] {1}), VerifyServer.ON))
                .isEqualTo(new Accepted(Reason.KNOWN));
    }

    @Test
    @DisplayName("PROXY-SSH-07 what an operator removes is forgotten at once")
    void forgotten() throws Exception {
        var hosts = gateway("SQLite");
        shows(hosts, FIRST, VerifyServer.ON);
        var other = new SqliteDatastore(folder);
        open.add(other);
        other.remove(HostKey.TABLE, SERVER.url());

        assertThat(shows(hosts, SECOND, VerifyServer.ON)).isEqualTo(new Accepted(Reason.FIRST_SEEN));
    }

    @Test
    @DisplayName("PROXY-SSH-07 what was seen to be removed is no proof when the store is lost after that")
    void removedAndLost() throws Exception {
        var hosts = gateway("hashes");
        shows(hosts, FIRST, VerifyServer.ON);
        open.getFirst().remove(HostKey.TABLE, SERVER.url());
        assertThat(hosts.of(SERVER, VerifyServer.ON, journal::add).stored()).isEmpty();
        place.lose();

        assertThat(shows(hosts, FIRST, VerifyServer.ON)).isInstanceOf(Refused.class);
    }

    @Test
    @DisplayName("PROXY-SSH-07 on, and the store is lost: only backends seen before are connected, said once")
    void lostAndOn() {
        var hosts = gateway("hashes");
        shows(hosts, FIRST, VerifyServer.ON);
        place.lose();

        assertThat(shows(hosts, FIRST, VerifyServer.ON)).isEqualTo(new Accepted(Reason.KNOWN));
        assertThat(shows(hosts, SECOND, VerifyServer.ON)).isInstanceOf(Refused.class);
        assertThat(shows(gateway("hashes"), FIRST, VerifyServer.ON)).isInstanceOf(Refused.class);
        place.comeBack();
        assertThat(shows(hosts, FIRST, VerifyServer.ON)).isEqualTo(new Accepted(Reason.KNOWN));

        assertThat(log.stream().filter(line -> line.contains("cannot be looked up")))
                .as("of each gateway one")
                .hasSize(2);
        assertThat(log.stream().filter(line -> line.contains("can be looked up again")))
                .hasSize(1);
        assertThat(journal).hasSize(2).allMatch(line -> line.startsWith("unable to check hostkey (vhost ID 1, URI"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ON")
    @DisplayName("PROXY-SSH-07 off or log, and the store is lost: connections go on")
    void lostAndNotOn(VerifyServer verify) {
        var hosts = new KnownHosts(new LostDatastore("no room"), log::add);

        assertThat(shows(hosts, FIRST, verify)).isEqualTo(new Accepted(Reason.NOT_CHECKED));
        assertThat(shows(hosts, SECOND, verify)).isEqualTo(new Accepted(Reason.NOT_CHECKED));

        assertThat(log).singleElement().asString().contains("no room");
        assertThat(journal).isEmpty();
    }

    @Test
    @DisplayName("PROXY-SSH-07 on, and the store is silent: the answer comes within the datastore's bound")
    void silent() {
        var hosts = gateway("hashes");
        place.hang();

        assertThat(shows(hosts, FIRST, VerifyServer.ON)).isInstanceOf(Refused.class);
    }
}
