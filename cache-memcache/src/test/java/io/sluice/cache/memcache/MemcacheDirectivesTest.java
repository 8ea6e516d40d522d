package io.sluice.cache.memcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheProvider;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheSettings.Use;
import io.sluice.cache.Option;
import io.sluice.cache.memcache.MemcacheDirectives.Choice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the directives of memcached take, and what they answer to anything else.
class MemcacheDirectivesTest {
    private final List<String> warnings = new ArrayList<>();

    @Test
    void everyDirectiveHasSyntaxHelpAndANameOfMemcached() {
        var options = new MemcacheProvider().options();

        assertThat(options.stream().map(Option::name))
                .containsExactly(
                        "MemcacheEngine",
                        "MemcacheServers",
                        "MemcacheTimeouts",
                        "MemcacheReplicas",
                        "MemcacheConnectFailures",
                        "MemcacheOptions",
                        "MemcacheLog");
        for (Option<?> option : options) {
            assertThat(option.help()).as(option.name()).isNotBlank();
            assertThat(option.syntax()).as(option.name()).isNotBlank();
            assertThat(option.occurrence()).as(option.name()).isEqualTo(Option.Occurrence.FIRST_WINS);
        }
    }

    @Test
    @DisplayName("CACHE-110 the provider is found by the service loader")
    void theProviderIsFoundByTheServiceLoader() throws CacheException {
        var found = CacheProvider.byName(ServiceLoader.load(CacheProvider.class));

        assertThat(found.get("memcache")).isInstanceOf(MemcacheProvider.class);
        assertThat(new MemcacheProvider().standsFor()).containsExactly("mod_memcache.c", "mod_tls_memcache.c");
    }

    @Nested
    class Servers {

        @ParameterizedTest
        @DisplayName("CACHE-45 each form of a server")
        @CsvSource({
            "cache.example, cache.example:11211",
            "cache.example:7000, cache.example:7000",
            "cache.example:7000:3, cache.example:7000",
            "127.0.0.1:1, 127.0.0.1:1",
            "[2001:db8::1], [2001:db8::1]:11211",
            "[::1]:65535, [::1]:65535",
            "/run/memcached:1/socket, /run/memcached:1/socket",
        })
        void areRead(String word, String place) throws CacheException {
            assertThat(servers(word)).singleElement().hasToString(place);
        }

        @Test
        @DisplayName("CACHE-45 several words, a comma list, and both")
        void areWordsOrCommaLists() throws CacheException {
            assertThat(servers("one", "two:2,[::1]:3", "/a,four"))
                    .hasToString("[one:11211, two:2, [::1]:3, /a, four:11211]");
            assertThat(((Place.Tcp) servers("[::1]:3").getFirst()).name()).isEqualTo("::1");
        }

        @ParameterizedTest
        @DisplayName("CACHE-45 a bad port or address is fatal")
        @ValueSource(
                strings = {
                    "foo:bar",
                    "foo:0",
                    "foo:70000",
                    "foo:-1",
                    "foo:",
                    "foo:1:x",
                    "foo:1:1:1",
                    ":1",
                    "",
                    "a,,b",
                    "::1",
                    "[::1",
                    "[host]",
                    "[::1]7",
                    "[]:1"
                })
        void withABadAddressAreRefused(String word) {
            assertRefused("unable to parse server parameters", () -> servers(word));
        }

        @Test
        void areNeeded() {
            assertRefused(
                    "no server configured; expected MemcacheServers",
                    () -> new MemcacheProvider().open(CacheSettings.of(Use.STATE)));
        }

        @Test
        @DisplayName("a datastore may name its own; other consumers have words of their own there")
        void mayStandBehindTheProvidersName() throws CacheException {
            var settings = CacheSettings.of(Use.STATE).with(MemcacheDirectives.SERVERS, servers("one"));
            var sessions = CacheSettings.of(Use.TLS_SESSIONS).with(MemcacheDirectives.SERVERS, servers("one"));

            assertThat(Settings.of(settings).address()).isEqualTo("one:11211");
            assertThat(Settings.of(settings.info("two,three")).address()).isEqualTo("two:11211, three:11211");
            assertThat(Settings.of(sessions.info("/json")).address()).isEqualTo("one:11211");
            assertRefused("unable to parse server parameters", () -> Settings.of(settings.info("a:b")));
        }
    }

    @Nested
    class Others {

        @Test
        @DisplayName("CACHE-46 time limits")
        void areTimeLimits() throws CacheException {
            assertThat(limits("250", "1500", "20"))
                    .isEqualTo(new Limits(
                            Duration.ofMillis(250),
                            Duration.ofMillis(1500),
                            Duration.ofMillis(20),
                            Duration.ofSeconds(30)));
            assertThat(limits("1", "1", "1", "7").ejected()).isEqualTo(Duration.ofSeconds(7));
            assertThat(warnings).isEmpty();
            assertThat(limits("0", "0", "0", "0")).isEqualTo(Limits.DEFAULT);
            assertThat(warnings).hasSize(3);
            for (String bad : List.of("x", "-1", "", "1s", "1.5", "12345678901")) {
                assertRefused("badly formatted connect timeout value: " + bad, () -> limits(bad, "1", "1"));
                assertRefused("badly formatted read timeout value: " + bad, () -> limits("1", bad, "1"));
                assertRefused("badly formatted write timeout value: " + bad, () -> limits("1", "1", bad));
                assertRefused("badly formatted retry timeout value: " + bad, () -> limits("1", "1", "1", bad));
            }
            assertThat(MemcacheDirectives.TIMEOUTS.fewestWords()).isEqualTo(3);
            assertThat(MemcacheDirectives.TIMEOUTS.mostWords()).isEqualTo(4);
        }

        @Test
        @DisplayName("CACHE-46 replicas and connect failures")
        void areNumbers() throws CacheException {
            assertThat(parse(MemcacheDirectives.REPLICAS, "0")).isZero();
            assertThat(parse(MemcacheDirectives.REPLICAS, "3")).isEqualTo(3);
            assertThat(parse(MemcacheDirectives.CONNECT_FAILURES, "5")).isEqualTo(5);
            for (String bad : List.of("x", "-1", "", "1.5")) {
                assertRefused("bad replica parameter: " + bad, () -> parse(MemcacheDirectives.REPLICAS, bad));
                assertRefused(
                        "bad connect failures parameter: " + bad,
                        () -> parse(MemcacheDirectives.CONNECT_FAILURES, bad));
            }
        }

        @Test
        @DisplayName("CACHE-46 options, in their case")
        void areOptions() throws CacheException {
            assertThat(parse(MemcacheDirectives.OPTIONS, "NoBinaryProtocol", "NoRandomReplicaReads"))
                    .containsExactlyInAnyOrder(Choice.values());
            for (String bad : List.of("nobinaryprotocol", "NOBINARYPROTOCOL", "Other")) {
                assertRefused(
                        ": unknown MemcacheOption '" + bad + "'",
                        () -> parse(MemcacheDirectives.OPTIONS, "NoBinaryProtocol", bad));
            }
        }

        @Test
        @DisplayName("CACHE-46 the log")
        void areTheLog() throws CacheException {
            assertThat(parse(MemcacheDirectives.LOG, "/var/log/memcache.log"))
                    .contains(Path.of("/var/log/memcache.log"));
            assertThat(parse(MemcacheDirectives.LOG, "None")).isEmpty();
            assertRefused("must be an absolute path", () -> parse(MemcacheDirectives.LOG, "memcache.log"));
        }

        @Test
        @DisplayName("CACHE-46 the engine")
        void areTheEngine() throws CacheException {
            assertThat(parse(MemcacheDirectives.ENGINE, "ON")).isTrue();
            assertThat(parse(MemcacheDirectives.ENGINE, "no")).isFalse();
            assertThat(MemcacheDirectives.ENGINE.defaultValue()).isEmpty();
            assertRefused("expected Boolean parameter", () -> parse(MemcacheDirectives.ENGINE, "maybe"));
        }

        @Test
        @DisplayName("CACHE-50 replicas are fewer than servers, and none in text")
        void becomeSettings() throws CacheException {
            var two = CacheSettings.of(Use.STATE).with(MemcacheDirectives.SERVERS, servers("one,two"));

            assertThat(Settings.of(two).replicas()).isZero();
            assertThat(Settings.of(two.with(MemcacheDirectives.REPLICAS, 1)).replicas())
                    .isEqualTo(1);
            assertThat(Settings.of(two.with(MemcacheDirectives.REPLICAS, 7)).replicas())
                    .isEqualTo(1);
            assertThat(Settings.of(two.with(MemcacheDirectives.REPLICAS, 1)
                                    .with(
                                            MemcacheDirectives.OPTIONS,
                                            parse(MemcacheDirectives.OPTIONS, "NoBinaryProtocol")))
                            .replicas())
                    .isZero();
        }
    }

    private List<Place> servers(String... words) throws CacheException {
        return parse(MemcacheDirectives.SERVERS, words);
    }

    private Limits limits(String... words) throws CacheException {
        return parse(MemcacheDirectives.TIMEOUTS, words);
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
