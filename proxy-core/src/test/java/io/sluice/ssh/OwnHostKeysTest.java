package io.sluice.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Position;
import io.sluice.peers.Await;
import io.sluice.peers.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnHostKeysTest {
    @TempDir
    private Path folder;

    private final List<String> log = new ArrayList<>();

    private Path program(String name, String script) throws IOException {
        var file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private Optional<PhraseProgram> phrases(String script) throws IOException {
        return Optional.of(new PhraseProgram(program("phrase", script), "ftp.example.com:22", PhraseProgram.LIMIT));
    }

    private List<SigningKey> load(Optional<PhraseProgram> phrases, Path... files) {
        var sources = new ArrayList<OwnKeySource>();
        for (Path file : files) {
            sources.add(new OwnKeySource.File(file));
        }
        return OwnHostKeys.load(sources, phrases, log::add).all(log::add);
    }

    /// Signs with every algorithm of a key, and has the signature checked by the public half.
    private static void signs(SigningKey key) throws Exception {
        byte[] bytes = "signed".getBytes(UTF_8);
        for (String algorithm : key.algorithms()) {
            var signed = new ByteArrayBuffer(key.sign(algorithm, bytes));
            assertThat(signed.getString()).isEqualTo(algorithm);
            var check = Objects.requireNonNull(BuiltinSignatures.fromFactoryName(algorithm))
                    .create();
            check.initVerifier(null, key.publicKey());
            check.update(null, bytes, 0, bytes.length);
            var whole = new ByteArrayBuffer();
            whole.putString(algorithm);
            whole.putBytes(signed.getBytes());
            assertThat(check.verify(null, whole.getCompactData())).as(algorithm).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "RFC4716, ed25519, 256",
        "RFC4716, ecdsa, 384",
        "RFC4716, rsa, 2048",
        "PEM, ecdsa, 256",
        "PEM, rsa, 2048",
        "PKCS8, ecdsa, 521",
        "PKCS8, rsa, 2048"
    })
    @DisplayName("PROXY-SSH-06 keys of every form are read, encrypted ones with a phrase of the program")
    void forms(String form, String type, String bits) throws Exception {
        var options = new String[] {"-m", form, "-t", type, "-b", bits, "-N"};
        var plain = Programs.key(folder.resolve("plain"), with(options, ""));
        var locked = Programs.key(folder.resolve("locked"), with(options, "open sesame"));

        var keys = load(phrases("echo open sesame"), plain, locked);

        assertThat(log).isEmpty();
        assertThat(keys).hasSize(2);
        for (SigningKey key : keys) {
            signs(key);
        }
    }

    private static String[] with(String[] options, String last) {
        var all = new ArrayList<>(List.of(options));
        all.add(last);
        return all.toArray(String[]::new);
    }

    @Test
    @DisplayName("PROXY-SSH-06 the program is told server and file, and asked three times")
    void threeTries() throws IOException {
        var locked = Programs.key(folder.resolve("locked"), "-t", "ed25519", "-N", "right");
        var calls = folder.resolve("calls");

        assertThat(load(phrases("echo \"$1 $2\" >> " + calls + "; echo wrong"), locked))
                .isEmpty();
        assertThat(Files.readAllLines(calls)).hasSize(3).containsOnly("ftp.example.com:22 " + locked);
        assertThat(log).singleElement().asString().startsWith("error loading hostkey '" + locked + "', skipping key: ");

        Files.delete(calls);
        var third = "echo call >> " + calls + "; [ $(wc -l < " + calls + ") = 3 ] && echo right || echo wrong";
        assertThat(load(phrases(third), locked)).hasSize(1);
    }

    @Test
    @DisplayName("PROXY-SSH-06 a program that hangs or fails tells no phrase")
    void programsThatTellNothing() throws IOException {
        var locked = Programs.key(folder.resolve("locked"), "-t", "ed25519", "-N", "right");
        var hangs = new PhraseProgram(program("hangs", "exec sleep 1000"), "x:22", Duration.ofMillis(300));

        assertThat(load(Optional.of(hangs), locked)).isEmpty();
        assertThat(load(phrases("echo right; exit 1"), locked)).isEmpty();
        var leaves = program("leaves", "sleep 1000 & echo right");
        assertThat(load(Optional.of(new PhraseProgram(leaves, "x:22", PhraseProgram.LIMIT)), locked))
                .as("what it leaves behind is not waited for")
                .hasSize(1);
        assertThat(load(Optional.empty(), locked)).isEmpty();

        assertThat(log).hasSize(3);
        assertThat(log.get(0)).contains("it took longer than");
        assertThat(log.get(1)).contains("it ended with status 1");
        assertThat(log.get(2)).contains("there is no ProxySFTPPassPhraseProvider");
    }

    @Test
    @DisplayName("PROXY-SSH-06 the order is Ed25519, ECDSA 521, 384, 256, RSA; a public key is none")
    void order() {
        var keys = load(
                Optional.empty(),
                Programs.key(folder.resolve("rsa"), "-t", "rsa", "-b", "2048", "-N", ""),
                Programs.key(folder.resolve("p256"), "-t", "ecdsa", "-b", "256", "-N", ""),
                Programs.key(folder.resolve("p521"), "-t", "ecdsa", "-b", "521", "-N", ""),
                Programs.key(folder.resolve("p384"), "-t", "ecdsa", "-b", "384", "-N", ""),
                Programs.key(folder.resolve("ed25519"), "-t", "ed25519", "-N", ""),
                folder.resolve("ed25519.pub"));

        assertThat(keys)
                .extracting(SigningKey::type)
                .containsExactly(
                        "ssh-ed25519", "ecdsa-sha2-nistp521", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp256", "ssh-rsa");
        assertThat(keys.getLast().algorithms()).containsExactly("rsa-sha2-512", "rsa-sha2-256", "ssh-rsa");
        assertThat(log).singleElement().asString().contains("ed25519.pub', skipping key");
    }

    @Test
    @DisplayName("PROXY-SSH-06 an agent lists its keys and signs with them; without it there is a line in the log")
    void agent() throws Exception {
        var socket = folder.resolve("agent");
        var process = new ProcessBuilder(Program.of("ssh-agent").toString(), "-D", "-a", socket.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        try {
            Await.until("the agent listens", () -> Files.exists(socket));
            var authority = Programs.key(folder.resolve("authority"), "-t", "ed25519", "-N", "");
            for (String type : List.of("rsa", "ecdsa", "ed25519")) {
                var key = Programs.key(folder.resolve(type), "-t", type, "-N", "");
                Programs.run(
                        Program.of("ssh-keygen").toString(),
                        "-q",
                        "-s",
                        authority.toString(),
                        "-I",
                        type,
                        key + ".pub");
                var add = new ProcessBuilder(Program.of("ssh-add").toString(), "-q", key.toString());
                add.environment().put("SSH_AUTH_SOCK", socket.toString());
                assertThat(add.start().waitFor()).isZero();
            }
            var own = OwnHostKeys.load(List.of(new OwnKeySource.Agent(socket)), Optional.empty(), log::add);

            var keys = own.all(log::add);

            assertThat(own.isEmpty()).isFalse();
            assertThat(keys)
                    .as("the certificates that it holds too are none")
                    .extracting(SigningKey::type)
                    .containsExactly("ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa");
            for (SigningKey key : keys) {
                signs(key);
            }
            assertThat(log).isEmpty();

            process.destroy();
            process.waitFor();
            assertThat(own.all(log::add)).isEmpty();
            assertThat(log)
                    .singleElement()
                    .asString()
                    .startsWith("error loading hostkeys from SSH agent at '" + socket + "': ");
        } finally {
            process.destroyForcibly();
        }
    }

    private static OwnKeySource parse(String word) throws BadValue {
        return OwnKeySource.parse(new Arguments(List.of(word), new Position("x.conf", 1)));
    }

    @Test
    @DisplayName("PROXY-SSH-06 path and permission rules")
    void rules() throws Exception {
        var key = Programs.key(folder.resolve("key"), "-t", "ed25519", "-N", "");

        assertThat(parse(key.toString())).isEqualTo(new OwnKeySource.File(key));
        assertThat(parse("agent:/run/agent")).isEqualTo(new OwnKeySource.Agent(Path.of("/run/agent")));
        refused("key", "must be an absolute path: key");
        refused("agent:key", "must be an absolute path: key");
        refused("/nowhere/key", "unable to check '/nowhere/key': No such file or directory");
        for (String permissions : List.of("rw-r-----", "rw----r--", "rw--w----")) {
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(permissions));
            refused(key.toString(), "unable to use '" + key + "' as host key, as it is group- or world-accessible");
        }
    }

    private static void refused(String word, String message) {
        assertThatExceptionOfType(BadValue.class).isThrownBy(() -> parse(word)).withMessageContaining(message);
    }
}
