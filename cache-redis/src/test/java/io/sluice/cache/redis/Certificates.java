package io.sluice.cache.redis;

import io.sluice.peers.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// An authority of a test and what it has signed, made by the host's openssl.
final class Certificates {
    private final Path folder;

    Certificates(Path folder, String name) throws Exception {
        this.folder = Files.createDirectories(folder.resolve(name));
        run("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=authority-" + name
                + " -keyout ca.key -out ca.crt");
    }

    Path authority() {
        return folder.resolve("ca.crt");
    }

    /// A certificate for a subject's alternative names, such as `IP:127.0.0.1`: `certificate(name)` and `key(name)`.
    void sign(String name, String names) throws Exception {
        run("req -newkey rsa:2048 -nodes -subj /CN=" + name + " -keyout " + name + ".key -out " + name + ".csr");
        Files.writeString(folder.resolve(name + ".ext"), "subjectAltName=" + names + "\n");
        run("x509 -req -in " + name + ".csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile " + name
                + ".ext -out " + name + ".crt");
    }

    Path certificate(String name) {
        return folder.resolve(name + ".crt");
    }

    Path key(String name) {
        return folder.resolve(name + ".key");
    }

    private void run(String words) throws Exception {
        var command = new ArrayList<>(List.of(Program.of("openssl").toString()));
        command.addAll(List.of(words.split(" ")));
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.log").toFile())
                .start();
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError(command + ": " + Files.readString(folder.resolve("openssl.log")));
        }
    }
}
