package io.sluice.log;

import static io.sluice.log.LogFixtures.ORIGIN;
import static io.sluice.log.LogFixtures.lines;
import static io.sluice.log.LogFixtures.parse;
import static io.sluice.log.Outcomes.done;
import static io.sluice.log.Outcomes.transfer;
import static io.sluice.log.Outcomes.transferred;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.Position;
import io.sluice.ftp.Command;
import io.sluice.log.LogFixtures.Config;
import io.sluice.module.CommandOutcome;
import io.sluice.module.CommandOutcome.Direction;
import io.sluice.module.CommandOutcome.Status;
import io.sluice.module.EndReason;
import io.sluice.module.Refusal;
import io.sluice.module.SessionFilter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JsonLogTest {
    private static final String HEAD = "\"ts\":\"2026-11-21T02:46:19.042Z\",\"session_id\":\"4711-123\","
            + "\"server_name\":\"Example FTP\",\"local_ip\":\"198.51.100.1\",\"local_port\":21,"
            + "\"remote_ip\":\"192.0.2.7\",\"remote_port\":50123,\"remote_dns\":\"client.example\",";

    @TempDir
    Path directory;

    private final LogFiles files = new LogFiles();
    private final Logging logging = new Logging(ORIGIN, files, SystemLog.on((_, _, _) -> {}, ORIGIN, files));
    private final ScriptedSession session = new ScriptedSession();
    private Path file = Path.of("/");

    @BeforeEach
    void name() {
        file = directory.resolve("log.json");
    }

    @AfterEach
    void close() {
        files.close();
    }

    private List<String> logged(Config config, Consumer<SessionFilter> events) {
        var server = config.directives();
        try (var logs = LogFilters.of(server, server, logging)) {
            logs.filters().forEach(events);
        }
        return lines(file);
    }

    private List<String> logged(String kind, Consumer<SessionFilter> events) {
        return logged(new Config().with(LogDirectives.JSON_LOG, file, kind), events);
    }

    @Test
    @DisplayName("LOG-36 a session record has every key, absent values are null")
    void aBareSession() {
        assertThat(logged("session", filter -> {
                    filter.finished(session, done("USER bob", "331 Password"));
                    filter.finished(session, done("PASS secret", "530 Login incorrect."));
                    filter.ended(session, EndReason.of(EndReason.Kind.TIMEOUT, "TimeoutLogin"));
                }))
                .containsExactly("{\"v\":1,\"kind\":\"session\"," + HEAD
                        + "\"connection_class\":null,\"user\":null,\"orig_user\":null,\"group\":null,"
                        + "\"protocol\":\"ftp\",\"tls\":null,\"role\":null,\"policy\":null,\"backend\":null,"
                        + "\"started\":\"2026-11-21T02:46:14.042Z\",\"ended\":\"2026-11-21T02:46:19.042Z\","
                        + "\"duration_ms\":5000,\"end_reason\":\"Timeout exceeded: TimeoutLogin\",\"refused_by\":null,"
                        + "\"session_bytes_rcvd\":100,\"session_bytes_sent\":200,\"uploads\":0,\"downloads\":0,"
                        + "\"listings\":0,\"failed_logins\":1,\"commands\":2,\"notes\":{},\"env\":{}}");
    }

    @Test
    @DisplayName("LOG-36 a session record shows TLS, backend and the notes asked for")
    void aFullSession() {
        session.environment.put("TLS_PROTOCOL", "TLSv1.3");
        session.environment.put("TLS_CIPHER", "TLS_AES_128_GCM_SHA256");
        session.notes.put("mod_proxy.backend-url", "ftp://u:p@a.example:21");
        session.notes.put("mod_proxy.backend-ip", "203.0.113.5");
        session.notes.put("mod_proxy.backend-port", "21");
        session.notes.put("mod_proxy.role", "reverse");
        session.notes.put("UNIQUE_ID", "abc");

        assertThat(logged(
                        new Config()
                                .with(LogDirectives.JSON_LOG, file)
                                .with(LogDirectives.JSON_LOG_NOTES, "UNIQUE_ID", "absent"),
                        filter -> filter.ended(session, EndReason.of(EndReason.Kind.QUIT))))
                .singleElement()
                .asString()
                .contains("\"tls\":{\"version\":\"TLSv1.3\",\"cipher\":\"TLS_AES_128_GCM_SHA256\",\"sni\":null,"
                        + "\"resumed\":null,\"client_cn\":null}")
                .contains("\"backend\":{\"url\":\"ftp://u:***@a.example:21\",\"ip\":\"203.0.113.5\",\"port\":21,"
                        + "\"tls\":null,\"connect_ms\":null,\"attempts\":null}")
                .contains("\"notes\":{\"UNIQUE_ID\":\"abc\",\"absent\":null}");
    }

    @ParameterizedTest
    @EnumSource(EndReason.Kind.class)
    @DisplayName("LOG-37 every end has its record")
    void ends(EndReason.Kind kind) {
        assertThat(logged("session", filter -> filter.ended(session, EndReason.of(kind))))
                .singleElement()
                .asString()
                .contains("\"end_reason\":\"" + kind.text() + "\"");
    }

    @Test
    @DisplayName("LOG-38 a transfer record names file, sizes, and both data connections")
    void aTransfer() {
        assertThat(logged("transfer", filter -> {
                    filter.finished(session, done("RETR no", "550 No"));
                    filter.finished(
                            session,
                            transferred("RETR a", transfer(Direction.DOWNLOAD, Status.FAILED, "reset"), "426 Failed"));
                }))
                .singleElement()
                .asString()
                .endsWith("\"started\":\"2026-11-21T02:46:17.542Z\","
                        + "\"ended\":\"2026-11-21T02:46:19.042Z\",\"command\":\"RETR\",\"params\":\"a\","
                        + "\"response_code\":426,\"response_msg\":\"Failed\",\"response_millis\":12,"
                        + "\"file\":\"a\",\"file_b64\":null,\"transfer_type\":\"binary\",\"direction\":\"download\","
                        + "\"offset\":100,\"bytes\":2048,\"transfer_millis\":1500,\"transfer_status\":\"failed\","
                        + "\"transfer_failure\":\"reset\","
                        + "\"data_mode\":{\"frontend\":\"passive\",\"backend\":\"active\"},"
                        + "\"data_protection\":{\"frontend\":\"P\",\"backend\":\"C\"},\"notes\":{},\"env\":{}}");
    }

    @Test
    @DisplayName("LOG-38 LOG-41 listings have records too, and sessions count what they did")
    void listingsAndCounts() {
        var records = logged(new Config().with(LogDirectives.JSON_LOG, file), filter -> {
            filter.finished(session, transferred("LIST", transfer(Direction.LISTING, Status.SUCCESS), "226 Done"));
            filter.finished(session, transferred("STOR a", transfer(Direction.UPLOAD, Status.SUCCESS), "226 Done"));
            filter.ended(session, EndReason.of(EndReason.Kind.QUIT));
        });

        assertThat(records).hasSize(3);
        assertThat(records.get(0)).contains("\"direction\":\"listing\"", "\"file\":null");
        assertThat(records.get(2)).contains("\"uploads\":1,\"downloads\":0,\"listings\":1", "\"commands\":2");
    }

    @Test
    @DisplayName("LOG-39 refused_by names rule, file, line and module")
    void refusals() {
        var refusal = new Refusal("<Limit STOR> DenyAll", Optional.of(new Position("sluice.conf", 12)), "mod_auth.c");
        session.refusedBy = Optional.of(refusal);
        var refused = new CommandOutcome(
                Command.of("STOR", "a"),
                Optional.empty(),
                LogFixtures.NOW,
                Outcomes.TOOK,
                Optional.empty(),
                Optional.empty(),
                Optional.of(refusal));

        assertThat(logged(new Config().with(LogDirectives.JSON_LOG, file, "session", "command"), filter -> {
                    filter.finished(session, refused);
                    filter.ended(session, EndReason.of(EndReason.Kind.POLICY));
                }))
                .hasSize(2)
                .allMatch(line -> line.contains("\"refused_by\":{\"rule\":\"<Limit STOR> DenyAll\","
                        + "\"file\":\"sluice.conf\",\"line\":12,\"module\":\"mod_auth.c\"}"));
    }

    @Test
    @DisplayName("LOG-40 a name that is not UTF-8 is shown as far as it is, and whole in base64")
    void namesThatAreNotUtf8() {
        assertThat(logged(
                        "transfer",
                        filter -> filter.finished(
                                session,
                                transferred(
                                        "RETR \u00c3\u00a9\u00e9",
                                        transfer(Direction.DOWNLOAD, Status.SUCCESS),
                                        "226 Done"))))
                .singleElement()
                .asString()
                .contains("\"file\":\"é\ufffd\",\"file_b64\":\"w6np\"");
    }

    @Test
    @DisplayName("LOG-08 LOG-36 every record is one line whatever clients send, and PASS is hidden")
    void oneLine() {
        assertThat(logged("all", filter -> {
                    filter.finished(session, done("DELE a\"\\\r\n\u0001", "250 OK"));
                    filter.finished(session, done("PASS secret", "230 OK"));
                }))
                .satisfiesExactly(
                        line -> assertThat(line).contains("\"params\":\"a\\\"\\\\\\r\\n\\u0001\""),
                        line -> assertThat(line)
                                .contains("\"params\":\"(hidden)\"")
                                .doesNotContain("secret"));
    }

    @Test
    void unknownKindsAreRefused() {
        assertThatThrownBy(() -> parse(LogDirectives.JSON_LOG, "/l", "everything"))
                .hasMessage("unknown record kind 'everything', expected session, transfer, command or all");
    }
}
