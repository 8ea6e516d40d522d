package io.sluice.session.peers;

import io.sluice.config.Arguments;
import io.sluice.config.Configuration;
import io.sluice.config.Context;
import io.sluice.config.Directive;
import io.sluice.config.Directive.Occurrence;
import io.sluice.config.DirectiveSet;
import io.sluice.module.ActiveModule;
import io.sluice.module.BackendTls;
import io.sluice.module.ControlTls;
import io.sluice.module.CoreServices;
import io.sluice.module.HandshakeFailure;
import io.sluice.module.LegTls;
import io.sluice.module.ServerModule;
import io.sluice.module.ServerNames;
import io.sluice.module.ServerTls;
import io.sluice.module.SessionView;
import io.sluice.module.TlsDemands;
import io.sluice.module.TlsDemands.Data;
import io.sluice.module.TlsProvider;
import io.sluice.peers.Await;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.StandardConstants;

/// A module with TLS by the JDK's engine, and the few directives that the core acts on.
public final class TestTls implements ServerModule, ActiveModule, TlsProvider {
    private static final String OWNER = "owner";

    private static final Directive<Boolean> ENGINE = Directive.of("TLSEngine", Arguments::bool)
            .in(Context.SERVER, Context.VIRTUAL_HOST, Context.GLOBAL)
            .syntax("on|off")
            .defaultsTo(false, "off")
            .help("Whether there is TLS.");

    private static final Directive<TlsDemands> REQUIRED = Directive.of("TLSRequired", TestTls::demands)
            .in(Context.SERVER, Context.VIRTUAL_HOST, Context.GLOBAL)
            .syntax("what")
            .defaultsTo(TlsDemands.NONE, "off")
            .help("What has to be protected.");

    private static final Directive<List<String>> OPTIONS = Directive.of("TLSOptions", Arguments::all)
            .in(Context.SERVER, Context.VIRTUAL_HOST, Context.GLOBAL)
            .takes(1, 9)
            .occurs(Occurrence.ACCUMULATES)
            .syntax("option …")
            .help("Those of the reference that the core acts on, NoSessionReuseRequired, and NoCertificate.");

    private static final Directive<Long> TIMEOUT = Directive.of(
                    "TLSTimeoutHandshake", arguments -> Long.parseLong(arguments.text()))
            .in(Context.SERVER, Context.VIRTUAL_HOST, Context.GLOBAL)
            .syntax("milliseconds")
            .defaultsTo(300_000L, "300000")
            .help("How long a handshake may take.");

    private static final Directive<String> PROTOCOL = Directive.of("TLSProtocol", Arguments::text)
            .in(Context.SERVER, Context.VIRTUAL_HOST, Context.GLOBAL)
            .syntax("version")
            .defaultsTo("TLSv1.3", "TLSv1.3")
            .help("The one version that is spoken.");

    private static final Directive<BackendTls.Use> BACKEND = Directive.of(
                    "ProxyTLSEngine", arguments -> BackendTls.Use.valueOf(arguments.text()))
            .in(Context.SERVER, Context.VIRTUAL_HOST, Context.GLOBAL)
            .syntax("use")
            .defaultsTo(BackendTls.Use.OFF, "OFF")
            .help("When there is TLS with backends.");

    private static final Directive<BackendTls.Data> BACKEND_DATA = Directive.of(
                    "ProxyTLSTransferProtectionPolicy", arguments -> BackendTls.Data.valueOf(arguments.text()))
            .in(Context.SERVER, Context.VIRTUAL_HOST, Context.GLOBAL)
            .syntax("data")
            .defaultsTo(BackendTls.Data.REQUIRED, "REQUIRED")
            .help("What data connections with backends are like.");

    private static final Directive<Long> BACKEND_TIMEOUT = Directive.of(
                    "ProxyTLSTimeoutHandshake", arguments -> Long.parseLong(arguments.text()))
            .in(Context.SERVER, Context.VIRTUAL_HOST, Context.GLOBAL)
            .syntax("milliseconds")
            .defaultsTo(30_000L, "30000")
            .help("How long a handshake with a backend may take.");

    private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    private final Map<DirectiveSet, SSLContext> contexts = new WeakHashMap<>();

    /// The lines of the log so far.
    public List<String> log() {
        return List.copyOf(log);
    }

    public void awaitLog(String line) {
        awaitLog("the line '" + line + "'", line::equals);
    }

    public void awaitLog(String what, Predicate<String> wanted) {
        Await.until(what + " of TLS, in " + log, () -> log.stream().anyMatch(wanted));
    }

    @Override
    public List<String> standsFor() {
        return List.of("mod_tls.c");
    }

    @Override
    public List<Directive<?>> directives() {
        return List.of(ENGINE, REQUIRED, OPTIONS, TIMEOUT, PROTOCOL, BACKEND, BACKEND_DATA, BACKEND_TIMEOUT);
    }

    @Override
    public ActiveModule activate(Configuration configuration) {
        return this;
    }

    @Override
    public Optional<TlsProvider> tls() {
        return Optional.of(this);
    }

    @Override
    public Optional<ServerTls> frontend(DirectiveSet configured, DirectiveSet present) {
        return present.get(ENGINE) ? Optional.of(new OfServer(context(configured), present)) : Optional.empty();
    }

    @Override
    public Optional<BackendTls> backend(DirectiveSet configured, DirectiveSet present) {
        return Optional.of(new OfBackends(present));
    }

    private record OfBackends(DirectiveSet directives) implements BackendTls {
        @Override
        public Use use() {
            return directives.get(BACKEND);
        }

        @Override
        public Data data() {
            return directives.get(BACKEND_DATA);
        }

        @Override
        public Duration handshakeLimit() {
            return Duration.ofMillis(directives.get(BACKEND_TIMEOUT));
        }

        @Override
        public LegTls connect(SessionView session, String host, InetSocketAddress address, CoreServices.Journal log) {
            return new OfBackend(new TlsClient());
        }
    }

    /// Trusts the one certificate there is.
    private static final class OfBackend implements LegTls {
        private final TlsClient client;
        private final SSLEngine engine;

        OfBackend(TlsClient client) {
            this.client = client;
            this.engine = client.engine();
        }

        @Override
        public SSLEngine engine() {
            return engine;
        }

        @Override
        public void established() {}

        @Override
        public void failed(HandshakeFailure why) {}

        @Override
        public SSLEngine data() {
            return client.engine();
        }

        @Override
        public void established(SSLEngine data) {}

        @Override
        public void failed(SSLEngine data, HandshakeFailure why) {}
    }

    private synchronized SSLContext context(DirectiveSet configured) {
        return contexts.computeIfAbsent(configured, _ -> TlsIdentity.context());
    }

    private static TlsDemands demands(Arguments arguments) {
        return switch (arguments.text()) {
            case "on" -> new TlsDemands(true, true, Data.REQUIRED);
            case "ctrl" -> new TlsDemands(true, true, Data.FREE);
            case "data" -> new TlsDemands(false, false, Data.REQUIRED);
            case "!data" -> new TlsDemands(false, false, Data.FORBIDDEN);
            case "ctrl+!data" -> new TlsDemands(true, true, Data.FORBIDDEN);
            case "auth" -> new TlsDemands(true, false, Data.FREE);
            case "auth+data" -> new TlsDemands(true, false, Data.REQUIRED);
            default -> TlsDemands.NONE;
        };
    }

    private final class OfServer implements ServerTls {
        private final SSLContext context;
        private final DirectiveSet directives;

        OfServer(SSLContext context, DirectiveSet directives) {
            this.context = context;
            this.directives = directives;
        }

        private boolean has(String option) {
            return directives.settings(OPTIONS).stream()
                    .anyMatch(setting -> setting.value().contains(option));
        }

        @Override
        public boolean isUsable() {
            return !has("NoCertificate");
        }

        @Override
        public boolean isImplicit() {
            return has("UseImplicitSSL");
        }

        @Override
        public Duration handshakeLimit() {
            return Duration.ofMillis(directives.get(TIMEOUT));
        }

        @Override
        public TlsDemands demands() {
            return directives.get(REQUIRED);
        }

        @Override
        public boolean isPerUser() {
            return has("AllowPerUser");
        }

        @Override
        public void log(String text) {
            log.add(text);
        }

        @Override
        public ControlTls accept(SessionView session, ServerNames names) {
            return new OfControl(this, session, has("IgnoreSNI") ? Optional.empty() : Optional.of(names));
        }
    }

    private final class OfControl implements ControlTls {
        private final SessionView session;
        private final SSLEngine engine;
        private volatile OfServer server;
        private volatile boolean mustResume;
        private volatile Optional<String> name = Optional.empty();
        private volatile Optional<String> refusal = Optional.empty();

        OfControl(OfServer server, SessionView session, Optional<ServerNames> names) {
            this.server = server;
            this.session = session;
            this.engine = make(false);
            this.mustResume = !server.has("NoSessionReuseRequired");
            names.ifPresent(asked -> heed(engine, sent -> isServed(asked, sent)));
        }

        private static void heed(SSLEngine engine, Predicate<String> served) {
            var parameters = engine.getSSLParameters();
            parameters.setSNIMatchers(List.of(new SNIMatcher(StandardConstants.SNI_HOST_NAME) {
                @Override
                public boolean matches(SNIServerName sent) {
                    var text = new String(sent.getEncoded(), StandardCharsets.US_ASCII);
                    return served.test(text.replaceFirst("\\.port(\\w+)$", ":$1"));
                }
            }));
            engine.setSSLParameters(parameters);
        }

        /// The certificate is the same for all servers. The JDK takes no name with a colon: `.port21` stands for `:21`.
        private boolean isServed(ServerNames names, String sent) {
            name = Optional.of(sent);
            return switch (names.find(sent)) {
                case ServerNames.Answer.Stay() -> true;
                case ServerNames.Answer.MoveTo(var other) -> {
                    server = (OfServer) other;
                    yield true;
                }
                case ServerNames.Answer.Refuse(var alert, var why) -> {
                    refusal = Optional.of(alert + ": " + why);
                    yield false;
                }
            };
        }

        @Override
        public Optional<String> serverName() {
            return name;
        }

        private SSLEngine make(boolean client) {
            var made = server.context.createSSLEngine("client", (int) session.id());
            made.setUseClientMode(client);
            made.setEnabledProtocols(new String[] {server.directives.get(PROTOCOL)});
            return made;
        }

        @Override
        public SSLEngine engine() {
            return engine;
        }

        @Override
        public void established() {
            engine.getSession().putValue(OWNER, this);
            session.notes().put("TLS_PROTOCOL", engine.getSession().getProtocol());
            log.add(engine.getSession().getProtocol() + " connection accepted");
        }

        @Override
        public void failed(HandshakeFailure why) {
            refusal.ifPresent(log::add);
            log.add("unable to accept TLS connection: "
                    + switch (why) {
                        case HandshakeFailure.Refused _ -> "protocol error";
                        case HandshakeFailure.Closed _ -> "TLS connection closed";
                        case HandshakeFailure.Broken(var error) -> "system call error: " + error.getMessage();
                        case HandshakeFailure.TimedOut(var limit) ->
                            "TLS negotiation timed out (" + limit.toMillis() + " ms)";
                    });
        }

        @Override
        public void cleared() {
            mustResume = false;
        }

        @Override
        public SSLEngine data() {
            var data = make(false);
            if (name.isPresent()) {
                // The JDK resumes a session only where the name counts for as much as it did in the session.
                heed(data, _ -> true);
            }
            return data;
        }

        @Override
        public SSLEngine dataAsClient() {
            return make(true);
        }

        @Override
        public void established(SSLEngine data) throws SSLException {
            boolean resumed = data.getSession().getValue(OWNER) == this;
            if (mustResume && !data.getUseClientMode() && !resumed) {
                log.add("client did not reuse TLS session");
                throw new SSLException("not reused");
            }
            log.add("data connection accepted" + (resumed ? ", resumed session" : "")
                    + (data.getUseClientMode() ? ", as client" : ""));
        }

        @Override
        public void failed(SSLEngine data, HandshakeFailure why) {
            log.add("data: " + why.getClass().getSimpleName());
            log.add("unable to open data connection: TLS negotiation failed");
        }
    }
}
