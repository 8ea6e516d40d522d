package io.sluice.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.mac.Mac;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;

/// The algorithms that backends are offered, as the library has them.
@SuppressWarnings("deprecation") // the library advises against what old servers still need
final class BackendAlgorithms {
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
}
