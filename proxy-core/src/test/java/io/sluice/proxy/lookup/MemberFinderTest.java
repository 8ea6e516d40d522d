package io.sluice.proxy.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.BadValue;
import io.sluice.net.HostNames;
import io.sluice.net.Records;
import io.sluice.net.Resolver;
import io.sluice.net.ServiceRecord;
import io.sluice.peers.Await;
import io.sluice.proxy.lookup.MemberFinder.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.xbill.DNS.Rcode;

/// URLs become members by way of a real name server; names themselves are told by the test.
@Isolated("it sets properties of this process")
class MemberFinderTest {
    private static final String SERVICE = "_ftp._tcp.example.org";

    private final DnsServer dns = DnsServer.start();
    private final Map<String, List<InetAddress>> addresses = new ConcurrentHashMap<>();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final HostNames names =
            new HostNames(new OverTheWire(), Duration.ofSeconds(5), Duration.ofSeconds(60), InstantSource.system());
    private final MemberFinder finder = new MemberFinder(names, log::add);

    private final class OverTheWire implements Resolver {
        @Override
        public List<InetAddress> addresses(String name) throws UnknownHostException {
            return Optional.ofNullable(addresses.get(name)).orElseThrow(() -> new UnknownHostException(name));
        }

        @Override
        public String name(InetAddress address) throws UnknownHostException {
            throw new UnknownHostException();
        }

        @Override
        public Records<ServiceRecord> services(String name) throws IOException {
            return Resolver.SYSTEM.services(name);
        }

        @Override
        public Records<String> texts(String name) throws IOException {
            return Resolver.SYSTEM.texts(name);
        }
    }

    @BeforeEach
    void asksTheServerOfTheTest() {
        System.setProperty("dns.server", dns.place());
    }

    @AfterEach
    void close() {
        System.clearProperty("dns.server");
        finder.close();
        names.close();
        dns.close();
    }

    @Nested
    class Services {
        @Test
        @DisplayName("PROXY-URL-11 exactly the name is asked for; priority, then the higher weight, decides the order")
        void areOrdered() throws Exception {
            dns.services(
                    SERVICE,
                    List.of(
                            record(300, "20 90 2104 d"),
                            record(300, "10 10 2102 b"),
                            record(300, "10 60 2101 a"),
                            record(300, "10 0 2103 c")),
                    List.of(
                            "D.example.org. 300 IN A 192.0.2.4",
                            "a.example.org. 300 IN A 192.0.2.1",
                            "b.example.org. 300 IN A 192.0.2.2",
                            "b.example.org. 300 IN AAAA 2001:db8::2",
                            "c.example.org. 300 IN A 192.0.2.3"));

            var places = found("ftp+srv://" + SERVICE + ":99").places();

            assertThat(places)
                    .containsExactly(
                            place("192.0.2.1", 2101),
                            place("192.0.2.2", 2102),
                            place("2001:db8::2", 2102),
                            place("192.0.2.3", 2103),
                            place("192.0.2.4", 2104));
            assertThat(dns.asked()).containsExactly(SERVICE);
        }

        @Test
        @DisplayName("PROXY-URL-11 a target whose address is not told along, or is an alias there, is looked up")
        void areLookedUp() throws Exception {
            addresses.put("a.example.org", List.of(InetAddress.ofLiteral("192.0.2.11")));
            dns.services(
                    SERVICE,
                    List.of(record(300, "10 60 2101 a")),
                    List.of(
                            "a.example.org. 300 IN CNAME other.example.org.",
                            "other.example.org. 300 IN A 192.0.2.12"));

            assertThat(found("ftp+srv://" + SERVICE).places()).containsExactly(place("192.0.2.11", 2101));
        }

        @Test
        @DisplayName("PROXY-URL-12 the target '.' says that there is no such service")
        void mayBeDeclaredAbsent() throws Exception {
            addresses.put(SERVICE, List.of(InetAddress.ofLiteral("192.0.2.1")));
            dns.services(SERVICE, List.of(SERVICE + ". 300 IN SRV 0 0 0 ."), List.of());

            assertThat(outcome("ftp+srv://" + SERVICE))
                    .isEqualTo(new Outcome.NotFound(
                            "No such file or directory",
                            "SRV records for '" + SERVICE + "' indicate that the service is explicitly not available"));
        }

        @Test
        @DisplayName("PROXY-URL-14 without records the name is taken for that of the backend, with the usual port")
        void mayBeAbsent() throws Exception {
            addresses.put("ftp.example.org", List.of(InetAddress.ofLiteral("192.0.2.1")));

            assertThat(found("ftp+srv://ftp.example.org:99").places()).containsExactly(place("192.0.2.1", 21));
        }

        @Test
        @DisplayName("PROXY-URL-14 where the name server fails the name is taken for that of the backend too")
        void mayFail() throws Exception {
            addresses.put("ftp.example.org", List.of(InetAddress.ofLiteral("192.0.2.1")));
            dns.answers(Rcode.SERVFAIL);

            assertThat(found("ftp+srv://ftp.example.org").places()).containsExactly(place("192.0.2.1", 21));
        }

        @Test
        void areAskedForAgainWhenTheirTimeIsOver() throws Exception {
            dns.services(SERVICE, List.of(record(1, "10 0 2101 a")), List.of("a.example.org. 1 IN A 192.0.2.1"));
            var member = found("ftp+srv://" + SERVICE);

            dns.services(SERVICE, List.of(record(1, "10 0 2102 a")), List.of("a.example.org. 1 IN A 192.0.2.2"));

            Await.until("the member to move", () -> member.places().equals(List.of(place("192.0.2.2", 2102))));
            assertThat(member.now().places()).containsExactly(place("192.0.2.2", 2102));
        }

        @Test
        void stayInUseWhileTheNameServerFails() throws Exception {
            dns.services(SERVICE, List.of(record(1, "10 0 2101 a")), List.of("a.example.org. 1 IN A 192.0.2.1"));
            var member = found("ftp+srv://" + SERVICE);

            dns.answers(Rcode.SERVFAIL);

            Await.until(
                    "the failure to be told",
                    () -> log.stream().anyMatch(line -> line.contains("stays where it was found before")));
            assertThat(member.places()).containsExactly(place("192.0.2.1", 2101));
        }

        @Test
        void mayBecomeUnavailable() throws Exception {
            dns.services(SERVICE, List.of(record(1, "10 0 2101 a")), List.of("a.example.org. 1 IN A 192.0.2.1"));
            var member = found("ftp+srv://" + SERVICE);

            dns.services(SERVICE, List.of(SERVICE + ". 1 IN SRV 0 0 0 ."), List.of());

            Await.until("the member to be gone", () -> member.places().isEmpty());
        }

        private static String record(int timeToLive, String rest) {
            return SERVICE + ". " + timeToLive + " IN SRV " + rest + ".example.org.";
        }
    }

    @Nested
    class Texts {
        @Test
        @DisplayName("PROXY-URL-13 the first text that is a usable URL without records of its own stands for the URL")
        void holdAUrl() throws Exception {
            dns.texts(
                    "example.org",
                    "example.org. 300 IN TXT \"v=spf1 -all\"",
                    "example.org. 300 IN TXT \"ftp+srv://_ftp._tcp.example.org\"",
                    "example.org. 300 IN TXT \"http://192.0.2.7\"",
                    "example.org. 300 IN TXT \"ftp://joe:\" \"secret@192.0.2.8:2121\"",
                    "example.org. 300 IN TXT \"ftp://192.0.2.9\"");

            var member = found("ftp+txt://example.org");

            assertThat(member.places()).containsExactly(place("192.0.2.8", 2121));
            assertThat(member.url().written()).isEqualTo("ftp+txt://example.org");
            assertThat(member.now().url()).isEqualTo(BackendUrl.parse("ftp://joe:secret@192.0.2.8:2121"));
        }

        @Test
        @DisplayName("PROXY-URL-14 without a usable text the name is taken for that of the backend")
        void mayBeAbsent() throws Exception {
            addresses.put("example.org", List.of(InetAddress.ofLiteral("192.0.2.1")));
            dns.texts("example.org", "example.org. 300 IN TXT \"hello\"");

            assertThat(found("ftp+txt://example.org").places()).containsExactly(place("192.0.2.1", 21));
        }
    }

    @Test
    @DisplayName("PROXY-URL-15 all addresses of a name are places of the member, in their order")
    void aNameMayHaveSeveralAddresses() throws Exception {
        addresses.put(
                "ftp.example.org", List.of(InetAddress.ofLiteral("192.0.2.2"), InetAddress.ofLiteral("192.0.2.1")));

        assertThat(found("ftp://ftp.example.org:2121").places())
                .containsExactly(place("192.0.2.2", 2121), place("192.0.2.1", 2121));
    }

    @Test
    void aNameThatLeadsNowhereIsSaid() throws Exception {
        assertThat(outcome("ftp+srv://nowhere.example.org"))
                .isEqualTo(new Outcome.NotFound("Invalid argument", "unable to resolve 'nowhere.example.org'"));
    }

    @Test
    void manySessionsAskTheNameServerOnce() throws Exception {
        dns.services(
                SERVICE,
                List.of(SERVICE + ". 300 IN SRV 0 0 2101 a.example.org."),
                List.of("a.example.org. 300 IN A 192.0.2.1"));
        var url = BackendUrl.parse("ftp+srv://" + SERVICE);

        try (var sessions = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                sessions.submit(() -> finder.forNow(url));
            }
        }

        assertThat(dns.asked()).hasSize(1);
    }

    private Outcome outcome(String url) throws BadValue {
        return finder.forGood(BackendUrl.parse(url));
    }

    private Member found(String url) throws BadValue {
        assertThat(outcome(url)).isInstanceOf(Outcome.Found.class);
        return ((Outcome.Found) outcome(url)).member();
    }

    private static InetSocketAddress place(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }
}
