package io.sluice.log;

import static io.sluice.log.LogFixtures.ORIGIN;
import static io.sluice.log.LogFixtures.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.log.LogFixtures.Config;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleLogTest {
    @TempDir
    Path directory;

    private final LogFiles files = new LogFiles();
    private final List<String> said = new ArrayList<>();
    private final Logging logging =
            new Logging(ORIGIN, files, SystemLog.on((level, line, _) -> said.add(level + " " + line), ORIGIN, files));

    @AfterEach
    void close() {
        files.close();
    }

    @Test
    void linesBeginWithTimeModuleAndSession() {
        var path = directory.resolve("proxy.log");
        try (var log =
                ModuleLog.proxy(new Config().with(LogDirectives.PROXY_LOG, path).directives(), logging)) {
            log.log("daemon");
            ScopedValue.where(Current.SESSION, new ScriptedSession()).run(() -> log.log("a\r\nb"));
        }

        assertThat(lines(path))
                .containsExactly(
                        "2026-11-21 03:46:19,042 mod_proxy/0.1.0[4711]: daemon",
                        "2026-11-21 03:46:19,042 mod_proxy/0.1.0[4711-123]: a\\r\\nb");
    }

    @Test
    @DisplayName("PROXY-CFG-13 a ProxyLog in a world-writable directory is not opened, and sessions go on")
    void aRefusedLogIsSilent() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        var path = directory.resolve("proxy.log");

        try (var log =
                ModuleLog.proxy(new Config().with(LogDirectives.PROXY_LOG, path).directives(), logging)) {
            log.log("unseen");
        }

        assertThat(path).doesNotExist();
        assertThat(said)
                .singleElement()
                .asString()
                .startsWith("NOTICE ")
                .endsWith("unable to open ProxyLog '" + path + "': parent directory is world-writable");
    }

    @Test
    @DisplayName("PROXY-CFG-14 ProxyLog none writes nothing")
    void none() {
        try (var log = ModuleLog.proxy(
                new Config().with(LogDirectives.PROXY_LOG, "None").directives(), logging)) {
            log.log("unseen");
        }

        assertThat(directory).isEmptyDirectory();
        assertThat(said).isEmpty();
    }
}
