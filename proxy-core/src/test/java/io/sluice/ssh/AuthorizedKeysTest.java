package io.sluice.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("PROXY-SSH-03 keys of users")
class AuthorizedKeysTest {
    private static final KeyPair JOES = pair();
    private static final KeyPair ANNS = pair();

    @TempDir
    private Path folder;

    private final List<String> said = new ArrayList<>();

    @Test
    void areReadInTheFormOfOpenSsh() throws IOException {
        write(
                "joe",
                "# keys\n\n" + PublicKeyEntry.toString(ANNS.getPublic()) + " ann\n"
                        + PublicKeyEntry.toString(JOES.getPublic()) + "\n");

        assertThat(keys().has("joe", JOES.getPublic())).isTrue();
    }

    @Test
    void areReadInTheFormOfRfc4716() throws IOException {
        write("joe", rfc4716(ANNS) + rfc4716(JOES));

        assertThat(keys().has("joe", JOES.getPublic())).isTrue();
    }

    @Test
    void areThoseOfOneUser() throws IOException {
        write("joe", rfc4716(JOES));
        write("ann", rfc4716(ANNS));

        assertThat(keys().has("ann", JOES.getPublic())).isFalse();
        assertThat(keys().has("bob", JOES.getPublic())).isFalse();
    }

    @Test
    void areNotThoseOfANameThatLeadsElsewhere() throws IOException {
        var inner = Files.createDirectory(folder.resolve("inner"));
        write("joe", rfc4716(JOES));
        var keys = new AuthorizedKeys(List.of(inner + "/%u"), said::add);

        assertThat(keys.has("../joe", JOES.getPublic())).isFalse();
        assertThat(keys.has("", JOES.getPublic())).isFalse();
    }

    @Test
    void ofAFileThatIsNoneAreNobodysAndTheLogSaysSo() throws IOException {
        write("joe", "ssh-ed25519 !!!\n");

        assertThat(keys().has("joe", JOES.getPublic())).isFalse();
        assertThat(said).singleElement().asString().contains("unable to use SFTPAuthorizedUserKeys");
    }

    private AuthorizedKeys keys() {
        return new AuthorizedKeys(List.of(folder + "/%u"), said::add);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static String rfc4716(KeyPair pair) {
        var blob = new ByteArrayBuffer();
        blob.putRawPublicKey(pair.getPublic());
        var body = Base64.getMimeEncoder(70, new byte[] {'\n'}).encodeToString(blob.getCompactData());
        return "---- BEGIN SSH2 PUBLIC KEY ----\nComment: \"a long \\\none\"\nSubject: him\n" + body
                + "\n---- END SSH2 PUBLIC KEY ----\n";
    }

    private static KeyPair pair() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
