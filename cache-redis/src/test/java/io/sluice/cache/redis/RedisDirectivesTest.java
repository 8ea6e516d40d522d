package io.sluice.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheProvider;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.EventLogRule;
import io.sluice.cache.Option;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the directives of Redis take, and what they answer to anything else.
class RedisDirectivesTest {
    private final List<String> warnings = new ArrayList<>();

    @Test
    void everyDirectiveHasSyntaxHelpAndANameOfRedis() {
        var names = new RedisProvider().options().stream().map(Option::name).toList();

        assertThat(names)
                .containsExactly(
                        "RedisEngine",
                        "RedisServer",
                        "RedisSentinel",
                        "RedisTimeouts",
                        "RedisOptions",
                        "RedisLog",
                        "RedisLogOnCommand",
                        "RedisLogOnEvent",
                        "RedisLogFormatExtra");
        for (Option<?> option : new RedisProvider().options()) {
            assertThat(option.help()).as(option.name()).isNotBlank();
            assertThat(option.syntax()).as(option.name()).isNotBlank();
        }
    }

    /// CACHE-110.
    @Test
    void theProviderIsFoundByTheServiceLoader() throws CacheException {
        var found = CacheProvider.byName(ServiceLoader.load(CacheProvider.class));

        assertThat(found.get("redis")).isInstanceOf(RedisProvider.class);
        assertThat(new RedisProvider().standsFor()).containsExactly("mod_redis.c", "mod_tls_redis.c");
    }

    @Nested
    class Servers {

        @ParameterizedTest
        @DisplayName("CACHE-01 each form of a server")
        @CsvSource({
            "redis.example, redis.example:6379",
            "redis.example:7000, redis.example:7000",
            "127.0.0.1:1, 127.0.0.1:1",
            "[2001:db8::1], [2001:db8::1]:6379",
            "[::1]:65535, [::1]:65535",
            "/run/redis:1/socket, /run/redis:1/socket",
        })
        void areRead(String word, String place) throws CacheException {
            assertThat(server(word).place()).hasToString(place);
        }

        @ParameterizedTest
        @DisplayName("CACHE-02 bad ports are fatal")
        @ValueSource(strings = {"x", "0", "70000", "-1", "6379x", "", "999999999999"})
        void withABadPortAreRefused(String port) {
            assertRefused("invalid port '" + port + "'", () -> server("host:" + port));
            assertRefused("invalid port '" + port + "'", () -> server("[::1]:" + port));
        }

        @ParameterizedTest
        @DisplayName("CACHE-02 an IPv6 address without brackets is fatal")
        @ValueSource(strings = {"::1", "2001:db8::1:6379", "[::1", "[host]", "[::1]6379"})
        void withAnUnbracketedAddressAreRefused(String word) {
            assertRefused("bad address '" + word + "'", () -> server(word));
        }

        @ParameterizedTest
        @DisplayName("CACHE-02 bad database indexes are fatal")
        @ValueSource(strings = {"-1", "x", "1.5", "12345678901"})
        void withABadDatabaseAreRefused(String index) {
            assertRefused("invalid database index '" + index + "'", () -> server("host", "", "", index));
        }

        @Test
        @DisplayName("CACHE-02 a fifth positional word is fatal")
        void withAFifthWordAreRefused() {
            assertRefused("unknown parameter 'more'", () -> server("host", "user", "secret", "2", "more"));
        }

        @Test
        @DisplayName("CACHE-03 password, user and password, database alone")
        void haveAPasswordAUserADatabase() throws CacheException {
            assertThat(server("host", "", "secret").password()).contains("secret");
            assertThat(server("host", "", "secret").user()).isEmpty();
            assertThat(server("host", "ftp", "secret", "2"))
                    .isEqualTo(new Server(
                            new Place.Tcp("host", 6379),
                            Optional.of("ftp"),
                            Optional.of("secret"),
                            OptionalInt.of(2),
                            Tls.OFF));
            assertThat(server("host", "", "", "2"))
                    .isEqualTo(new Server(
                            new Place.Tcp("host", 6379),
                            Optional.empty(),
                            Optional.empty(),
                            OptionalInt.of(2),
                            Tls.OFF));
            assertThat(warnings).isEmpty();
        }

        @Test
        @DisplayName("CACHE-03 a user without a password is a warning")
        void withAUserAloneAreWarnedOf() throws CacheException {
            assertThat(server("host", "ftp").password()).isEmpty();
            assertThat(warnings).singleElement().asString().contains("'ftp'", "no password");
        }

        @ParameterizedTest
        @DisplayName("CACHE-04 passwords that look like other words")
        @ValueSource(strings = {"a:b", "ssl", "sslsecret", "ssl-secret", "::", "ssl-cat:x"})
        void mayHaveAnyPassword(String password) throws CacheException {
            assertThat(server("host", "ftp", password).password()).contains(password);
        }

        @Test
        @DisplayName("CACHE-05 URLs")
        void mayBeURLs() throws CacheException {
            assertThat(server("redis://ftp:p%40ss%3A%2f@redis.example:7000/3"))
                    .isEqualTo(new Server(
                            new Place.Tcp("redis.example", 7000),
                            Optional.of("ftp"),
                            Optional.of("p@ss:/"),
                            OptionalInt.of(3),
                            Tls.OFF));
            assertThat(server("redis://host"))
                    .isEqualTo(new Server(
                            new Place.Tcp("host", 6379),
                            Optional.empty(),
                            Optional.empty(),
                            OptionalInt.empty(),
                            Tls.OFF));
            assertThat(server("REDIS://:secret@[::1]/").password()).contains("secret");
            assertThat(server("REDIS://:secret@[::1]/").place()).hasToString("[::1]:6379");
            assertThat(server("rediss://host").tls().enabled()).isTrue();
        }

        @Test
        @DisplayName("CACHE-05 URLs that are no good")
        void areRefusedAsBadURLs() {
            assertRefused("exclude each other", () -> server("redis://host", "ftp"));
            assertRefused("exclude each other", () -> server("rediss://host", "ssl:on", "secret"));
            assertRefused("rediss:// is ssl:true already", () -> server("rediss://host", "ssl:off"));
            assertRefused("invalid port 'x'", () -> server("redis://host:x"));
            assertRefused("invalid database index 'x'", () -> server("redis://host/x"));
            assertRefused("two hex digits", () -> server("redis://:%4@host"));
            assertRefused("two hex digits", () -> server("redis://:%zz@host"));
        }

        @Test
        @DisplayName("CACHE-120 no text has a password")
        void keepTheirPasswordToThemselves() throws CacheException {
            var settings = CacheSettings.of(CacheSettings.Use.STATE)
                    .with(RedisDirectives.SERVER, server("host", "ftp", "c0nfidential"));

            assertThat(server("host", "ftp", "c0nfidential").toString()).doesNotContain("c0nfidential");
            assertThat(Settings.of(settings).toString()).doesNotContain("c0nfidential");
            assertThat(settings.toString()).doesNotContain("c0nfidential");
        }
    }

    @Nested
    class Secured {
        @TempDir
        Path folder;

        @Test
        @DisplayName("CACHE-07 bad words and missing files are fatal")
        void needGoodWordsAndFiles() {
            assertRefused("use SSL 'maybe': Invalid argument", () -> server("host", "ssl:maybe"));
            assertRefused(
                    "SSL CA '/none/ca': No such file or directory", () -> server("host", "ssl:on", "ssl-ca:/none/ca"));
            assertRefused(
                    "SSL certificate '/none/c': No such file or directory",
                    () -> server("host", "ssl:on", "ssl-cert:/none/c"));
            assertRefused(
                    "SSL certificate key '/none/k': No such file or directory",
                    () -> server("host", "ssl:on", "ssl-key:/none/k"));
            assertRefused(
                    "SSL CA '" + folder + "': Is a directory", () -> server("host", "ssl:on", "ssl-ca:" + folder));
        }

        @Test
        @DisplayName("CACHE-07 a certificate without its key is fatal, and the reverse")
        void needBothCertificateAndKey() throws Exception {
            Path file = Files.writeString(folder.resolve("file"), "");

            assertRefused("ssl-cert without ssl-key", () -> server("host", "ssl:on", "ssl-cert:" + file));
            assertRefused("ssl-key without ssl-cert", () -> server("host", "ssl:on", "ssl-key:" + file));
        }

        @Test
        @DisplayName("CACHE-07 files that hold nothing of use are refused when the store is opened")
        void needFilesThatCanBeUsed() throws Exception {
            Path file = Files.writeString(folder.resolve("file"), "nothing");
            var settings = CacheSettings.of(CacheSettings.Use.STATE)
                    .with(RedisDirectives.SERVER, server("host", "ssl:on", "ssl-ca:" + file));

            assertRefused(file.toString(), () -> new RedisProvider().open(settings));
        }

        @Test
        void areNotUnixSocketsAndWarnOfFilesWithoutUse() throws Exception {
            assertRefused("TLS is not for a Unix socket", () -> server("/run/redis", "ssl:on"));
            Path file = Files.writeString(folder.resolve("file"), "");
            assertThat(server("host", "ssl-ca:" + file).tls().enabled()).isFalse();
            assertThat(warnings).singleElement().asString().contains("in clear");
        }
    }

    @Nested
    class Sentinel {

        @Test
        @DisplayName("CACHE-14 hosts, ports, IPv6, master in any case and on either side of the ssl words")
        void hasHostsAndPerhapsAMaster() throws CacheException {
            assertThat(sentinels("one", "two:1", "[::1]", "[::1]:2").places())
                    .hasToString("[one:26379, two:1, [::1]:26379, [::1]:2]");
            assertThat(sentinels("one").master()).isEmpty();
            assertThat(sentinels("one", "MASTER", "mine").master()).contains("mine");
            assertThat(sentinels("one", "master", "mine", "ssl:on"))
                    .isEqualTo(sentinels("one", "ssl:on", "master", "mine"));
            assertThat(sentinels("one", "ssl:on", "Master", "mine").tls().enabled())
                    .isTrue();
        }

        @Test
        void needsNamesWhereTheyBelong() {
            assertRefused("no name after 'master'", () -> sentinels("one", "master"));
            assertRefused("unknown parameter 'two'", () -> sentinels("one", "master", "mine", "two"));
            assertRefused("two masters", () -> sentinels("one", "master", "mine", "master", "other"));
            assertRefused("wrong number of parameters", () -> sentinels("ssl:on"));
            assertRefused("invalid port 'x'", () -> sentinels("one:x"));
        }
    }

    @Nested
    class Others {

        @Test
        @DisplayName("CACHE-08 time limits")
        void areTimeLimits() throws CacheException {
            assertThat(limits("250", "1500")).isEqualTo(new Limits(Duration.ofMillis(250), Duration.ofMillis(1500)));
            assertThat(warnings).isEmpty();
            assertThat(limits("0", "0")).isEqualTo(Limits.DEFAULT);
            assertThat(warnings).hasSize(2);
            for (String bad : List.of("x", "-1", "", "1s", "1.5", "12345678901")) {
                assertRefused("badly formatted connect timeout value: " + bad, () -> limits(bad, "500"));
                assertRefused("badly formatted IO timeout value: " + bad, () -> limits("500", bad));
            }
        }

        @Test
        @DisplayName("CACHE-09 options")
        void areOptions() throws CacheException {
            var server = CacheSettings.of(CacheSettings.Use.STATE).with(RedisDirectives.SERVER, server("host"));
            var one = parse(RedisDirectives.OPTIONS, "NoReconnect");
            var other = parse(RedisDirectives.OPTIONS, "Cluster");

            assertThat(Settings.of(server).reconnects()).isTrue();
            assertThat(Settings.of(server).cluster()).isFalse();
            var both = Settings.of(server.with(RedisDirectives.OPTIONS, one).with(RedisDirectives.OPTIONS, other));
            assertThat(both.reconnects()).isFalse();
            assertThat(both.cluster()).isTrue();
            assertThat(RedisDirectives.OPTIONS.occurrence()).isEqualTo(Option.Occurrence.ACCUMULATES);
            for (String bad : List.of("noreconnect", "NORECONNECT", "cluster", "Other")) {
                assertRefused(
                        ": unknown RedisOption '" + bad + "'",
                        () -> parse(RedisDirectives.OPTIONS, "NoReconnect", bad));
            }
        }

        @Test
        @DisplayName("CACHE-33 rules of the event log are none, or two words or three")
        void areRulesOfTheEventLog() throws CacheException {
            for (var rule : List.of(RedisDirectives.LOG_ON_COMMAND, RedisDirectives.LOG_ON_EVENT)) {
                assertThat(parse(rule, "NONE")).isEqualTo(new EventLogRule.Nothing());
                assertThat(parse(rule, "ALL", "f")).isEqualTo(new EventLogRule.Kept("ALL", "f", Optional.empty()));
                assertThat(parse(rule, "ALL", "f", "key"))
                        .isEqualTo(new EventLogRule.Kept("ALL", "f", Optional.of("key")));
                assertThat(rule.places()).containsExactlyInAnyOrder(Option.Place.values());
                assertRefused("wrong number of parameters", () -> parse(rule));
                assertRefused("wrong number of parameters", () -> parse(rule, "ALL"));
                assertRefused("wrong number of parameters", () -> parse(rule, "ALL", "f", "key", "more"));
            }
            assertThat(RedisDirectives.LOG_FORMAT_EXTRA.fewestWords()).isEqualTo(2);
            assertThat(RedisDirectives.LOG_FORMAT_EXTRA.mostWords()).isEqualTo(2);
        }

        @Test
        @DisplayName("CACHE-10 the log")
        void areTheLog() throws CacheException {
            assertThat(parse(RedisDirectives.LOG, "/var/log/redis.log")).contains(Path.of("/var/log/redis.log"));
            assertThat(parse(RedisDirectives.LOG, "None")).isEmpty();
            assertRefused("must be an absolute path", () -> parse(RedisDirectives.LOG, "redis.log"));
        }

        @Test
        @DisplayName("CACHE-11 the engine")
        void areTheEngine() throws CacheException {
            assertThat(parse(RedisDirectives.ENGINE, "ON")).isTrue();
            assertThat(parse(RedisDirectives.ENGINE, "no")).isFalse();
            assertThat(RedisDirectives.ENGINE.defaultValue()).isEmpty();
            assertRefused("expected Boolean parameter", () -> parse(RedisDirectives.ENGINE, "maybe"));
        }

        @Test
        void needAServerOrASentinel() {
            assertRefused(
                    "no server configured", () -> new RedisProvider().open(CacheSettings.of(CacheSettings.Use.STATE)));
        }
    }

    private Server server(String... words) throws CacheException {
        return parse(RedisDirectives.SERVER, words);
    }

    private Sentinels sentinels(String... words) throws CacheException {
        return parse(RedisDirectives.SENTINEL, words);
    }

    private Limits limits(String... words) throws CacheException {
        return parse(RedisDirectives.TIMEOUTS, words);
    }

    private <T> T parse(Option<T> option, String... words) throws CacheException {
        return option.parser().parse(List.of(words), warnings::add);
    }

    private static void assertRefused(String text, org.assertj.core.api.ThrowableAssert.ThrowingCallable parsing) {
        assertThatThrownBy(parsing)
                .isInstanceOfSatisfying(
                        CacheException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.ARGUMENT))
                .hasMessageContaining(text);
    }
}
