package io.sluice.session.peers;

import io.sluice.config.Configuration;
import io.sluice.ftp.Command;
import io.sluice.module.ActiveModule;
import io.sluice.module.AddressClasses;
import io.sluice.module.CommandOutcome;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import io.sluice.module.ServerEvent;
import io.sluice.module.ServerModule;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// A module that writes down what sessions do, and defines a class `near` of the address 127.0.0.3.
public final class Recorder implements ServerModule, ActiveModule, SessionFilter {
    private final ConcurrentLinkedQueue<CommandOutcome> outcomes = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<EndReason> ends = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<SessionView> sessions = new ConcurrentLinkedQueue<>();

    /// The first outcome of a command with that verb, as soon as there is one.
    public CommandOutcome outcome(String verb) {
        Predicate<CommandOutcome> wanted = outcome -> outcome.command().verb().equals(verb);
        Patience.await("the outcome of " + verb, () -> outcomes.stream().anyMatch(wanted));
        return outcomes.stream().filter(wanted).findFirst().orElseThrow();
    }

    /// The transfer that the first command with that verb has made.
    public CommandOutcome.Transfer transfer(String verb) {
        return outcome(verb).transfer().orElseThrow(() -> new AssertionError(verb + " made no transfer"));
    }

    /// Why the first session to end has ended, as soon as one has.
    public EndReason end() {
        Patience.await("the end of a session", () -> !ends.isEmpty());
        return ends.element();
    }

    public void awaitEvent(String name) {
        Patience.await("event " + name, () -> events.contains(name));
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
    public ActiveModule activate(Configuration configuration) {
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
        return Decision.PERMIT;
    }

    @Override
    public Decision command(SessionView session, Command command) {
        return Decision.PERMIT;
    }

    @Override
    public void finished(SessionView session, CommandOutcome outcome) {
        outcomes.add(outcome);
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
