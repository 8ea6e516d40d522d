package io.sluice.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.peers.Ports;
import io.sluice.system.client.Ftpdctl;
import io.sluice.system.client.RawClient;
import io.sluice.system.client.RawReply;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.peer.Memcached;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.peer.Redis;
import io.sluice.system.peer.StoreServer;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Bans that gateways share with each other and with ProFTPD's mod_ban, through Redis and memcached.
class BanCacheIT {
    @RegisterExtension
    final Scene scene = new Scene();

    private static final String HOST_KEY = "mod_ban.{\"ban_type_id\":2,\"ban_name\":\"127.0.0.1\"}\0";

    /// A name with a quotation mark, a backslash and UTF-8, one char per byte.
    private static final String AWKWARD = "we\"i\\r\u00c3\u00a9";

    private static final String HOST_RULE = "MaxLoginAttempts 1/00:10:00 00:05:00 \"Too many from %a\"";
    private static final String USER_AT_HOST_RULE =
            "MaxLoginAttemptsFromUser 1/00:10:00 00:05:00 \"Too many of %u from %a\"";

    private FtpServer backend;
    private final Supplier<Redis> redis = onlyOnce(() -> Redis.start(scene));
    private final Supplier<Memcached> memcached = onlyOnce(() -> Memcached.start(scene));

    /// How bans are kept.
    private enum Form {
        REDIS("RedisEngine on\nRedisServer %s\nBanCache redis\n"),
        MEMCACHE_JSON("MemcacheEngine on\nMemcacheServers %s\nBanCache memcache\nBanCacheOptions UseJSON\n"),
        MEMCACHE_TPL("MemcacheEngine on\nMemcacheServers %s\nBanCache memcache\n");

        private final String directives;

        Form(String directives) {
            this.directives = directives;
        }

        String at(String place) {
            return directives.formatted(place);
        }
    }

    private static <T> Supplier<T> onlyOnce(Supplier<T> made) {
        return new Supplier<>() {
            private Optional<T> present = Optional.empty();

            @Override
            public T get() {
                if (present.isEmpty()) {
                    present = Optional.of(made.get());
                }
                return present.get();
            }
        };
    }

    @BeforeEach
    void start() {
        backend = Proftpd.start(scene);
    }

    private String store(Form form) {
        return form.at(
                form == Form.REDIS ? redis.get().place() : memcached.get().place());
    }

    /// A gateway that shares bans.
    private record Banning(SluiceProcess process, WithBans bans) {
        int port() {
            return process.port();
        }

        Ftpdctl ftpdctl() {
            return bans.ftpdctl();
        }

        String logged() throws IOException {
            return bans.log();
        }

        void logs(String text) {
            bans.awaitLog(text);
        }

        /// Awaits that a ban is shared: the client may hear of it before.
        void shares(String subject) {
            logs("cache entry added for name " + new String(bytes(subject), UTF_8));
        }
    }

    private Banning gateway(String store, String... rules) {
        var bans = WithBans.before(scene, backend);
        bans.configuration()
                .with("MaxLoginAttempts", "1")
                .with("BanMessage", "\"You are banned\"")
                .lines(store + lines(rules));
        return new Banning(bans.start(), bans);
    }

    /// ProFTPD with mod_ban.
    private FtpServer reference(String store, String... rules) {
        return WithBans.reference(scene, """
                LoadModule mod_redis.c
                LoadModule mod_memcache.c
                MaxLoginAttempts 1
                BanMessage "The reference has banned you"
                """ + store + lines(rules)).server();
    }

    private static String lines(String... rules) {
        return Stream.of(rules).map(rule -> "\nBanOnEvent " + rule).collect(Collectors.joining());
    }

    private RawClient connected(int port) throws IOException {
        return RawClient.connect(scene, port);
    }

    private void fails(int port, String user) throws IOException {
        var client = connected(port);
        client.expects(220);
        client.asks("USER " + user, 331);
        client.asks("PASS wrong");
        client.close();
    }

    private RawReply refused(int port) throws IOException {
        var client = connected(port);
        var reply = client.expects(530);
        client.expectsEnd();
        return reply;
    }

    private RawReply refusedAs(int port, String user) throws IOException {
        var client = connected(port);
        client.expects(220);
        client.asks("USER " + user, 331);
        return client.asks("PASS any", 530);
    }

    private void logsIn(int port) throws IOException {
        RawClient.login(scene, port, backend.account()).close();
    }

    @Nested
    class WithTheReference {
        @Test
        @DisplayName("BAN-40 BAN-52 A host that mod_ban has banned is refused, with the rule's message expanded")
        void bansOfTheReferenceAreHeeded() throws IOException {
            var reference = reference(store(Form.REDIS), HOST_RULE);
            var gateway = gateway(store(Form.REDIS));
            fails(reference.port(), "nobody");
            Await.until("the reference has banned", () -> {
                var client = connected(reference.port());
                return client.reply().code() == 530;
            });

            assertThat(refused(gateway.port()).text()).isEqualTo("Too many from 127.0.0.1");
            gateway.logs("found cache entry for name 127.0.0.1, type 2: version 2, ");
            gateway.logs("login from host '127.0.0.1' denied due to host ban");
        }

        @ParameterizedTest
        @EnumSource
        @DisplayName("BAN-40 BAN-50 A user@host that a gateway has banned is refused by mod_ban, an awkward name too")
        void bansOfGatewaysAreHeeded(Form form) throws IOException {
            var reference = reference(store(form));
            var gateway = gateway(store(form), USER_AT_HOST_RULE);

            fails(gateway.port(), AWKWARD);

            var refusal = "Too many of " + AWKWARD + " from 127.0.0.1";
            Await.until(
                    "mod_ban refuses it: " + refusal,
                    () -> refusedAs(reference.port(), AWKWARD).text().equals(refusal));
        }

        @ParameterizedTest
        @EnumSource
        @DisplayName("BAN-40 BAN-50 BAN-52 A user@host that mod_ban has banned is refused, an awkward name too")
        void awkwardNamesOfTheReferenceAreHeeded(Form form) throws IOException {
            var reference = reference(store(form), USER_AT_HOST_RULE);
            var gateway = gateway(store(form));

            fails(reference.port(), AWKWARD);
            Await.until(
                    "the reference has banned",
                    () -> refusedAs(reference.port(), AWKWARD).text().startsWith("Too many of"));

            assertThat(refusedAs(gateway.port(), AWKWARD).text())
                    .isEqualTo("Too many of " + AWKWARD + " from 127.0.0.1");
            logsIn(gateway.port());
        }

        @Test
        @DisplayName("BAN-44 A ban of every server is written so that mod_ban heeds it")
        void bansOfEveryServerAreHeeded() throws IOException {
            var reference = reference(store(Form.REDIS));
            var gateway = gateway(store(Form.REDIS) + "BanOptions MatchAnyServer", HOST_RULE);

            fails(gateway.port(), "nobody");
            gateway.shares("127.0.0.1");

            assertThat(refused(reference.port()).text()).isEqualTo("Too many from 127.0.0.1");
        }

        @Test
        @DisplayName(
                "BAN-43 With MatchServer mod_ban's entries count only if they are of the gateway's address and port")
        void entriesOfAnotherServerCanBeIgnored() throws IOException {
            var gateway = gateway(store(Form.REDIS) + "BanCacheOptions MatchServer");
            int other = Ports.free();

            putEntry(other, Instant.now().plusSeconds(300));
            logsIn(gateway.port());
            gateway.logs("BanCacheOption MatchServer: cache entry port " + swapped(other)
                    + " does not match vhost port " + swapped(gateway.port()) + ", ignoring entry");
            putEntry(gateway.port(), Instant.now().plusSeconds(300));
            refused(gateway.port());
        }
    }

    private static int swapped(int port) {
        return Short.toUnsignedInt(Short.reverseBytes((short) port));
    }

    private void put(String value) throws IOException {
        assertThat(redis.get().answers(bytes("SET"), bytes(HOST_KEY), bytes(value)))
                .asString()
                .isEqualTo("+OK");
    }

    private void putEntry(int port, Instant expires) throws IOException {
        put("{\"version\":2,\"update_ts\":1,\"ip_addr\":\"127.0.0.1\",\"port\":" + swapped(port)
                + ",\"ban_type\":\"host ban\",\"ban_name\":\"127.0.0.1\",\"ban_reason\":\"\",\"ban_message\":\"\","
                + "\"expires_ts\":" + expires.getEpochSecond() + ",\"server_id\":1}\0");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private String redisSays(String verb) throws IOException {
        return new String(redis.get().answers(bytes(verb), bytes(HOST_KEY)), ISO_8859_1);
    }

    @Nested
    class Entries {
        @Test
        @DisplayName(
                "BAN-39 BAN-41 CACHE-11 In Redis, with RedisEngine on, a ban is mod_ban's key and value, for the seconds that it has left")
        void entriesOfRedis() throws IOException {
            var gateway = gateway(store(Form.REDIS), HOST_RULE);

            fails(gateway.port(), "nobody");
            gateway.shares("127.0.0.1");

            assertThat(redisSays("GET"))
                    .matches("\\{\"version\":2,\"update_ts\":\\d{10},\"ip_addr\":\"127\\.0\\.0\\.1\",\"port\":"
                            + swapped(gateway.port())
                            + ",\"ban_type\":\"host ban\",\"ban_name\":\"127\\.0\\.0\\.1\","
                            + "\"ban_reason\":\"MaxLoginAttempts autoban at \\w{3} \\w{3} \\d\\d [\\d:]{8} \\d{4}\","
                            + "\"ban_message\":\"Too many from %a\",\"expires_ts\":\\d{10},\"server_id\":1}\0");
            assertThat(Integer.parseInt(redisSays("TTL").substring(1))).isBetween(270, 300);
        }

        @Test
        @DisplayName(
                "BAN-41 BAN-51 In memcached the key ends with NUL, the flags are 0, and the end is that of the ban")
        void entriesOfMemcached() throws IOException {
            var gateway = gateway(store(Form.MEMCACHE_JSON), HOST_RULE);

            fails(gateway.port(), "nobody");
            gateway.shares("127.0.0.1");

            var item = memcached.get().item(HOST_KEY).orElseThrow();
            assertThat(item.flags()).isZero();
            assertThat(item.value()).startsWith("{\"version\":2,").endsWith(",\"server_id\":1}\0");
            long expires = Long.parseLong(item.value().replaceFirst("(?s).*\"expires_ts\":(\\d+),.*", "$1"));
            assertThat(memcached.get().endOfTheOnlyItem()).isBetween(expires - 2, expires + 2);
        }

        @Test
        @DisplayName("BAN-42 An expired entry refuses nobody, and is deleted")
        void expiredEntriesAreDeleted() throws IOException {
            var gateway = gateway(store(Form.REDIS));
            putEntry(gateway.port(), Instant.now().minusSeconds(5));

            logsIn(gateway.port());

            assertThat(redisSays("EXISTS")).isEqualTo(":0");
        }

        @Test
        @DisplayName("BAN-46 An entry that cannot be used refuses nobody, and is told in BanLog")
        void unusableEntriesAreTold() throws IOException {
            var gateway = gateway(store(Form.REDIS));
            var flaws = Map.of(
                    "{nope", "unable to decode invalid JSON cache entry: '{nope'",
                    "{\"update_ts\":1}", "missing required 'version' JSON field in '{\"update_ts\":1}'",
                    "{\"version\":3}", "unsupported/unknown version value '3' in cached JSON value, rejecting");

            for (var flaw : flaws.entrySet()) {
                put(flaw.getKey() + "\0");
                logsIn(gateway.port());
                gateway.logs(flaw.getValue());
            }
        }

        @ParameterizedTest
        @EnumSource(names = {"REDIS", "MEMCACHE_TPL"})
        @DisplayName("BAN-45 What ftpdctl bans at one gateway another refuses, until either permits it")
        void gatewaysShareWhatIsAskedFor(Form form) throws IOException {
            var one = gateway(store(form));
            var other = gateway(store(form));
            var user = backend.account().name();

            assertThat(one.ftpdctl().asks("ban", "user", user)).containsExactly("user " + user + " banned");
            assertThat(refusedAs(other.port(), user).text()).isEqualTo("You are banned");

            assertThat(one.ftpdctl().asks("permit", "user", user)).containsExactly("user '" + user + "' permitted");
            logsIn(other.port());
            logsIn(one.port());

            one.ftpdctl().asks("ban", "host", "127.0.0.1");
            refused(other.port());
            other.ftpdctl().asks("permit", "host", "127.0.0.1");
            logsIn(other.port());
        }
    }

    @Nested
    class Outages {
        private static final Duration BANNER = Duration.ofSeconds(2);

        /// Demands the banner in time, from a gateway that has its classes loaded.
        private void greetsInTime(int port) throws IOException {
            long begin = System.nanoTime();
            connected(port).expects(220);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(BANNER);
        }

        private long countOf(String text, String part) {
            return text.lines().filter(line -> line.contains(part)).count();
        }

        @Test
        @DisplayName(
                "BAN-47 BAN-49 CACHE-118 Without Redis local bans hold and others log in; when it is back it gets them")
        void localBansHoldWithoutRedis() throws IOException {
            redis.get().stop();
            var gateway = gateway(store(Form.REDIS), HOST_RULE);

            for (int i = 0; i < 5; i++) {
                logsIn(gateway.port());
            }
            fails(gateway.port(), "nobody");
            gateway.logs("added MaxLoginAttempts-triggered autoban for host '127.0.0.1'");
            assertThat(refused(gateway.port()).text()).isEqualTo("Too many from 127.0.0.1");
            assertThat(countOf(gateway.logged(), "error connecting to Redis: ")).isEqualTo(1);
            assertThat(countOf(gateway.process().process().errors(), "cache down"))
                    .isEqualTo(1);

            redis.get().starts();

            Await.until("Redis has the ban", () -> redisSays("GET").endsWith("\"server_id\":1}\0"));
            assertThat(refused(reference(store(Form.REDIS)).port()).text()).isEqualTo("Too many from 127.0.0.1");
            gateway.process().logs("cache up again");
        }

        @Test
        @DisplayName(
                "CACHE-118 A Redis that comes back empty gets the live bans of the gateway again, without those lifted")
        void anEmptiedRedisIsFilledAgain() throws IOException {
            var gateway = gateway(store(Form.REDIS));
            gateway.ftpdctl().asks("ban", "host", "127.0.0.1");
            gateway.ftpdctl().asks("ban", "user", "lifted");
            redis.get().stop();
            refused(gateway.port());
            assertThat(gateway.ftpdctl().asks("permit", "user", "lifted")).containsExactly("user 'lifted' permitted");

            redis.get().starts();

            Await.until("Redis has the ban", () -> redisSays("EXISTS").equals(":1"));
            assertThat(redis.get().says("DBSIZE")).isEqualTo("1");
        }

        @ParameterizedTest
        @EnumSource(names = {"REDIS", "MEMCACHE_TPL"})
        @DisplayName(
                "BAN-48 BAN-49 A store that falls silent delays no banner beyond two seconds, and is used when it answers")
        void aStoreThatFallsSilentDelaysNobody(Form form) throws IOException {
            var gateway = gateway(store(form), USER_AT_HOST_RULE);
            logsIn(gateway.port());
            server(form).freezes();
            try {
                for (int i = 0; i < 3; i++) {
                    greetsInTime(gateway.port());
                }
                logsIn(gateway.port());
                fails(gateway.port(), "late");
                gateway.logs("added MaxLoginAttemptsFromUser-triggered autoban for user@host 'late@127.0.0.1'");
                assertThat(countOf(gateway.logged(), "error connecting to ")).isEqualTo(1);
            } finally {
                server(form).thaws();
            }

            var other = gateway(store(form));
            Await.until(
                    "the other gateway refuses what was banned meanwhile",
                    () -> refusedAs(other.port(), "late").text().startsWith("Too many of late"));
        }

        private StoreServer server(Form form) {
            return form == Form.REDIS ? redis.get() : memcached.get();
        }

        @ParameterizedTest
        @EnumSource(names = {"REDIS", "MEMCACHE_JSON"})
        @DisplayName("BAN-48 A port that takes connections and never answers delays no banner beyond two seconds")
        void aPortThatNeverAnswersDelaysNobody(Form form) throws IOException {
            try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
                var gateway = gateway(form.at("127.0.0.1:" + silent.getLocalPort()));

                for (int i = 0; i < 3; i++) {
                    greetsInTime(gateway.port());
                }
                logsIn(gateway.port());
            }
        }
    }

    @Nested
    class Engine {
        @Test
        @DisplayName("CACHE-11 RedisEngine absent: bans are shared through Redis all the same")
        void absent() throws IOException {
            var gateway = gateway("RedisServer " + redis.get().place() + "\nBanCache redis", HOST_RULE);

            fails(gateway.port(), "nobody");
            gateway.shares("127.0.0.1");

            assertThat(redisSays("EXISTS")).isEqualTo(":1");
        }

        @Test
        @DisplayName("CACHE-11 RedisEngine off: bans are local, as if Redis were down for ever, and a warning says so")
        void off() throws IOException {
            var gateway =
                    gateway("RedisEngine off\nRedisServer " + redis.get().place() + "\nBanCache redis", HOST_RULE);
            putEntry(gateway.port(), Instant.now().plusSeconds(300));

            logsIn(gateway.port());
            assertThat(redisSays("DEL")).isEqualTo(":1");
            fails(gateway.port(), "nobody");
            assertThat(refused(gateway.port()).text()).isEqualTo("Too many from 127.0.0.1");

            assertThat(redisSays("EXISTS")).isEqualTo(":0");
            gateway.process().logs("RedisEngine is off");
        }
    }
}
