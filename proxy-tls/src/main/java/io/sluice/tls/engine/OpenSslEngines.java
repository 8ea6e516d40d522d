package io.sluice.tls.engine;

import io.sluice.tls.openssl.ClientCertificate;
import io.sluice.tls.openssl.KeyLimits;
import io.sluice.tls.openssl.OpenSsl;
import io.sluice.tls.openssl.OpenSslContext;
import io.sluice.tls.openssl.OpenSslContextBuilder;
import io.sluice.tls.openssl.OpenSslEngine;
import io.sluice.tls.openssl.Protocol;
import io.sluice.tls.openssl.Resumption;
import io.sluice.tls.session.Reach;
import io.sluice.tls.settings.CipherChoice;
import io.sluice.tls.settings.NamedGroup;
import io.sluice.tls.settings.TlsSettings;
import io.sluice.tls.settings.TlsVersion;
import io.sluice.tls.suites.CipherSuite;
import io.sluice.tls.verify.PeerCheck;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/// Engines by OpenSSL. All control connections of a server have one context, so that each can resume the TLS sessions
/// of others; a mark in the session tells a data connection whether it has resumed that of its own.
final class OpenSslEngines implements Engines {
    private static final String NEXT_PROTOCOL = "ftp";
    private static final String SYSTEM_PROFILE = "PROFILE=";

    /// Bytes of an id of a context, in OpenSSL.
    private static final int LONGEST_ID = 32;

    private static final long KIBIBYTE = 1024;

    private final OpenSslContext server;
    private final Duration lifetime;
    private final KeyLimits controlKeys;
    private final KeyLimits dataKeys;

    OpenSslEngines(TlsSettings settings, Keeping keeping, Consumer<String> log) {
        this.server = server(settings, keeping, log);
        this.lifetime = keeping.lifetime();
        this.controlKeys =
                settings.renegotiation().control().map(KeyLimits::age).orElse(KeyLimits.STANDARD);
        this.dataKeys = settings.renegotiation()
                .data()
                .map(kibibytes -> KeyLimits.bytes(kibibytes * KIBIBYTE))
                .orElse(KeyLimits.STANDARD);
    }

    /// What a context has of the directives that OpenSSL may refuse.
    static OpenSslContextBuilder basis(TlsSettings settings) {
        var builder = OpenSslContext.server();
        agreeing(builder, settings.versions(), settings.ciphers(), settings.ciphersOfTls13(), false);
        if (!settings.groups().isEmpty()) {
            builder.groups(
                    settings.groups().stream().map(NamedGroup::openSslName).collect(Collectors.joining(":")));
        }
        settings.credentials().forEach(each -> builder.credential(each.key(), each.chain()));
        return builder;
    }

    /// Tells a builder what may be agreed on.
    ///
    /// @param weak whether every strength will do, as it has to with old versions
    static void agreeing(
            OpenSslContextBuilder builder,
            Set<TlsVersion> versions,
            CipherChoice ciphers,
            CipherChoice ciphersOfTls13,
            boolean weak) {
        boolean old = versions.stream().anyMatch(version -> version.compareTo(TlsVersion.TLS_1_2) < 0);
        builder.securityLevel(old || weak ? 0 : 1)
                .protocols(versions.stream().map(OpenSslEngines::protocol).collect(Collectors.toSet()));
        if (versions.contains(TlsVersion.TLS_1_3)) {
            builder.ciphersuites(ciphersOfTls13.suites().stream()
                    .map(CipherSuite::standardName)
                    .collect(Collectors.joining(":")));
        }
        var list = ciphers.written();
        builder.ciphers(list.startsWith(SYSTEM_PROFILE) ? CipherChoice.DEFAULT_LIST : list);
    }

    private static Protocol protocol(TlsVersion version) {
        return switch (version) {
            case SSL_3 -> throw new IllegalArgumentException("nobody is offered SSL 3");
            case TLS_1_0 -> Protocol.TLS_1_0;
            case TLS_1_1 -> Protocol.TLS_1_1;
            case TLS_1_2 -> Protocol.TLS_1_2;
            case TLS_1_3 -> Protocol.TLS_1_3;
        };
    }

    private static OpenSslContext server(TlsSettings settings, Keeping keeping, Consumer<String> log) {
        var builder = basis(settings)
                .sessionContext(sessionContext(settings, keeping.server()))
                .sessionTimeout(keeping.lifetime());
        if (settings.serverPreference()) {
            builder.serverPreference();
        }
        if (settings.nextProtocol()) {
            builder.applicationProtocols(List.of(NEXT_PROTOCOL));
        }
        builder.clientCertificate(
                asked(settings),
                new CheckingTrust(PeerCheck.NOBODY),
                settings.clients().authorities());
        if (!settings.preSharedKeys().isEmpty()) {
            builder.preSharedKeys(identity -> key(settings, identity, log));
        }
        keeping.sessions().ifPresentOrElse(builder::sessions, builder::noSessions);
        if (settings.tickets()) {
            builder.ticketKeys(keeping.ticketKeys());
        } else {
            builder.noTickets();
        }
        keeping.responses().ifPresent(responses -> {
            // asked for now, so that the first client finds them
            settings.credentials().forEach(credential -> responses.to(credential.certificate()));
            builder.stapling(responses::to);
        });
        return builder.build();
    }

    private static ClientCertificate asked(TlsSettings settings) {
        return switch (settings.clients().demand()) {
            case OFF -> ClientCertificate.NOT_ASKED;
            case OPTIONAL -> ClientCertificate.WANTED;
            case REQUIRED -> ClientCertificate.NEEDED;
        };
    }

    private static Optional<byte[]> key(TlsSettings settings, String identity, Consumer<String> log) {
        var found = settings.preSharedKeys().stream()
                .filter(key -> key.identity().equals(identity))
                .map(key -> key.key().getEncoded())
                .findFirst();
        if (found.isEmpty()) {
            log.accept(SharedKeys.unknown(identity));
        }
        return found;
    }

    /// The number of the server, as the reference writes it, so that both resume each other's sessions. Where clients
    /// are verified, what they are verified against is in it too: a session tells that its client was.
    private static byte[] sessionContext(TlsSettings settings, int server) {
        var number = ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(server)
                .array();
        if (asked(settings) == ClientCertificate.NOT_ASKED) {
            return number;
        }
        try {
            var all = new ByteArrayOutputStream();
            all.writeBytes(number);
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(asked(settings).name().getBytes(StandardCharsets.US_ASCII));
            digest.update((byte) settings.clients().depth());
            for (var authority : settings.clients().authorities()) {
                digest.update(authority.getEncoded());
            }
            all.writeBytes(digest.digest());
            return Arrays.copyOf(all.toByteArray(), LONGEST_ID);
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String library() {
        return OpenSsl.version();
    }

    @Override
    public Reach reach() {
        return Reach.STORE;
    }

    @Override
    public Duration lifetime() {
        return lifetime;
    }

    @Override
    public Conversation begin(PeerCheck check, Consumer<String> remarks) {
        return new Marked(new CheckingTrust(check));
    }

    private final class Marked implements Conversation {
        private final CheckingTrust trust;
        private final OpenSslEngine bare;
        private final SSLEngine control;
        private volatile Optional<Instant> renewed = Optional.empty();

        Marked(CheckingTrust trust) {
            this.trust = trust;
            this.bare = server.controlConnection();
            this.control = judged(bare, controlKeys);
        }

        @Override
        public SSLEngine control() {
            return control;
        }

        @Override
        public SSLEngine data() {
            return judged(server.dataConnection(bare.mark()), dataKeys);
        }

        @Override
        public SSLEngine dataAsClient() {
            return judged(server.dataConnectionAsClient(bare), dataKeys);
        }

        @Override
        public Duration left() {
            var begin = renewed.orElseGet(
                    () -> Instant.ofEpochMilli(bare.getSession().getCreationTime()));
            return Duration.between(Instant.now(), begin.plus(lifetime));
        }

        @Override
        public void renew() {
            try {
                bare.sendTicket();
                renewed = Optional.of(Instant.now());
            } catch (SSLException _) {
                // an older version, or a connection that is about to end
            }
        }

        @Override
        public boolean isResumed(SSLEngine engine) {
            return openSsl(engine).getSession().isResumed();
        }

        @Override
        public boolean resumesControl(SSLEngine data) {
            return openSsl(data).resumptionOf(bare.mark()) == Resumption.OF_CONTROL;
        }

        private SSLEngine judged(OpenSslEngine engine, KeyLimits keys) {
            engine.judgedBy(trust);
            engine.limitKeys(keys);
            return new WatchedEngine(engine);
        }

        private static OpenSslEngine openSsl(SSLEngine engine) {
            if (engine instanceof WatchedEngine watched && watched.engine() instanceof OpenSslEngine openSsl) {
                return openSsl;
            }
            throw new IllegalArgumentException("an engine of another library");
        }
    }
}
