package io.sluice.cache.memcache;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheStore;
import io.sluice.cache.memcache.ScriptedServer.HangUp;
import io.sluice.cache.tck.CacheStoreKit;
import io.sluice.peers.Ports;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import net.spy.memcached.MemcachedConnection;

/// A process of its own in which a store fails in many ways, with all logs at their highest level, on the class path.
final class Talk {
    static final String KEY = "s3cretkey";
    static final String VALUE = "c0nfidential";

    private Talk() {}

    public static void main(String[] arguments) throws Exception {
        for (String protocol : List.of("MemcacheLog none", "MemcacheOptions NoBinaryProtocol")) {
            try (var server = new ScriptedServer(ScriptedServer.after(packet -> new HangUp(
                            packet.opcode() == ScriptedServer.TEXT
                                    ? ScriptedServer.bytes("SERVER_ERROR no\r\n")
                                    : Arrays.copyOf(ScriptedServer.value(packet, VALUE), 30))));
                    var opened = Opened.by("MemcacheServers " + server.place(), protocol)) {
                for (int i = 0; i < 3; i++) {
                    failing(() -> opened.put(KEY, VALUE));
                    failing(() -> opened.get(KEY));
                }
                System.out.println(opened.changes);
            }
        }
        try (var nobody = Opened.by("MemcacheServers 127.0.0.1:" + Ports.free())) {
            failing(() -> nobody.put(KEY, VALUE));
            System.out.println(nobody.changes + " " + nobody.store + " " + nobody.cache);
        }
    }

    private static void failing(Opened.Call call) {
        try {
            call.run();
        } catch (CacheException failure) {
            System.out.println(failure);
        }
    }

    /// Everything that such a process writes.
    static String heard(Path folder) throws IOException, InterruptedException {
        Path logging = Files.writeString(
                folder.resolve("logging.properties"),
                "handlers=java.util.logging.ConsoleHandler\n.level=ALL\n"
                        + "java.util.logging.ConsoleHandler.level=ALL\n");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.util.logging.config.file=" + logging,
                        "-cp",
                        classPath(),
                        Talk.class.getName())
                .redirectErrorStream(true)
                .start();
        String all = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(all);
        }
        return all;
    }

    private static String classPath() {
        try {
            var places = new LinkedHashSet<String>();
            for (var type : List.of(Talk.class, CacheStore.class, CacheStoreKit.class, MemcachedConnection.class)) {
                places.add(Path.of(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .toString());
            }
            Path tests = Path.of("target", "test-classes").toAbsolutePath();
            places.add(tests.toString());
            places.add(tests.resolveSibling("classes").toString());
            return String.join(java.io.File.pathSeparator, places);
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
