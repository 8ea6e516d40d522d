package io.sluice.ssh;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.OptionalFeature;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.mac.Mac;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;

/// The algorithms that backends are offered, by the names of the protocol and in the order of preference. Those that
/// the library lacks are as unknown as any other word.
@SuppressWarnings("deprecation") // the library advises against what old servers still need
final class BackendAlgorithms {
    static final String WEAK_GROUP = BuiltinDHFactories.dhg1.getName();

    private static final List<BuiltinSignatures> HOST_KEYS = List.of(
            BuiltinSignatures.ed25519,
            BuiltinSignatures.nistp256,
            BuiltinSignatures.nistp384,
            BuiltinSignatures.nistp521,
            BuiltinSignatures.rsaSHA512,
            BuiltinSignatures.rsaSHA256,
            BuiltinSignatures.rsa,
            BuiltinSignatures.dsa);

    private BackendAlgorithms() {}

    /// A kind of algorithm.
    enum Kind {
        CIPHER("cipher") {
            @Override
            List<String> usual() {
                return names(List.of(
                        BuiltinCiphers.cc20p1305_openssh,
                        BuiltinCiphers.aes256ctr,
                        BuiltinCiphers.aes192ctr,
                        BuiltinCiphers.aes128ctr,
                        BuiltinCiphers.aes256gcm,
                        BuiltinCiphers.aes128gcm,
                        BuiltinCiphers.aes256cbc,
                        BuiltinCiphers.aes192cbc,
                        BuiltinCiphers.aes128cbc,
                        BuiltinCiphers.tripledescbc));
            }

            @Override
            List<String> others() {
                return names(List.of(
                        BuiltinCiphers.blowfishcbc,
                        BuiltinCiphers.arcfour256,
                        BuiltinCiphers.arcfour128,
                        BuiltinCiphers.none));
            }
        },
        DIGEST("digest") {
            @Override
            List<String> usual() {
                return names(List.of(
                        BuiltinMacs.hmacsha256,
                        BuiltinMacs.hmacsha256etm,
                        BuiltinMacs.hmacsha512,
                        BuiltinMacs.hmacsha512etm,
                        BuiltinMacs.hmacsha1,
                        BuiltinMacs.hmacsha1etm,
                        BuiltinMacs.hmacsha196));
            }

            @Override
            List<String> others() {
                return names(List.of(BuiltinMacs.hmacmd5, BuiltinMacs.hmacmd596));
            }
        },
        KEY_EXCHANGE("key exchange") {
            @Override
            List<String> usual() {
                return names(List.of(
                        BuiltinDHFactories.mlkem768x25519,
                        BuiltinDHFactories.sntrup761x25519,
                        BuiltinDHFactories.sntrup761x25519_openssh,
                        BuiltinDHFactories.curve448,
                        BuiltinDHFactories.curve25519,
                        BuiltinDHFactories.curve25519_libssh,
                        BuiltinDHFactories.ecdhp521,
                        BuiltinDHFactories.ecdhp384,
                        BuiltinDHFactories.ecdhp256,
                        BuiltinDHFactories.dhg18_512,
                        BuiltinDHFactories.dhg16_512,
                        BuiltinDHFactories.dhg14_256,
                        BuiltinDHFactories.dhgex256,
                        BuiltinDHFactories.dhgex,
                        BuiltinDHFactories.dhg14));
            }

            @Override
            List<String> others() {
                return names(List.of(BuiltinDHFactories.dhg1));
            }
        };

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /// Those that are offered where no directive says which.
        abstract List<String> usual();

        /// Those that are offered only where a directive names them.
        abstract List<String> others();

        List<String> parse(Arguments arguments) throws BadValue {
            for (var word : arguments.all()) {
                if (!usual().contains(word) && !others().contains(word)) {
                    throw new BadValue("unsupported " + words + " algorithm: " + word);
                }
            }
            return arguments.all();
        }
    }

    static List<NamedFactory<Cipher>> ciphers(List<String> names) {
        return names.stream()
                .<NamedFactory<Cipher>>map(BuiltinCiphers::fromFactoryName)
                .toList();
    }

    static List<NamedFactory<Mac>> digests(List<String> names) {
        return names.stream()
                .<NamedFactory<Mac>>map(BuiltinMacs::fromFactoryName)
                .toList();
    }

    static List<KeyExchangeFactory> keyExchanges(List<String> names) {
        return names.stream()
                .map(BuiltinDHFactories::fromFactoryName)
                .map(ClientBuilder.DH2KEX)
                .toList();
    }

    /// How a backend may show who it is. Where its key is known that key comes first, as it may have several.
    static List<NamedFactory<Signature>> hostKeys(Optional<HostKey> known) {
        var type = known.map(HostKey::type).orElse("");
        var first = new ArrayList<NamedFactory<Signature>>();
        var last = new ArrayList<NamedFactory<Signature>>();
        for (var each : HOST_KEYS) {
            if (each.isSupported()) {
                (SigningKey.algorithms(type).contains(each.getName()) ? first : last).add(each);
            }
        }
        first.addAll(last);
        return first;
    }

    /// The names of the algorithms by which a backend may show who it is.
    static List<String> hostKeyNames() {
        return hostKeys(Optional.empty()).stream().map(NamedFactory::getName).toList();
    }

    private static <F extends NamedResource & OptionalFeature> List<String> names(List<F> all) {
        return all.stream()
                .filter(OptionalFeature::isSupported)
                .map(NamedResource::getName)
                .toList();
    }
}
