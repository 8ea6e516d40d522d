package io.sluice.ssh;

import io.sluice.ssh.BackendSshSettings.Option;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.compression.BuiltinCompressions;
import org.apache.sshd.common.compression.Compression;
import org.apache.sshd.common.kex.extension.DefaultClientKexExtensionHandler;
import org.apache.sshd.core.CoreModuleProperties;

/// Makes the SSH client by which a virtual host speaks with its backends, out of the directives: algorithms in their
/// order, compression, extensions, the least size of a group, and what it calls itself. The client is not started.
/// What is different for each session is in [BackendClientSession].
public final class BackendClient {
    private static final int STRONG_GROUP = 2048;
    private static final int WEAK_GROUP = 1024;

    private BackendClient() {}

    /// A client for backends.
    ///
    /// @param version what it calls itself, behind `SSH-2.0-`
    public static SshClient of(BackendSshSettings settings, String version) {
        boolean weak = settings.has(Option.AllowWeakDH);
        var client = ClientBuilder.builder().build();
        client.setCipherFactories(BackendAlgorithms.ciphers(settings.ciphers()));
        client.setMacFactories(BackendAlgorithms.digests(settings.digests()));
        client.setKeyExchangeFactories(BackendAlgorithms.keyExchanges(exchanges(settings)));
        client.setCompressionFactories(compressions(settings));
        client.setKexExtensionHandler(
                settings.has(Option.NoExtensionNegotiation) ? null : DefaultClientKexExtensionHandler.INSTANCE);
        CoreModuleProperties.CLIENT_IDENTIFICATION.set(client, version);
        CoreModuleProperties.SEND_IMMEDIATE_KEXINIT.set(
                client, !settings.has(Option.PessimisticKexinit) && !settings.has(Option.OldProtocolCompat));
        CoreModuleProperties.PROP_DHGEX_CLIENT_MIN_KEY.set(client, weak ? WEAK_GROUP : STRONG_GROUP);
        CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO); // the session's own time limits decide
        return client;
    }

    private static List<String> exchanges(BackendSshSettings settings) {
        var names = new ArrayList<>(settings.keyExchanges());
        if (settings.has(Option.AllowWeakDH) && !names.contains(AlgorithmKind.WEAK_GROUP)) {
            names.add(AlgorithmKind.WEAK_GROUP);
        }
        return names;
    }

    private static List<NamedFactory<Compression>> compressions(BackendSshSettings settings) {
        return switch (settings.compression()) {
            case OFF -> List.of(BuiltinCompressions.none);
            case ON -> List.of(BuiltinCompressions.zlib, BuiltinCompressions.none);
            case DELAYED -> List.of(BuiltinCompressions.delayedZlib, BuiltinCompressions.none);
        };
    }
}
