package io.sluice.tls.cache;

import io.sluice.cache.CacheException;
import io.sluice.cache.Deadline;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What `ftpdctl tls sesscache …` and `ftpdctl tls ocspcache …` do, and answer.
public final class TlsControls {
    private static final int MOST_SHOWN = 1000;

    private final SessionCache sessions;
    private final ResponseCache responses;
    private final boolean named;
    private final InstantSource clock;

    TlsControls(SessionCache sessions, ResponseCache responses, boolean named, InstantSource clock) {
        this.sessions = sessions;
        this.responses = responses;
        this.named = named;
        this.clock = clock;
    }

    /// What is answered.
    ///
    /// @param status 0 where it was done, otherwise the number of a kind of failure as the control socket has it
    public record Answer(int status, List<String> lines) {
        static final int FAILED = -1;
        static final int WRONG_PARAMETERS = -3;
        static final int NOT_FOUND = -4;

        public Answer {
            lines = List.copyOf(lines);
        }

        static Answer ok(List<String> lines) {
            return new Answer(0, lines);
        }

        static Answer of(int status, String... lines) {
            return new Answer(status, List.of(lines));
        }
    }

    /// Does what is asked for.
    ///
    /// @param words what stands behind `tls`
    public Answer handle(List<String> words) {
        if (words.isEmpty()) {
            return Answer.of(Answer.WRONG_PARAMETERS, "missing required parameters");
        }
        var cache = words.getFirst();
        if (!cache.equals("sesscache") && !cache.equals("ocspcache")) {
            return Answer.of(Answer.WRONG_PARAMETERS, "unknown tls action: '" + cache + "'");
        }
        if (words.size() == 1) {
            return Answer.of(Answer.WRONG_PARAMETERS, "tls " + cache + ": missing required parameters");
        }
        var verb = words.get(1);
        var options = words.subList(2, words.size());
        boolean ofSessions = cache.equals("sesscache");
        return switch (verb) {
            case "info" -> info(cache, ofSessions, options);
            case "clear" -> ofSessions ? clearSessions() : clearResponses();
            case "remove" -> ofSessions ? removeSessions() : removeResponses();
            default ->
                Answer.of(Answer.WRONG_PARAMETERS, "tls " + cache + ": unknown " + cache + " action: '" + verb + "'");
        };
    }

    private Answer info(String cache, boolean ofSessions, List<String> options) {
        for (var option : options) {
            if (!ofSessions || !option.equals("-v")) {
                return Answer.of(Answer.WRONG_PARAMETERS, "tls " + cache + ": unsupported parameter: '" + option + "'");
            }
        }
        return ofSessions ? sessionInfo(!options.isEmpty()) : responseInfo();
    }

    private Answer sessionInfo(boolean verbose) {
        var shared = sessions.shared();
        if (shared.isEmpty()) {
            var lines = new ArrayList<String>();
            lines.add("No TLSSessionCache configured");
            if (named) {
                lines.add("TLS sessions are resumed inside this process only: "
                        + Subject.SESSIONS.counted(sessions.copies().size()));
            }
            return Answer.ok(lines);
        }
        var deadline = Deadline.after(Subject.CONTROL);
        var lines = new ArrayList<>(new CacheStatus(Subject.SESSIONS, sessions.type()).lines(shared.get(), deadline));
        if (verbose) {
            lines.add("");
            lines.add("Cached sessions:");
            lines.addAll(shown(shared.get(), deadline));
        }
        return Answer.ok(lines);
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

    private Answer responseInfo() {
        return responses
                .store()
                .map(store -> Answer.ok(store.status(Deadline.after(Subject.CONTROL))))
                .orElse(Answer.of(0, "No TLSStaplingCache configured"));
    }

    private Answer clearSessions() {
        if (!sessions.isShared()) {
            return Answer.of(
                    Answer.NOT_FOUND,
                    "tls sesscache: error clearing session cache: Function not implemented",
                    "No TLSSessionCache configured");
        }
        try {
            return cleared("sesscache", "session cache", Subject.SESSIONS, sessions.type(), sessions.clear(limit()));
        } catch (CacheException e) {
            return Answer.of(Answer.FAILED, "tls sesscache: error clearing session cache: " + e.getMessage());
        }
    }

    private Answer clearResponses() {
        if (responses.store().isEmpty()) {
            return Answer.of(
                    Answer.NOT_FOUND,
                    "tls ocspcache: error clearing OCSP cache: Function not implemented",
                    "No TLSStaplingCache configured");
        }
        try {
            return cleared("ocspcache", "OCSP cache", Subject.RESPONSES, responses.type(), responses.clear(limit()));
        } catch (CacheException e) {
            return Answer.of(Answer.FAILED, "tls ocspcache: error clearing OCSP cache: " + e.getMessage());
        }
    }

    private static Answer cleared(
            String cache, String words, Subject subject, String type, SharedEntries.Cleared cleared) {
        var lines = new ArrayList<String>();
        lines.add("tls " + cache + ": cleared " + subject.counted(cleared.count()) + " from '" + type + "' " + words);
        if (!cleared.complete()) {
            lines.add("tls " + cache + ": not finished");
        }
        if (!cleared.enumerated()) {
            lines.add("tls " + cache + ": shared entries cannot be enumerated");
        }
        return Answer.ok(lines);
    }

    private Answer removeSessions() {
        if (!sessions.isShared()) {
            return Answer.of(
                    Answer.NOT_FOUND,
                    "tls sesscache: error removing session cache: Function not implemented",
                    "No TLSSessionCache configured");
        }
        try {
            sessions.leaveStore(limit());
            return Answer.of(0, "tls sesscache: removed '" + sessions.type() + "' session cache");
        } catch (CacheException e) {
            return Answer.of(Answer.FAILED, "tls sesscache: error removing session cache: " + e.getMessage());
        }
    }

    private Answer removeResponses() {
        if (responses.store().isEmpty()) {
            return Answer.of(
                    Answer.NOT_FOUND,
                    "tls ocspcache: error removing OCSP cache: Function not implemented",
                    "No TLSStaplingCache configured");
        }
        try {
            responses.leaveStore(limit());
            return Answer.of(0, "tls ocspcache: removed '" + responses.type() + "' OCSP cache");
        } catch (CacheException e) {
            return Answer.of(Answer.FAILED, "tls ocspcache: error removing OCSP cache: " + e.getMessage());
        }
    }

    private static Deadline limit() {
        return Deadline.after(Subject.CONTROL);
    }
}
