package io.sluice.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Position;
import io.sluice.ssh.BackendSshSettings.Alive;
import io.sluice.ssh.BackendSshSettings.Option;
import io.sluice.ssh.BackendSshSettings.Packing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackendSshDirectivesTest {
    private static Directive<?> named(String name) {
        return BackendSshDirectives.ALL.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static <T> void add(DirectiveSet.Builder all, Directive<T> directive, List<String> words) throws BadValue {
        var position = new Position("x.conf", 1);
        all.put(directive, directive.parser().parse(new Arguments(words, position)), position);
    }

    private static BackendSshSettings settings(String... lines) throws BadValue {
        var all = new DirectiveSet.Builder();
        for (String line : lines) {
            var words = line.split(" ", -1);
            add(all, named(words[0]), Arrays.asList(words).subList(1, words.length));
        }
        return BackendSshSettings.of(all.build());
    }

    private static void isRefused(String message, String line) {
        assertThatExceptionOfType(BadValue.class)
                .isThrownBy(() -> settings(line))
                .satisfies(bad -> assertThat(bad.text()).isEqualTo(message));
    }

    @Test
    void withoutDirectives() {
        var usual = BackendSshSettings.usual();

        assertThat(usual.ciphers())
                .startsWith("chacha20-poly1305@openssh.com", "aes256-ctr")
                .endsWith("3des-cbc");
        assertThat(usual.digests()).startsWith("hmac-sha2-256").doesNotContain("hmac-md5");
        assertThat(usual.keyExchanges())
                .startsWith("mlkem768x25519-sha256", "sntrup761x25519-sha512")
                .doesNotContain("diffie-hellman-group1-sha1");
        assertThat(usual.compression()).isEqualTo(Packing.OFF);
        assertThat(usual.verify()).isEqualTo(VerifyServer.OFF);
        assertThat(usual.alive()).isEmpty();
        assertThat(usual.options()).isEmpty();
        assertThat(usual.hostKeys()).isEmpty();
    }

    @Test
    void whatIsWrittenIsWhatIsMeant() throws BadValue {
        var all = settings(
                "ProxySFTPCiphers aes128-ctr none",
                "ProxySFTPDigests hmac-md5",
                "ProxySFTPKeyExchanges diffie-hellman-group1-sha1",
                "ProxySFTPCompression delayed",
                "ProxySFTPHostKey agent:/run/one",
                "ProxySFTPHostKey agent:/run/two",
                "ProxySFTPOptions AllowWeakDH NoStrictKex",
                "ProxySFTPOptions OldProtocolCompat",
                "ProxySFTPServerAlive 3 10",
                "ProxySFTPServerMatch ^OpenSSH pessimisticNewkeys off",
                "ProxySFTPServerMatch .* pessimisticNewkeys on",
                "ProxySFTPVerifyServer log");

        assertThat(all.ciphers()).containsExactly("aes128-ctr", "none");
        assertThat(all.digests()).containsExactly("hmac-md5");
        assertThat(all.keyExchanges()).containsExactly("diffie-hellman-group1-sha1");
        assertThat(all.compression()).isEqualTo(Packing.DELAYED);
        assertThat(all.hostKeys())
                .containsExactly(
                        new OwnKeySource.Agent(Path.of("/run/one")), new OwnKeySource.Agent(Path.of("/run/two")));
        assertThat(all.options()).isEqualTo(Set.of(Option.AllowWeakDH, Option.NoStrictKex, Option.OldProtocolCompat));
        assertThat(all.alive()).contains(new Alive(3, Duration.ofSeconds(10)));
        assertThat(all.matches()).hasSize(2);
        assertThat(all.verify()).isEqualTo(VerifyServer.LOG);
    }

    @ParameterizedTest
    @CsvSource({"0 10", "3 0", "0 0"})
    @DisplayName("PROXY-SSH-10 ProxySFTPServerAlive: 0 is off")
    void aliveOff(String words) throws BadValue {
        assertThat(settings("ProxySFTPServerAlive " + words).alive()).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ProxySFTPCiphers aes128-ctr rot13 | unsupported cipher algorithm: rot13",
                "ProxySFTPCiphers cast128-cbc | unsupported cipher algorithm: cast128-cbc",
                "ProxySFTPDigests crc32 | unsupported digest algorithm: crc32",
                "ProxySFTPDigests umac-64@openssh.com | unsupported digest algorithm: umac-64@openssh.com",
                "ProxySFTPKeyExchanges telepathy | unsupported key exchange algorithm: telepathy",
                "ProxySFTPKeyExchanges rsa1024-sha1 | unsupported key exchange algorithm: rsa1024-sha1",
                "ProxySFTPOptions Nonsense | : unknown ProxySFTPOption 'Nonsense'",
                "ProxySFTPServerAlive -1 10 | max count '-1' must be equal to or greater than zero",
                "ProxySFTPServerAlive 3 -10 | interval '-10' must be equal to or greater than zero",
                "ProxySFTPServerMatch .* pessimisticNewkeys | Wrong number of parameters",
                "ProxySFTPServerMatch .* a on b | Wrong number of parameters",
                "ProxySFTPServerMatch .* channelWindowSize 1 | : unknown ProxySFTPServerMatch key: 'channelWindowSize'",
                "ProxySFTPServerMatch .* pessimisticNewkeys perhaps | expected Boolean parameter",
                "ProxySFTPVerifyServer perhaps | expected Boolean parameter",
                "ProxySFTPPassPhraseProvider ask | must be a full path: 'ask'",
                "ProxySFTPPassPhraseProvider /nowhere/ask | error checking '/nowhere/ask': No such file or directory",
                "ProxySFTPPassPhraseProvider /etc | unable to use '/etc: Not a regular file",
            })
    @DisplayName("PROXY-SSH-08 unknown algorithms and other bad words are refused")
    void refused(String line, String message) {
        isRefused(message, line);
    }

    @Test
    @DisplayName("PROXY-SSH-08 the library has every algorithm that is offered or may be asked for")
    void available() {
        assertThat(all(AlgorithmKind.CIPHER)).allSatisfy(name -> {
            var cipher = BuiltinCiphers.fromFactoryName(name);
            assertThat(cipher).isNotNull();
            assertThat(cipher.isSupported()).isTrue();
        });
        assertThat(all(AlgorithmKind.DIGEST)).allSatisfy(name -> {
            var digest = BuiltinMacs.fromFactoryName(name);
            assertThat(digest).isNotNull();
            assertThat(digest.isSupported()).isTrue();
        });
        assertThat(all(AlgorithmKind.KEY_EXCHANGE)).allSatisfy(name -> {
            var exchange = BuiltinDHFactories.fromFactoryName(name);
            assertThat(exchange).isNotNull();
            assertThat(exchange.isSupported()).isTrue();
        });
    }

    private static List<String> all(AlgorithmKind kind) {
        return Stream.concat(kind.usual().stream(), kind.others().stream()).toList();
    }

    @Test
    @DisplayName("PROXY-SSH-08 the documentation lists every algorithm")
    void documentation() throws IOException {
        var page = Files.readString(Path.of("docs/sftp.md"));

        for (var kind : AlgorithmKind.values()) {
            assertThat(page).contains(String.join(", ", kind.usual())).contains(String.join(", ", kind.others()));
        }
        assertThat(page).contains(String.join(", ", BackendAlgorithms.hostKeyNames()));
    }
}
