package io.sluice.ssh;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import java.util.List;
import java.util.function.Predicate;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.mac.Mac;
import org.apache.sshd.server.ServerBuilder;

/// Algorithms by the names that the protocol has for them.
final class Algorithms {
    private Algorithms() {}

    static List<String> ciphers(Arguments words) throws BadValue {
        return known(words, "cipher", name -> {
            var found = BuiltinCiphers.fromFactoryName(name);
            return found != null && found.isSupported();
        });
    }

    static List<String> digests(Arguments words) throws BadValue {
        return known(words, "digest", name -> {
            var found = BuiltinMacs.fromFactoryName(name);
            return found != null && found.isSupported();
        });
    }

    static List<String> keyExchanges(Arguments words) throws BadValue {
        return known(words, "key exchange", name -> {
            var found = BuiltinDHFactories.fromFactoryName(name);
            return found != null && found.isSupported();
        });
    }

    private static List<String> known(Arguments words, String kind, Predicate<String> isKnown) throws BadValue {
        for (var word : words.all()) {
            if (!isKnown.test(word)) {
                throw new BadValue("unsupported " + kind + " algorithm: " + word);
            }
        }
        return words.all();
    }

    static List<NamedFactory<Cipher>> cipherFactories(List<String> names) {
        return names.stream()
                .<NamedFactory<Cipher>>map(BuiltinCiphers::fromFactoryName)
                .toList();
    }

    static List<NamedFactory<Mac>> digestFactories(List<String> names) {
        return names.stream()
                .<NamedFactory<Mac>>map(BuiltinMacs::fromFactoryName)
                .toList();
    }

    static List<KeyExchangeFactory> serverKeyExchanges(List<String> names) {
        return names.stream()
                .map(BuiltinDHFactories::fromFactoryName)
                .map(ServerBuilder.DH2KEX)
                .toList();
    }
}
