package io.sluice.session.peers;

import io.sluice.config.Configuration;
import io.sluice.config.Context;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Section;
import io.sluice.config.Setting;
import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.module.ActiveModule;
import io.sluice.module.AddressClasses;
import io.sluice.module.CommandOutcome;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import io.sluice.module.ServerEvent;
import io.sluice.module.ServerModule;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import io.sluice.peers.Await;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// A module that writes down what sessions do, and defines a class `near` of the address 127.0.0.3. All clients belong
/// to the first `<Class>` of the configuration, if it has one.
public final class Recorder implements ServerModule, ActiveModule, SessionFilter {
    private final ConcurrentLinkedQueue<CommandOutcome> outcomes = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<EndReason> ends = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<SessionView> sessions = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> strangers = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> failing = new ConcurrentLinkedQueue<>();
    private volatile Optional<ClientClass> everybody = Optional.empty();

    private record ClientClass(String name, DirectiveSet directives) {}

    private static final Section<ClientClass> CLASS = new Section<>(
            "Class",
            Set.of(Context.SERVER),
            Context.CLASS,
            (arguments, contents) -> new ClientClass(arguments.text(), contents),
            "The class of all clients.");

    /// Refuses that user of the proxy from now on.
    public void refuses(String user) {
        strangers.add(user);
    }

    /// Breaks down whenever a command with that verb is finished.
    public void failsOn(String verb) {
        failing.add(verb);
    }

    /// The first outcome of a command with that verb, as soon as there is one.
    public CommandOutcome outcome(String verb) {
        Predicate<CommandOutcome> wanted = outcome -> outcome.command().verb().equals(verb);
        Await.until("the outcome of " + verb, () -> outcomes.stream().anyMatch(wanted));
        return outcomes.stream().filter(wanted).findFirst().orElseThrow();
    }

    /// The transfer that the first command with that verb has made.
    public CommandOutcome.Transfer transfer(String verb) {
        return outcome(verb).transfer().orElseThrow(() -> new AssertionError(verb + " made no transfer"));
    }

    /// Why the first session to end has ended, as soon as one has.
    public EndReason end() {
        Await.until("the end of a session", () -> !ends.isEmpty());
        return ends.element();
    }

    public void awaitEvent(String name) {
        Await.until("event " + name, () -> events.contains(name));
    }

    public List<String> events() {
        return List.copyOf(events);
    }

    /// The notes of the latest session, as they stand.
    public Map<String, String> notes() {
        return sessions.stream().reduce((_, later) -> later).orElseThrow().notes();
    }

    public SessionView session() {
        return sessions.stream().reduce((_, later) -> later).orElseThrow();
    }

    @Override
    public List<String> standsFor() {
        return List.of("mod_recorder.c");
    }

    @Override
    public List<Section<?>> sections() {
        return List.of(CLASS);
    }

    @Override
    public ActiveModule activate(Configuration configuration) {
        everybody = configuration.main().directives().settings(CLASS).stream()
                .findFirst()
                .map(Setting::value);
        return this;
    }

    @Override
    public List<SessionFilter> filters() {
        return List.of(this);
    }

    @Override
    public Optional<AddressClasses> addressClasses() {
        return Optional.of((name, address) ->
                name.equals("near") && address.getHostAddress().equals("127.0.0.3"));
    }

    @Override
    public void on(ServerEvent event) {
        events.add(event.name());
    }

    @Override
    public Phase phase() {
        return Phase.LOG;
    }

    @Override
    public Decision connected(SessionView session) {
        sessions.add(session);
        everybody.ifPresent(all -> session.assignClass(all.name(), all.directives()));
        return Decision.PERMIT;
    }

    @Override
    public Decision authenticated(SessionView session, String user) {
        return strangers.contains(user)
                ? new Decision.Refuse(
                        Reply.of(530, "Login incorrect."), List.of(Decision.Step.of("Limit access denies login")))
                : Decision.PERMIT;
    }

    @Override
    public Decision command(SessionView session, Command command) {
        return Decision.PERMIT;
    }

    @Override
    public void finished(SessionView session, CommandOutcome outcome) {
        outcomes.add(outcome);
        if (failing.contains(outcome.command().verb())) {
            throw new IllegalStateException("a module has broken down, as the test wants it");
        }
    }

    @Override
    public void ended(SessionView session, EndReason reason) {
        ends.add(reason);
    }

    @Override
    public String toString() {
        return outcomes.stream()
                .map(outcome -> outcome.command() + " -> "
                        + outcome.reply().map(reply -> reply.lines().getFirst()).or(() -> Optional.of("nothing")))
                .collect(Collectors.joining("\n"));
    }
}
