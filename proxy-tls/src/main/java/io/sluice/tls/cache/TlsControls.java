package io.sluice.tls.cache;

import io.sluice.cache.CacheException;
import io.sluice.cache.Deadline;
import io.sluice.module.ControlAction;
import io.sluice.module.ControlReply;
import io.sluice.module.ControlReply.Status;
import io.sluice.tls.session.Reach;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What `ftpdctl tls sesscache …` and `ftpdctl tls ocspcache …` do, and answer.
public final class TlsControls {
    static final Set<String> CACHES = Set.of("sesscache", "ocspcache");
    static final Set<String> VERBS = Set.of("info", "clear", "remove");
    private static final int MOST_SHOWN = 1000;

    private final SessionCache sessions;
    private final ResponseCache responses;
    private final boolean named;
    private final InstantSource clock;
    private volatile List<Library> libraries = List.of();

    /// A library that serves clients.
    ///
    /// @param name it and its version
    /// @param reach how far its TLS sessions go: only those that reach the store are in the cache, others in itself
    public record Library(String name, Reach reach) {}

    TlsControls(SessionCache sessions, ResponseCache responses, boolean named, InstantSource clock) {
        this.sessions = sessions;
        this.responses = responses;
        this.named = named;
        this.clock = clock;
    }

    /// The action `tls` of the control socket.
    public ControlAction action() {
        return new ControlAction(
                "tls", "query/tune mod_tls settings", CacheDirectives.CONTROLS_ACLS, TlsControls::rights, this::handle);
    }

    /// The right to the cache, and that to what is to be done with it; words that mean nothing need none.
    private static Set<String> rights(List<String> words) {
        if (words.isEmpty() || !CACHES.contains(words.getFirst())) {
            return Set.of();
        }
        var needed = new HashSet<>(Set.of(words.getFirst()));
        words.stream().skip(1).limit(1).filter(VERBS::contains).forEach(needed::add);
        return needed;
    }

    /// Learns which libraries serve the clients of this configuration.
    public void servedBy(List<Library> serving) {
        libraries = serving.stream().distinct().toList();
    }

    /// Does what is asked for.
    ///
    /// @param words what stands behind `tls`
    public ControlReply handle(List<String> words) {
        if (words.isEmpty()) {
            return ControlReply.wrongParameters("missing required parameters");
        }
        var cache = words.getFirst();
        if (!CACHES.contains(cache)) {
            return ControlReply.wrongParameters("unknown tls action: '" + cache + "'");
        }
        if (words.size() == 1) {
            return ControlReply.wrongParameters("tls " + cache + ": missing required parameters");
        }
        var verb = words.get(1);
        var options = words.subList(2, words.size());
        boolean ofSessions = cache.equals("sesscache");
        return switch (verb) {
            case "info" -> info(cache, ofSessions, options);
            case "clear" -> ofSessions ? clearSessions() : clearResponses();
            case "remove" -> ofSessions ? removeSessions() : removeResponses();
            default -> ControlReply.wrongParameters("tls " + cache + ": unknown " + cache + " action: '" + verb + "'");
        };
    }

    private ControlReply info(String cache, boolean ofSessions, List<String> options) {
        for (var option : options) {
            if (!ofSessions || !option.equals("-v")) {
                return ControlReply.wrongParameters("tls " + cache + ": unsupported parameter: '" + option + "'");
            }
        }
        return ofSessions ? sessionInfo(!options.isEmpty()) : responseInfo();
    }

    private ControlReply sessionInfo(boolean verbose) {
        var shared = sessions.shared();
        if (shared.isEmpty()) {
            var lines = new ArrayList<String>();
            lines.add("No TLSSessionCache configured");
            if (named) {
                lines.add("TLS sessions in this process: " + sessions.copies().size() + limits());
                lines.addAll(holders());
            }
            return lines(lines);
        }
        var deadline = Deadline.after(Subject.CONTROL);
        var lines = new ArrayList<>(new CacheStatus(Subject.SESSIONS, sessions.type()).lines(shared.get(), deadline));
        if (verbose) {
            lines.add("");
            lines.add("Cached sessions:");
            lines.addAll(shown(shared.get(), deadline));
        }
        lines.addAll(holders());
        return lines(lines);
    }

    /// The libraries whose sessions are in themselves.
    private List<String> holders() {
        return libraries.stream()
                .filter(library -> library.reach() != Reach.STORE)
                .map(library -> "TLS sessions of " + library.name() + ": in itself, "
                        + (library.reach() == Reach.PROCESS
                                ? "for all control connections of this process"
                                : "apart for each control connection")
                        + limits())
                .toList();
    }

    private String limits() {
        return ", at most " + sessions.capacity() + ", for "
                + sessions.lifetime().toSeconds() + " s";
    }

    private List<String> shown(SharedEntries shared, Deadline deadline) {
        if (!shared.enumerates()) {
            return List.of("  (not enumerable)");
        }
        Map<String, Stamped> entries;
        try {
            entries = shared.copy(MOST_SHOWN, deadline);
        } catch (CacheException e) {
            return List.of("  (" + e.getMessage() + ")");
        }
        if (entries.isEmpty()) {
            return List.of("  (none)");
        }
        var lines = new ArrayList<String>();
        entries.forEach((name, session) -> lines.addAll(SessionBlock.lines(name, session, clock.instant())));
        return lines;
    }

    private ControlReply responseInfo() {
        return responses
                .store()
                .map(store -> lines(store.status(Deadline.after(Subject.CONTROL))))
                .orElse(ControlReply.ok("No TLSStaplingCache configured"));
    }

    private ControlReply clearSessions() {
        if (!sessions.isShared()) {
            return none(
                    "tls sesscache: error clearing session cache: Function not implemented",
                    "No TLSSessionCache configured");
        }
        try {
            return cleared("sesscache", "session cache", Subject.SESSIONS, sessions.type(), sessions.clear(limit()));
        } catch (CacheException e) {
            return ControlReply.of(Status.ERROR, "tls sesscache: error clearing session cache: " + e.getMessage());
        }
    }

    private ControlReply clearResponses() {
        if (responses.store().isEmpty()) {
            return none(
                    "tls ocspcache: error clearing OCSP cache: Function not implemented",
                    "No TLSStaplingCache configured");
        }
        try {
            return cleared("ocspcache", "OCSP cache", Subject.RESPONSES, responses.type(), responses.clear(limit()));
        } catch (CacheException e) {
            return ControlReply.of(Status.ERROR, "tls ocspcache: error clearing OCSP cache: " + e.getMessage());
        }
    }

    private static ControlReply cleared(
            String cache, String words, Subject subject, String type, SharedEntries.Cleared cleared) {
        var lines = new ArrayList<String>();
        lines.add("tls " + cache + ": cleared " + subject.counted(cleared.count()) + " from '" + type + "' " + words);
        if (!cleared.complete()) {
            lines.add("tls " + cache + ": not finished");
        }
        if (!cleared.enumerated()) {
            lines.add("tls " + cache + ": shared entries cannot be enumerated");
        }
        return lines(lines);
    }

    private ControlReply removeSessions() {
        if (!sessions.isShared()) {
            return none(
                    "tls sesscache: error removing session cache: Function not implemented",
                    "No TLSSessionCache configured");
        }
        try {
            sessions.leaveStore(limit());
            return ControlReply.ok("tls sesscache: removed '" + sessions.type() + "' session cache");
        } catch (CacheException e) {
            return ControlReply.of(Status.ERROR, "tls sesscache: error removing session cache: " + e.getMessage());
        }
    }

    private ControlReply removeResponses() {
        if (responses.store().isEmpty()) {
            return none(
                    "tls ocspcache: error removing OCSP cache: Function not implemented",
                    "No TLSStaplingCache configured");
        }
        try {
            responses.leaveStore(limit());
            return ControlReply.ok("tls ocspcache: removed '" + responses.type() + "' OCSP cache");
        } catch (CacheException e) {
            return ControlReply.of(Status.ERROR, "tls ocspcache: error removing OCSP cache: " + e.getMessage());
        }
    }

    private static ControlReply lines(List<String> lines) {
        return new ControlReply(Status.OK, lines);
    }

    private static ControlReply none(String... lines) {
        return new ControlReply(Status.SUBJECT_NOT_FOUND, List.of(lines));
    }

    private static Deadline limit() {
        return Deadline.after(Subject.CONTROL);
    }
}
