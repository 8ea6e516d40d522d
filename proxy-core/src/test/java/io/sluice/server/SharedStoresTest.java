package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.GatewaySettings;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheProvider;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Deadline;
import io.sluice.cache.Option;
import io.sluice.config.ConfigurationException;
import io.sluice.config.DirectiveReference;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Problem;
import io.sluice.datastore.MemoryPlace;
import io.sluice.datastore.Stores;
import io.sluice.module.CacheModule;
import io.sluice.module.peers.MapStore;
import io.sluice.peers.Ports;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Kinds of shared store in a server: their options in the configuration, their stores in the hands of consumers.
class SharedStoresTest {
    @TempDir
    private Path directory;

    private final MemoryPlace place = new MemoryPlace();
    private RunningServer server;

    @BeforeEach
    void aServerWithAKindOfStore() {
        server = RunningServer.of(directory, new CacheModule(List.of(place)));
    }

    @AfterEach
    void closed() throws Exception {
        server.close();
        assertThat(place.open()).as("open stores").isZero();
    }

    private String refusal(String... lines) {
        var thrown = assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> apply(lines))
                .actual();
        return thrown.problems().stream().map(Problem::text).collect(Collectors.joining("\n"));
    }

    private void apply(String... lines) throws Exception {
        server.apply("Port {port}\nDefaultAddress 127.0.0.1\nSocketBindTight on\n" + String.join("\n", lines));
    }

    @ParameterizedTest
    @DisplayName("CACHE-110 an option of a store is a directive: its places, its words and its parser are heard")
    @CsvSource(
            delimiter = '|',
            value = {
                "MemoryServer nowhere | fatal: MemoryServer: no server 'nowhere'; expected another on line",
                "MemoryServer | fatal: MemoryServer: missing parameters on line",
                "MemoryServer a b | fatal: MemoryServer: wrong number of parameters on line",
                "<Directory />\\nMemoryServer a\\n</Directory> | fatal: MemoryServer: directive not allowed in <Directory> context",
                "OtherServer a | fatal: unknown configuration directive 'OtherServer' on line",
                "RedisServer a | cache-redis",
            })
    void anOptionIsADirective(String lines, String message) {
        assertThat(refusal(lines.replace("\\n", "\n"))).contains(message);
    }

    @Test
    @DisplayName("CACHE-110 an option of a store warns, and is in the reference with its default and its help")
    void anOptionWarnsAndIsDocumented() throws Exception {
        apply("MemoryServer old");

        assertThat(server.warnings()).anyMatch(text -> text.contains("MemoryServer: 'old' will go on line"));
        assertThat(DirectiveReference.markdown(GatewaySettings.table(List.of(new CacheModule(List.of(place))))))
                .contains("`MemoryServer name`", "Where it is.", "here");
    }

    @Test
    @DisplayName("CACHE-110 two kinds of store of one name are refused with the names of both classes")
    void namesAreUnique() {
        var settings = GatewaySettings.builder().store(place).store(new Impostor());

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(settings::build)
                .satisfies(thrown -> assertThat(thrown.problems().getFirst().text())
                        .contains(MemoryPlace.class.getName(), Impostor.class.getName(), "'memory'"));
    }

    @Test
    @DisplayName("CACHE-110 an option with the name of a directive is refused by a sentence")
    void optionsDoNotTakeDirectives() {
        var settings = GatewaySettings.builder().store(new Careless(Option.of("Port", (words, _) -> words.getFirst())));

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(settings::build)
                .satisfies(thrown -> assertThat(thrown.problems().getFirst().text())
                        .isEqualTo("fatal: two modules declare the directive Port"));
    }

    @Test
    @DisplayName("CACHE-110 a parser of an option that breaks is a fault of the line, and not of the whole file")
    void aParserMayBreak() {
        var port = Option.of("CarelessPort", (words, _) -> Integer.valueOf(words.getFirst()));
        var settings = GatewaySettings.builder().store(new Careless(port)).directive("CarelessPort", "high");

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(settings::build)
                .satisfies(thrown -> assertThat(thrown.problems().getFirst().text())
                        .contains("fatal: CarelessPort: ", "NumberFormatException", "\"high\"", "line 1"));
    }

    @ParameterizedTest
    @DisplayName("CACHE-110 CACHE-111 a provider that opens no store is told of, and costs its store and no more")
    @ValueSource(strings = {"NullPointerException", "NoClassDefFoundError", "no store"})
    void aProviderMayBreak(String fault) {
        var stores = new Stores(_ -> {}, _ -> {});

        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> stores.open(new Broken(fault), CacheSettings.Use.STATE, "", DirectiveSet.EMPTY))
                .withMessageContainingAll("no store can be opened by " + Broken.class.getName(), fault)
                .satisfies(thrown -> assertThat(thrown.kind()).isEqualTo(CacheException.Kind.UNAVAILABLE));
    }

    @Test
    @DisplayName("CACHE-110 CACHE-111 a store that breaks when it is prepared or closed is told of")
    void aStoreMayBreakAtItsEnds() throws Exception {
        var told = new ArrayList<String>();
        var stores = new Stores(told::add, _ -> {});

        stores.open(new Broken("ends"), CacheSettings.Use.STATE, "", DirectiveSet.EMPTY)
                .close();

        assertThat(told)
                .satisfiesExactly(
                        line -> assertThat(line).contains("cannot be prepared: ", "not ready"),
                        line -> assertThat(line).contains("cannot be closed: ", "not ready"));
    }

    private record Careless(Option<?> option) implements CacheProvider {
        @Override
        public String name() {
            return "careless";
        }

        @Override
        public List<Option<?>> options() {
            return List.of(option);
        }

        @Override
        public CacheStore open(CacheSettings settings) {
            throw new IllegalStateException("never opened");
        }
    }

    private record Broken(String fault) implements CacheProvider {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        @SuppressWarnings("NullAway") // others' code may be without checks
        public CacheStore open(CacheSettings settings) {
            return switch (fault) {
                case "NullPointerException" -> throw new NullPointerException();
                case "NoClassDefFoundError" -> throw new NoClassDefFoundError("com/example/Client");
                case "ends" ->
                    new MapStore(Set.of()) {
                        @Override
                        public void prepare(Deadline deadline) {
                            throw new IllegalStateException("not ready");
                        }

                        @Override
                        public void close() {
                            throw new IllegalStateException("not ready");
                        }
                    };
                default -> null;
            };
        }
    }

    private static final class Impostor implements CacheProvider {
        @Override
        public String name() {
            return "memory";
        }

        @Override
        public CacheStore open(CacheSettings settings) {
            throw new IllegalStateException("never opened");
        }
    }

    @Test
    @DisplayName("PROXY-CFG-05 a datastore is opened with its options and what stands behind its type")
    void aDatastoreIsOpenedWithItsSettings() throws Exception {
        apply("MemoryServer there", "ProxyDatastore Memory:some/Place 192.0.2.1.");

        assertThat(place.opened()).hasSize(1);
        assertThat(place.opened().getFirst().info()).isEqualTo("some/Place");
        assertThat(place.opened().getFirst().get(MemoryPlace.SERVER)).isEqualTo("there");
        assertThat(place.opened().getFirst().use()).isEqualTo(CacheSettings.Use.STATE);
    }

    @ParameterizedTest
    @DisplayName("PROXY-CFG-05 a datastore that nobody has, or that cannot be where it is said to be, is refused")
    @CsvSource(
            delimiter = '|',
            value = {
                "ProxyDatastore Files | fatal: ProxyDatastore: unsupported ProxyDatastore: files on line",
                "ProxyDatastore Files | ; loaded: memory",
                "ProxyDatastore Redis a. | fatal: ProxyDatastore: datastore 'Redis' needs mod_redis.c",
                "ProxyDatastore memory:bad | fatal: ProxyDatastore: 'bad' is no place on line",
            })
    void badDatastoresAreRefused(String line, String message) {
        assertThat(refusal(line)).contains(message);
    }

    @Test
    @DisplayName("CACHE-112 a datastore that gateways cannot share is refused, one that compares nothing will do")
    void whatADatastoreNeedsIsAskedForAtTheStart() throws Exception {
        assertThat(refusal("ProxyDatastore memory:private"))
                .contains("fatal: ProxyDatastore: datastore 'memory' shows its entries to no other process; "
                        + "expected one that gateways can share on line ");

        apply("ProxyDatastore memory:plain");
        assertThat(server.warnings()).isEmpty();
    }

    @Test
    @DisplayName("CACHE-119 a datastore that this machine does not give is a warning")
    void aDatastoreThatCannotBeIsAWarning() throws Exception {
        apply("ProxyDatastore memory:full");

        assertThat(server.warnings())
                .anyMatch(text -> text.contains("ProxyDatastore: no room on line")
                        && text.contains("backends are chosen from memory"));
    }

    @Test
    @DisplayName("CACHE-116 a store stays open over a reload, and tells each change of its state once")
    void aStoreOutlivesReloads() throws Exception {
        apply("ProxyDatastore memory");
        apply("ProxyDatastore memory", "ServerIdent off");
        assertThat(place.opened()).hasSize(1);

        place.lose();
        server.logs("memory: cache down: UNAVAILABLE: connection refused");
        place.comeBack();
        server.logs("memory: cache up again after 0 s");

        assertThat(server.log().split("cache down", -1)).hasSize(2);
        assertThat(server.log().split("cache up again", -1)).hasSize(2);
    }

    @Test
    void otherSettingsAreAnotherStore() throws Exception {
        apply("ProxyDatastore memory");
        apply("ProxyDatastore memory", "MemoryServer there");

        assertThat(place.opened()).hasSize(2);
        assertThat(place.open()).isOne();
    }

    @Test
    @DisplayName(
            "CACHE-32 what all servers record, one of them does not: its sessions leave no record from the first on")
    void aServerRecordsNothing() throws Exception {
        int other = Ports.free();
        apply(
                "LogFormat f \"%m %v\"",
                "<Global>",
                "MemoryEngine on",
                "MemoryLogOnEvent ALL f",
                "</Global>",
                "<VirtualHost 127.0.0.1>",
                "Port " + other,
                "ServerName quiet",
                "MemoryLogOnEvent none",
                "</VirtualHost>");

        try (var quiet = Client.connect("127.0.0.1", other);
                var client = server.client()) {
            quiet.says("NOOP");
            client.says("NOOP");
        }

        RunningServer.await(
                "the session is recorded",
                () -> place.events().stream().anyMatch(event -> event.contains("disconnecting")));
        assertThat(place.events()).isNotEmpty().first().isEqualTo("f {\"connecting\":true,\"server_name\":\"main\"}");
        assertThat(place.events()).noneMatch(event -> event.contains("quiet"));
    }

    @Test
    @DisplayName("CACHE-32 none in <Directory /> ends the records of its directive from the first on; a directory that"
            + " only its server knows has no effect, which is said")
    void directories() throws Exception {
        apply(
                "LogFormat f \"%m\"",
                "MemoryEngine on",
                "MemoryLogOnEvent ALL f",
                "MemoryLogOnCommand NOOP f",
                "<Directory />",
                "MemoryLogOnEvent none",
                "MemoryLogOnCommand SYST f root",
                "</Directory>",
                "<Directory /pub>",
                "MemoryLogOnCommand none",
                "</Directory>",
                "<Directory ~/pub>",
                "MemoryLogOnCommand none",
                "</Directory>");
        assertThat(server.warnings())
                .filteredOn(text -> text.contains("MemoryLog"))
                .singleElement()
                .asString()
                .contains("warning: MemoryLogOnCommand: has no effect in <Directory ~/pub>, of which only the machine"
                        + " with the files knows what it is, on line ");

        try (var client = server.client()) {
            client.says("NOOP");
            client.says("SYST");
        }

        RunningServer.await("the commands are recorded", () -> place.events().size() == 2);
        assertThat(place.events()).containsExactly("f {\"command\":\"NOOP\"}", "root {\"command\":\"SYST\"}");
    }

    @Test
    @DisplayName("CACHE-13 each server records in the store of its own settings; equal ones share one")
    void eachServerHasItsOwn() throws Exception {
        var lines = List.of("LogFormat f \"%m\"", "MemoryEngine on", "MemoryServer here", "MemoryLogOnCommand ALL f");
        apply(
                String.join("\n", lines),
                "ProxyDatastore memory",
                "<VirtualHost 127.0.0.1>",
                "Port " + Ports.free(),
                "MemoryEngine on",
                "MemoryServer there",
                "MemoryLogOnCommand NOOP f",
                "</VirtualHost>",
                "<VirtualHost 127.0.0.1>",
                "Port " + Ports.free(),
                "MemoryEngine on",
                "MemoryServer there",
                "MemoryLogOnCommand none",
                "MemoryLogOnEvent READ f key",
                "</VirtualHost>");

        assertThat(place.opened())
                .extracting(settings -> settings.get(MemoryPlace.SERVER))
                .containsExactlyInAnyOrder("here", "there");
    }

    @ParameterizedTest
    @DisplayName("CACHE-33 what is wrong with a rule is said with its place")
    @CsvSource(
            delimiter = '|',
            value = {
                "MemoryLogOnCommand ALL g | fatal: MemoryLogOnCommand: no LogFormat 'g' configured on line",
                "MemoryLogOnCommand ALL | fatal: MemoryLogOnCommand: wrong number of parameters; expected 'none'",
                "MemoryLogOnEvent ALL default %{x | fatal: MemoryLogOnEvent: error parsing Memory key '%{x'",
                "MemoryLogFormatExtra default [] | fatal: MemoryLogFormatExtra: error parsing '[]' as JSON object: invalid JSON on line",
            })
    void badRules(String line, String message) {
        assertThat(refusal("MemoryEngine on", line)).contains(message);
    }
}
