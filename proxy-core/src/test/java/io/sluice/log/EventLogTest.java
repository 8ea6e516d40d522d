package io.sluice.log;

import static io.sluice.log.LogFixtures.ORIGIN;
import static io.sluice.log.Outcomes.done;
import static io.sluice.log.Outcomes.renamed;
import static io.sluice.log.Outcomes.transfer;
import static io.sluice.log.Outcomes.transferred;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cache.CacheEventLog;
import io.sluice.cache.CacheException;
import io.sluice.cache.EventLogExtra;
import io.sluice.cache.EventLogOptions;
import io.sluice.cache.EventLogRule;
import io.sluice.cache.Option;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.config.LanguageSections;
import io.sluice.config.Problem;
import io.sluice.config.Section;
import io.sluice.log.LogFixtures.Config;
import io.sluice.module.CommandOutcome;
import io.sluice.module.CommandOutcome.Direction;
import io.sluice.module.CommandOutcome.Status;
import io.sluice.module.EndReason;
import io.sluice.module.SessionFilter;
import io.sluice.module.StoreDirective;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Events as records in a store, whose directives are those of Redis.
class EventLogTest {
    private static final Option<Boolean> ENGINE =
            Option.of("RedisEngine", (words, _) -> words.getFirst().equals("on"));
    private static final Option<EventLogRule> ON_COMMAND = rule("RedisLogOnCommand");
    private static final Option<EventLogRule> ON_EVENT = rule("RedisLogOnEvent");
    private static final Option<EventLogExtra> EXTRA = Option.of(
                    "RedisLogFormatExtra", (words, _) -> new EventLogExtra(words.get(0), words.get(1)))
            .takes(2, 2)
            .occurs(Option.Occurrence.ACCUMULATES);

    private static Option<EventLogRule> rule(String name) {
        return Option.of(name, (words, _) -> EventLogRule.parse(words)).occurs(Option.Occurrence.ACCUMULATES);
    }

    private final List<String> pushed = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final LogFiles files = new LogFiles();
    private final Logging logging =
            new Logging(ORIGIN, files, SystemLog.on((_, line, _) -> said.add(line), ORIGIN, files));
    private final ScriptedSession session = new ScriptedSession();
    private Config config = new Config().with(StoreDirective.of(ENGINE), "on");
    private int open;

    @AfterEach
    void close() {
        files.close();
        assertThat(open).as("open stores").isZero();
    }

    private final class Keeper implements EventKeeper {
        @Override
        public EventLogOptions options() {
            return new EventLogOptions(ENGINE, ON_COMMAND, ON_EVENT, EXTRA);
        }

        @Override
        public List<Directive<?>> directives() {
            return options().rules().stream()
                    .<Directive<?>>map(StoreDirective::of)
                    .toList();
        }

        @Override
        public Kept open(DirectiveSet server) throws CacheException {
            open++;
            CacheEventLog log = (key, event) -> pushed.add(new String(key, UTF_8) + " " + new String(event, UTF_8));
            return new Kept(log, () -> open--);
        }
    }

    private EventLogTest format(String name, String text) {
        config.with(LogDirectives.LOG_FORMAT, name, text);
        return this;
    }

    private EventLogTest onCommand(String... words) {
        config.with(StoreDirective.of(ON_COMMAND), (Object[]) words);
        return this;
    }

    private EventLogTest onEvent(String... words) {
        config.with(StoreDirective.of(ON_EVENT), (Object[]) words);
        return this;
    }

    private EventLogTest extra(String... words) {
        config.with(StoreDirective.of(EXTRA), (Object[]) words);
        return this;
    }

    /// Everything that a session does, from its beginning to its end.
    private List<String> records(CommandOutcome... outcomes) {
        var server = config.directives();
        try (var logs = LogFilters.of(server, server, logging, List.of(new Keeper()))) {
            logs.problems().stream().map(Problem::text).forEach(problems::add);
            for (SessionFilter filter : logs.filters()) {
                filter.connected(session);
                for (var outcome : outcomes) {
                    filter.finished(session, outcome);
                }
                filter.ended(session, EndReason.of(EndReason.Kind.QUIT));
            }
        }
        return pushed;
    }

    private String record(String format, CommandOutcome outcome) {
        format("f", format).onCommand("ALL", "f");
        return records(outcome).getFirst().substring("f ".length());
    }

    @Nested
    class Commands {
        @Test
        @DisplayName("CACHE-30 a list of commands in any case, successes and failures alike")
        void aList() {
            format("f", "%m %s").onCommand("pass,Retr", "f");

            assertThat(records(
                            done("USER bob", "331 Password"),
                            done("PASS x", "530 No"),
                            done("PASS x", "230 Yes"),
                            done("RETR a", "550 No such file")))
                    .containsExactly(
                            "f {\"command\":\"PASS\",\"response_code\":530}",
                            "f {\"command\":\"PASS\",\"response_code\":230}",
                            "f {\"command\":\"RETR\",\"response_code\":550}");
        }

        @Test
        @DisplayName("CACHE-30 ALL is every command, also one that nobody knows, and neither end of the session")
        void all() {
            format("f", "%m").onCommand("all", "f");

            assertThat(records(done("USER bob", "331 x"), done("XYZZY", "500 x")))
                    .containsExactly("f {\"command\":\"USER\"}", "f {\"command\":\"XYZZY\"}");
        }

        @Test
        @DisplayName("CACHE-30 an unknown command is a warning, the others count")
        void anUnknownOne() {
            format("f", "%m").onCommand("NOOP,FLY", "f");

            assertThat(records(done("NOOP", "200 x"))).hasSize(1);
            assertThat(problems)
                    .containsExactly("warning: RedisLogOnCommand: ignoring unknown command 'FLY' on line 7 of"
                            + " 'sluice.conf'");
        }
    }

    @Nested
    class Events {
        private List<String> commands(String events) {
            format("f", "%m").onEvent(events, "f");
            return records(
                            done("USER bob", "331 x"),
                            done("AUTH TLS", "234 x"),
                            done("PWD", "257 x"),
                            done("RETR a", "226 x"),
                            done("STOR a", "226 x"),
                            done("NOOP", "200 x"))
                    .stream()
                    .map(line -> line.replaceAll("f \\{(.*)}", "$1").replaceAll("\"command\":|:true|\"", ""))
                    .toList();
        }

        @ParameterizedTest
        @DisplayName("CACHE-31 each class, ALL with both ends of the session, exclusions, and commands")
        @CsvSource(
                delimiter = '|',
                value = {
                    "ALL | connecting USER AUTH PWD RETR STOR NOOP disconnecting,EXIT",
                    "NONE | ''",
                    "AUTH | USER",
                    "auth | USER",
                    "INFO | PWD",
                    "DIRS | PWD",
                    "READ | RETR",
                    "WRITE | STOR",
                    "MISC | NOOP",
                    "SEC | AUTH",
                    "CONNECT | connecting",
                    "DISCONNECT | disconnecting,EXIT",
                    "READ,WRITE | RETR STOR",
                    "ALL,!AUTH | connecting AUTH PWD RETR STOR NOOP disconnecting,EXIT",
                    "!AUTH | connecting AUTH PWD RETR STOR NOOP disconnecting,EXIT",
                    "!AUTH,!CONNECT | AUTH PWD RETR STOR NOOP disconnecting,EXIT",
                    "ALL,!NOOP,!DISCONNECT | connecting USER AUTH PWD RETR STOR",
                    "NOOP,retr | RETR NOOP",
                    "ALL,NONE | ''",
                    "SSH,SFTP | ''",
                })
        void classes(String events, String recorded) {
            assertThat(String.join(" ", commands(events))).isEqualTo(recorded);
            assertThat(problems).isEmpty();
        }

        @Test
        @DisplayName("CACHE-31 an unknown word is a warning, the others count")
        void anUnknownOne() {
            assertThat(commands("READ,PLAY")).containsExactly("RETR");
            assertThat(problems).singleElement().asString().contains("RedisLogOnEvent: ignoring unknown event 'PLAY'");
        }

        @Test
        @DisplayName(
                "CACHE-38 the ends of a session are the first members of their records, with the reason of the end")
        void bothEnds() {
            format("f", "%m %E %a").onEvent("CONNECT,DISCONNECT", "f");

            assertThat(records())
                    .containsExactly(
                            "f {\"connecting\":true,\"remote_ip\":\"192.0.2.7\"}",
                            "f {\"disconnecting\":true,\"command\":\"EXIT\",\"session_end_reason\":\"Quit\","
                                    + "\"remote_ip\":\"192.0.2.7\"}");
        }
    }

    @Nested
    class Configuration {
        @Test
        @DisplayName("CACHE-32 none ends the records of its directive, and not those of the other")
        void none() {
            format("f", "%m").onCommand("ALL", "f").onCommand("NONE").onEvent("NOOP", "f");

            assertThat(records(done("USER bob", "331 x"), done("NOOP", "200 x")))
                    .containsExactly("f {\"command\":\"NOOP\"}");
        }

        @Test
        @DisplayName("CACHE-32 what a server says takes the place of what is said for all, none before login too")
        void noneInAServer() {
            var global = new Config()
                    .with(StoreDirective.of(ENGINE), "on")
                    .with(LogDirectives.LOG_FORMAT, "f", "%m")
                    .with(StoreDirective.of(ON_COMMAND), "ALL", "f")
                    .directives();
            config = new Config().with(StoreDirective.of(ON_COMMAND), "none");
            var server = global.without(StoreDirective.of(ON_COMMAND)).overlaidBy(config.directives());
            config = new Config();

            try (var logs = LogFilters.of(server, global, logging, List.of(new Keeper()))) {
                assertThat(logs.filters()).isEmpty();
            }
        }

        @Test
        @DisplayName("CACHE-32 none in a directory holds while the session is there or below, as replies have told it")
        void noneInADirectory() {
            format("f", "%m").onCommand("NOOP", "f").onEvent("PWD,NOOP", "f", "events");
            in(LanguageSections.DIRECTORY, "/pub/*", () -> onCommand("none"));

            assertThat(inDirectories("NOOP", null, "/", "/pub", "/public", "/pub/sub/deep", "/pub/../etc"))
                    .containsExactly("f events", "f events", "events", "f events", "events", "f events");
        }

        @Test
        @DisplayName("CACHE-32 a directory further in records again, and adds to what is recorded further out")
        void directoriesInDirectories() {
            format("f", "%m").onCommand("NOOP", "f");
            in(LanguageSections.DIRECTORY, "/pub/in", () -> onCommand("NOOP", "f", "in"));
            in(LanguageSections.DIRECTORY, "/pub", () -> onCommand("none"));
            in(LanguageSections.DIRECTORY, "/more", () -> onCommand("NOOP", "f", "more"));

            assertThat(inDirectories("NOOP", "/", "/pub", "/pub/in", "/more")).containsExactly("f", "", "in", "f more");
        }

        @Test
        @DisplayName("CACHE-32 none in <Anonymous> holds for anonymous users once they are logged in")
        void noneForAnonymousUsers() {
            format("f", "%m").onCommand("NOOP", "f").onEvent("NOOP", "f", "events");
            in(LanguageSections.ANONYMOUS, "~ftp", () -> {
                onCommand("none");
                in(LanguageSections.DIRECTORY, "/in", () -> onEvent("none"));
            });
            session.requestedUser = Optional.of("anonymous");

            assertThat(inDirectories("NOOP", null, "/in")).containsExactly("f events", "f events");
            session.user = Optional.of("anonymous");
            assertThat(inDirectories("NOOP", null, "/in")).containsExactly("events", "");
            session.user = Optional.of("bob");
            assertThat(inDirectories("NOOP", null, "/in")).containsExactly("f events", "f events");
        }

        @Test
        @DisplayName("CACHE-40 what a directory adds to records is added there")
        void extraInADirectory() {
            format("f", "%m").onCommand("NOOP", "f");
            in(LanguageSections.DIRECTORY, "/pub", () -> extra("f", "{\"where\":\"pub\"}"));

            inDirectories("NOOP", "/", "/pub");

            assertThat(pushed)
                    .containsExactly("f {\"command\":\"NOOP\"}", "f {\"command\":\"NOOP\",\"where\":\"pub\"}");
        }

        private void in(Section<LanguageSections.OfPath> section, String path, Runnable contents) {
            var outer = config;
            config = new Config();
            contents.run();
            outer.with(section, new LanguageSections.OfPath(path, config.directives()));
            config = outer;
        }

        /// The lists that get a record of the command in each directory.
        private List<String> inDirectories(String command, String... directories) {
            pushed.clear();
            var lists = new ArrayList<String>();
            var server = config.directives();
            try (var logs = LogFilters.of(server, server, logging, List.of(new Keeper()))) {
                assertThat(logs.problems()).isEmpty();
                for (var directory : directories) {
                    session.directory = Optional.ofNullable(directory);
                    int before = pushed.size();
                    logs.filters().forEach(filter -> filter.finished(session, done(command, "200 x")));
                    lists.add(pushed.subList(before, pushed.size()).stream()
                            .map(line -> line.split(" ")[0])
                            .collect(Collectors.joining(" ")));
                }
            }
            return lists;
        }

        @ParameterizedTest
        @DisplayName("CACHE-33 what is wrong with a directive is said with its place")
        @CsvSource(
                delimiter = '|',
                value = {
                    "ALL|g||no LogFormat 'g' configured",
                    "ALL|f|%{oops|error parsing Redis key '%{oops': Invalid argument",
                    "ALL|f|k%|error parsing Redis key 'k%': Invalid argument",
                    "'NOOP,,QUIT'|f||unable to use commands 'NOOP,,QUIT': Invalid argument",
                })
        void badDirectives(String commands, String format, String key, String message) {
            format("f", "%m");
            if (key == null) {
                onCommand(commands, format);
            } else {
                onCommand(commands, format, key);
            }

            records();

            assertThat(problems)
                    .containsExactly("fatal: RedisLogOnCommand: " + message + " on line 7 of 'sluice.conf'");
        }

        @Test
        @DisplayName("CACHE-33 the list of events has its own words")
        void badEvents() {
            format("f", "%m").onEvent("", "f");

            records();

            assertThat(problems).singleElement().asString().contains("unable to use events '': Invalid argument");
        }

        @Test
        @DisplayName("CACHE-11 nothing is recorded where the engine is not on, and a warning says so")
        void withoutEngine() {
            config = new Config();
            format("f", "%m").onCommand("ALL", "f");

            assertThat(records(done("NOOP", "200 x"))).isEmpty();
            assertThat(problems)
                    .containsExactly("warning: RedisLogOnCommand: nothing is recorded, RedisEngine is not on, on line 7"
                            + " of 'sluice.conf'");
        }

        @Test
        @DisplayName("CACHE-26 no store is opened where nothing is to be recorded")
        void withoutRules() {
            format("f", "%m");

            assertThat(records(done("NOOP", "200 x"))).isEmpty();
            assertThat(problems).isEmpty();
        }
    }

    @Nested
    class Keys {
        private String key(String text) {
            format("f", "%m").onCommand("PASS", "f", text);
            var line = records(done("PASS x", "230 x")).getFirst();
            return line.substring(0, line.lastIndexOf(" {"));
        }

        @Test
        @DisplayName("CACHE-34 the key is the name of the format, or a text with variables, or literal text")
        void variables() {
            session.user = Optional.of("alice");

            assertThat(key("k:%u:%m")).isEqualTo("k:alice:PASS");
        }

        @Test
        @DisplayName("CACHE-34 a variable without a value is empty, control characters stay, and per cent is per cent")
        void emptyVariables() {
            session.requestedUser = Optional.of("a\tb");

            assertThat(key("k:%u:%{note:x}:%U:100%%")).isEqualTo("k:::a\tb:100%");
        }

        @Test
        @DisplayName("CACHE-34 bytes of the client are bytes of the key")
        void bytes() {
            session.user = Optional.of("\u00c3\u00a9");

            assertThat(key("ü%u")).isEqualTo("üé");
        }

        @Test
        @DisplayName("CACHE-34 a key of 1,023 bytes is used; a longer one is told once, and the format's name is used")
        void overlong() {
            session.user = Optional.of("u".repeat(1022));
            assertThat(key("k%u")).hasSize(1023);
            pushed.clear();
            session.user = Optional.of("u".repeat(1023));
            config = new Config().with(StoreDirective.of(ENGINE), "on");
            format("f", "%m").onCommand("PASS", "f", "k%u");

            records(done("PASS x", "230 x"), done("PASS x", "230 x"));

            assertThat(pushed).allMatch(line -> line.startsWith("f {")).hasSize(2);
            assertThat(said)
                    .filteredOn(line -> line.contains("error resolving Redis key format"))
                    .singleElement()
                    .asString()
                    .contains("1024 bytes of key 'k%u', expected at most 1023; 'f' is used");
        }

        @Test
        @DisplayName("CACHE-34 a key that is empty for an event is the name of the format")
        void empty() {
            assertThat(key("%u")).isEqualTo("f");
        }
    }

    @Nested
    class Records {
        @Test
        @DisplayName("CACHE-35 members of the session, with their types")
        void ofTheSession() {
            session.user = Optional.of("bob");
            session.requestedUser = Optional.of("bob@a");
            session.group = Optional.of("staff");
            session.clientClass = Optional.of("office");
            session.directory = Optional.of("/pub");
            session.identity = Optional.of(Optional.of("rob"));
            session.notes.put("UNIQUE_ID", "abc");
            session.environment.put("TLS_CIPHER", "AES");

            assertThat(record(
                            "%a %c %g %H %h %I %L %l %O %P %p %{protocol} %{remote-port} %U %u %V %v %{version}"
                                    + " %{note:UNIQUE_ID} %{TLS_CIPHER}e %{env:TLS_CIPHER} %{var:anything} %d",
                            done("NOOP", "200 x")))
                    .isEqualTo("{\"remote_ip\":\"192.0.2.7\",\"connection_class\":\"office\",\"group\":\"staff\","
                            + "\"server_ip\":\"198.51.100.1\",\"remote_dns\":\"client.example\","
                            + "\"session_bytes_rcvd\":100,\"local_ip\":\"198.51.100.1\",\"identd_user\":\"rob\","
                            + "\"session_bytes_sent\":200,\"pid\":4711,\"local_port\":2121,\"protocol\":\"ftp\","
                            + "\"remote_port\":50123,\"original_user\":\"bob@a\",\"user\":\"bob\","
                            + "\"server_dns\":\"198.51.100.1\",\"server_name\":\"Example FTP\","
                            + "\"server_version\":\"0.1.0\",\"NOTE:UNIQUE_ID\":\"abc\",\"ENV:TLS_CIPHER\":\"AES\","
                            + "\"dir_name\":\"pub\"}");
        }

        @Test
        @DisplayName("CACHE-35 members of a transfer, with their types")
        void ofATransfer() {
            session.directory = Optional.of("/pub");

            assertThat(record(
                            "%b %{basename} %F %f %{file-modified} %{file-offset} %{file-size} %J %m %R %r %S %s %T"
                                    + " %{transfer-failure} %{transfer-millisecs} %{transfer-port} %{transfer-speed}"
                                    + " %{transfer-status} %{transfer-type}",
                            transferred("RETR a b.txt", transfer(Direction.DOWNLOAD, Status.SUCCESS), "226 Done")))
                    .isEqualTo("{\"bytes_sent\":2048,\"basename\":\"a b.txt\",\"transfer_path\":\"a b.txt\","
                            + "\"file\":\"/pub/a b.txt\",\"file_modified\":false,\"file_offset\":100,"
                            + "\"file_size\":2148,\"command_params\":\"a b.txt\",\"command\":\"RETR\","
                            + "\"response_millis\":12,\"raw_command\":\"RETR a b.txt\",\"response_msg\":\"Done\","
                            + "\"response_code\":226,\"transfer_secs\":1.500,\"transfer_millis\":1500,"
                            + "\"transfer_port\":4000,\"transfer_speed\":\"1.33KB/s\","
                            + "\"transfer_status\":\"success\",\"transfer_type\":\"binary\"}");
        }

        @Test
        @DisplayName("CACHE-35 times are numbers where they count, and texts where people read them")
        void times() {
            assertThat(record(
                            "%{epoch} %{iso8601} %{microsecs} %{millisecs} %t %{%Y}t %{time:%H}",
                            done("NOOP", "200 x")))
                    .isEqualTo("{\"epoch\":1795229179,\"timestamp\":\"2026-11-21 03:46:19,042\",\"microsecs\":42000,"
                            + "\"millisecs\":42,\"local_time\":\"2026-11-21 03:46:19 +0100\",\"%Y\":\"2026\","
                            + "\"%H\":\"03\"}");
        }

        @Test
        @DisplayName("CACHE-35 directories, renaming, the reason of a failure, numeric ids")
        void others() {
            session.directory = Optional.of("/pub");

            assertThat(record("%D %d", done("MKD sub", "257 x")))
                    .isEqualTo("{\"dir_path\":\"/pub/sub\",\"dir_name\":\"sub\"}");
            pushed.clear();
            config = new Config().with(StoreDirective.of(ENGINE), "on");
            assertThat(record("%w %{uid} %{gid}", renamed("a", "RNTO b", "250 x")))
                    .matches("\\{\"rename_from\":\"a\",\"uid\":\\d+,\"gid\":\\d+}");
        }

        @Test
        @DisplayName("CACHE-35 the password of an anonymous login, and why a transfer failed")
        void ofFailuresAndAnonymousLogins() {
            session.anonymousPassword = Optional.of("joe@example.com");

            assertThat(record(
                            "%A %{transfer-failure} %{transfer-status} %{uid} %{gid}",
                            transferred(
                                    "RETR a",
                                    transfer(Direction.DOWNLOAD, Status.FAILED, "Broken pipe"),
                                    "426 Broken")))
                    .matches("\\{\"anon_password\":\"joe@example.com\",\"transfer_failure\":\"Broken pipe\","
                            + "\"transfer_status\":\"failed\",\"uid\":\\d+,\"gid\":\\d+}");
        }

        @Test
        @DisplayName("CACHE-36 what is missing is left out, literal text is ignored, a variable counts once")
        void whatIsMissing() {
            assertThat(record("user=%u anon=%A ident=%l note=%{note:x} m=%m \"%m\" %c %J", done("PWD", "257 x")))
                    .isEqualTo("{\"command\":\"PWD\"}");
        }

        @Test
        @DisplayName("CACHE-36 a record without members is not written")
        void nothingToSay() {
            format("f", "%u").onCommand("ALL", "f");

            assertThat(records(done("NOOP", "200 x"))).isEmpty();
        }

        @Test
        @DisplayName("CACHE-37 commands come before events, each in the order of the configuration")
        void order() {
            format("a", "%m")
                    .format("b", "%s")
                    .onEvent("NOOP", "b")
                    .onCommand("NOOP", "a")
                    .onCommand("NOOP", "b");

            assertThat(records(done("NOOP", "200 x")))
                    .containsExactly(
                            "a {\"command\":\"NOOP\"}", "b {\"response_code\":200}", "b {\"response_code\":200}");
        }

        @ParameterizedTest
        @DisplayName("CACHE-39 what a secret command says is hidden")
        @CsvSource({"PASS", "ACCT", "ADAT"})
        void secrets(String verb) {
            assertThat(record("%r %J", done(verb + " topsecret", "230 x")))
                    .isEqualTo("{\"raw_command\":\"" + verb + " (hidden)\",\"command_params\":\"(hidden)\"}");
        }

        @Test
        @DisplayName("CACHE-36 quotes, control characters and broken UTF-8 stay inside their text")
        void strangeText() {
            assertThat(record("%J", done("CWD a\"b\\\t\u00c3\u00a9\u00ff", "250 x")))
                    .isEqualTo("{\"command_params\":\"a\\\"b\\\\\\té\ufffd\"}");
        }
    }

    @Nested
    class Extra {
        @Test
        @DisplayName("CACHE-40 members are added after those of the format, texts with their variables")
        void merged() {
            session.user = Optional.of("bob");
            format("f", "%m")
                    .format("g", "%m")
                    .onCommand("ALL", "f")
                    .onEvent("NOOP", "g")
                    .extra(
                            "f",
                            "{\"site\":\"s-%u-%{note:x}-é\",\"n\":1.50,\"t\":true,\"z\":null,\"o\":{\"a\":[1,\"%u\"]}}");

            assertThat(records(done("NOOP", "200 x")))
                    .containsExactly(
                            "f {\"command\":\"NOOP\",\"site\":\"s-bob--é\",\"n\":1.50,\"t\":true,\"z\":null,"
                                    + "\"o\":{\"a\":[1,\"%u\"]}}",
                            "g {\"command\":\"NOOP\"}");
        }

        @Test
        @DisplayName("CACHE-40 a name that is there is kept, of two directives the first brings it")
        void namesThatAreThere() {
            format("f", "%m %u")
                    .onCommand("ALL", "f")
                    .extra("f", "{\"command\":\"x\",\"user\":\"nobody\",\"a\":1,\"a\":2}")
                    .extra("f", "{\"a\":3,\"b\":4}");

            assertThat(records(done("NOOP", "200 x")))
                    .containsExactly("f {\"command\":\"NOOP\",\"user\":\"nobody\",\"a\":1,\"b\":4}");
        }

        @Test
        @DisplayName("CACHE-40 a text that becomes too long stays as it is written")
        void tooLong() {
            session.user = Optional.of("u".repeat(1024));
            format("f", "%m").onCommand("ALL", "f").extra("f", "{\"a\":\"%u\"}");

            assertThat(records(done("NOOP", "200 x"))).containsExactly("f {\"command\":\"NOOP\",\"a\":\"%u\"}");
        }

        @ParameterizedTest
        @DisplayName("CACHE-40 an unknown format and what is no JSON object are errors")
        @CsvSource(
                delimiter = '|',
                value = {
                    "g|{}|no LogFormat 'g' configured",
                    "f|[1]|error parsing '[1]' as JSON object: invalid JSON",
                    "f|{a}|error parsing '{a}' as JSON object: invalid JSON",
                    "f|{\"a\":1} x|error parsing '{\"a\":1} x' as JSON object: invalid JSON",
                    "f|{\"a\":|error parsing '{\"a\":' as JSON object: invalid JSON",
                })
        void bad(String format, String object, String message) {
            format("f", "%m").extra(format, object);

            records();

            assertThat(problems)
                    .containsExactly("fatal: RedisLogFormatExtra: " + message + " on line 7 of 'sluice.conf'");
        }
    }
}
