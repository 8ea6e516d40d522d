package io.sluice.ban.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.GatewaySettings;
import io.sluice.ban.Moment;
import io.sluice.config.Configuration;
import io.sluice.config.ConfigurationException;
import io.sluice.config.ConfigurationReader;
import io.sluice.config.ConfigurationReader.Inputs;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Problem;
import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.module.ActiveModule;
import io.sluice.module.ControlAction;
import io.sluice.module.ControlReply;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import io.sluice.module.ServerEvent;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import io.sluice.module.peers.BareCore;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/// The module under the lines of a file `/etc/x.conf`, with the servers of that file and sessions of tests. The first
/// server is at 192.0.2.2 port 21, the second at port 22 and so on.
final class Activated implements BareCore, AutoCloseable {
    private static final String ADDRESS = "192.0.2.2";

    final Moment clock = new Moment();
    final List<String> log = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    private final List<FakeSession> sessions = new ArrayList<>();
    private final List<FakeSession.Place> servers = new ArrayList<>();
    private ActiveModule module;

    Activated(String... lines) throws ConfigurationException {
        module = activate(lines);
    }

    private ActiveModule activate(String... lines) throws ConfigurationException {
        var configuration = read(lines);
        servers.clear();
        add(configuration.main().directives());
        configuration.virtualHosts().forEach(host -> add(host.directives()));
        return new BanModule(clock).activate(configuration, this);
    }

    private void add(DirectiveSet directives) {
        int number = servers.size() + 1;
        servers.add(new FakeSession.Place(number, "server " + number, ADDRESS, 20 + number, directives));
    }

    /// Takes another configuration as a reload does.
    void reload(String... lines) throws ConfigurationException {
        var before = module;
        module = activate(lines);
        before.close();
    }

    static Configuration read(String... lines) throws ConfigurationException {
        return ConfigurationReader.readText(
                "/etc/x.conf",
                String.join("\n", lines) + "\n",
                GatewaySettings.table(List.of(new BanModule())),
                new Inputs(Set.of(), Set.of(), Map.of()));
    }

    /// The first thing that is wrong with such lines when they are read.
    static String fault(String... lines) {
        return catchThrowableOfType(ConfigurationException.class, () -> read(lines)).problems().stream()
                .map(Problem::text)
                .findFirst()
                .orElseThrow();
    }

    List<String> warnings() {
        return module.warnings().stream().map(Problem::text).toList();
    }

    FakeSession session(String address) {
        return session(1, address);
    }

    FakeSession session(int server, String address) {
        var session = new FakeSession(sessions.size() + 1, address, servers.get(server - 1));
        sessions.add(session);
        return session;
    }

    private SessionFilter filter() {
        return module.filters().getFirst();
    }

    /// What a client is told at connect: `none` without a reply, empty if it is let in.
    Optional<String> connects(FakeSession session) {
        return told(filter().connected(session));
    }

    Optional<String> gives(FakeSession session, String password) {
        return told(filter().command(session, Command.of("PASS", password)));
    }

    /// Whether the backend may hear of the user.
    boolean passesOn(FakeSession session) {
        return filter().passedOn(session, session.requestedName().orElseThrow()) instanceof Decision.Permit;
    }

    void logsIn(FakeSession session, String user) {
        raised("core.logged-in", session.loggedInAs(user));
    }

    private static Optional<String> told(Decision decision) {
        return switch (decision) {
            case Decision.Permit _ -> Optional.empty();
            case Decision.Disconnect(var reply, var reason, var _) -> {
                assertThat(reason.kind()).isEqualTo(EndReason.Kind.BANNED);
                yield Optional.of(
                        reply.map(said -> said.code() + " " + said.text()).orElse("none"));
            }
            case Decision.Rewrite _, Decision.Delay _, Decision.Refuse _ -> throw new AssertionError(decision);
        };
    }

    void raised(String event, FakeSession session) {
        module.on(new ServerEvent(event, Optional.of(session)));
    }

    ControlReply asks(String action, String... words) {
        var asked = module.controls().stream()
                .filter(each -> each.name().equals(action))
                .findFirst()
                .orElseThrow();
        return ScopedValue.where(ControlAction.ASKED_BY, "ada")
                .call(() -> asked.handler().handle(List.of(words)));
    }

    List<String> info(String... options) {
        var words = new ArrayList<>(List.of("info"));
        words.addAll(List.of(options));
        return asks("ban", words.toArray(String[]::new)).lines();
    }

    @Override
    public Journal journal(String directive, String module, Path file, DirectiveSet server) {
        return new Journal() {
            @Override
            public void log(String text) {
                log.add(text);
            }

            @Override
            public void refusal(String text) {
                log.add(text);
            }
        };
    }

    @Override
    public void raise(ServerEvent event) {
        events.add(event.name() + event.text().map(text -> " " + text).orElse(""));
    }

    @Override
    public int end(Predicate<SessionView> which, EndReason reason, Optional<Reply> farewell) {
        var ended = sessions.stream().filter(which).toList();
        ended.forEach(session -> session.end(reason, farewell));
        return ended.size();
    }

    /// `two.example` has two addresses, others are numbers or have none.
    @Override
    public List<InetAddress> addresses(String name) {
        if (name.equals("two.example")) {
            return List.of(InetAddress.ofLiteral("192.0.2.81"), InetAddress.ofLiteral("2001:db8::81"));
        }
        if (name.equals("here.example")) {
            return List.of(InetAddress.ofLiteral(ADDRESS));
        }
        try {
            return List.of(InetAddress.ofLiteral(name));
        } catch (IllegalArgumentException _) {
            return List.of();
        }
    }

    @Override
    public OptionalInt serverAt(InetSocketAddress place) {
        return servers.stream()
                .filter(server ->
                        place.equals(new InetSocketAddress(InetAddress.ofLiteral(server.address()), server.port())))
                .mapToInt(FakeSession.Place::number)
                .findFirst();
    }

    @Override
    public Optional<SessionView.ServerView> server(int number) {
        return number >= 1 && number <= servers.size() ? Optional.of(servers.get(number - 1)) : Optional.empty();
    }

    @Override
    public void close() {
        module.close();
    }
}
