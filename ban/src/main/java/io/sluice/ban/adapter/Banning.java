package io.sluice.ban.adapter;

import io.sluice.ban.Ban;
import io.sluice.ban.BanEvent;
import io.sluice.ban.BanTable;
import io.sluice.ban.BanTable.Outcome;
import io.sluice.ban.BanType;
import io.sluice.ban.Rule;
import io.sluice.ban.Rules;
import io.sluice.ban.TimeText;
import io.sluice.ban.cache.Waits;
import io.sluice.config.Setting;
import io.sluice.ftp.Reply;
import io.sluice.ftp.WireText;
import io.sluice.module.CoreServices;
import io.sluice.module.CoreServices.Journal;
import io.sluice.module.EndReason;
import io.sluice.module.ServerEvent;
import io.sluice.module.SessionView;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;

/// Finds bans, counts what leads to them, and makes them.
record Banning(Rules rules, BanTable table, Shares shares, Journal journal, CoreServices core, InstantSource clock) {
    static final EndReason BANNED = EndReason.of(EndReason.Kind.BANNED);

    /// The ban of that name that holds for a session: in the table, else where bans are shared.
    Optional<Ban> find(BanType type, String name, Subject subject) {
        return table.find(type, name, subject.server())
                .or(() -> shares.of(subject.server())
                        .find(type, name, subject.session().local()));
    }

    /// An event of the server has been raised for a session.
    void occurred(String event, SessionView session) {
        for (Rule rule : rules.countingEvent(event)) {
            counted(rule.event(), session).ifPresent(farewell -> session.end(BANNED, farewell.reply()));
        }
    }

    /// What a session is told that has brought a ban upon itself.
    record Farewell(Optional<Reply> reply) {}

    /// Counts an occurrence, if there is a rule for it; what the session is told if it was one too many.
    Optional<Farewell> counted(BanEvent event, SessionView session) {
        var subject = new Subject(session);
        return rules.of(event)
                .filter(_ -> subject.isSubject())
                .flatMap(rule -> subject.source(event.bans())
                        .flatMap(source -> Waits.inOnePhase(() -> ban(rule, source, subject))))
                .map(ban -> {
                    journal.refusal(event.shown() + " autoban threshold reached, ending session");
                    core.raise(new ServerEvent(
                            "mod_ban.ban.client-disconnected",
                            Optional.of(session),
                            Optional.of(ban.type().name().replace("_AT_", "@") + ":" + event.shown())));
                    return new Farewell(subject.told(ban));
                });
    }

    /// The ban that this occurrence has led to, if it has.
    private Optional<Ban> ban(Rule rule, String source, Subject subject) {
        var event = rule.event();
        BanTable.Counted counted;
        try {
            counted = table.count(rule, source, subject.server());
        } catch (IOException e) {
            journal.log("error adding ban event for " + event.shown() + ": " + e.getMessage());
            return Optional.empty();
        }
        if (counted.began()) {
            journal.log("added ban event for " + event.shown());
        }
        var ban = banOf(rule, source, subject);
        if (counted.reached() && find(ban.type(), source, subject).isEmpty() && isAdded(ban, event, subject)) {
            return Optional.of(ban);
        }
        if (!counted.began()) {
            journal.log("updated count for " + event.shown() + " event entry: "
                    + counted.counter().count() + " curr, " + rule.most() + " max");
        }
        return Optional.empty();
    }

    private Ban banOf(Rule rule, String source, Subject subject) {
        var now = clock.instant();
        boolean everywhere =
                subject.directives().settings(BanDirectives.OPTIONS).stream().anyMatch(Setting::value);
        return new Ban(
                rule.event().bans(),
                source,
                rule.event().shown() + " autoban at " + TimeText.of(now),
                rule.message(),
                Optional.of(now.plus(rule.length())),
                everywhere ? Ban.EVERY_SERVER : subject.server());
    }

    private boolean isAdded(Ban ban, BanEvent event, Subject subject) {
        var what = event.shown() + "-triggered autoban for " + ban.type().word() + " '" + WireText.display(ban.name())
                + "'";
        return switch (add(ban)) {
            case Outcome.Banned _ -> {
                shares.of(subject.server()).add(ban, subject.session().local());
                journal.refusal("added " + what);
                endSessions(ban, other -> other.id() != subject.session().id());
                yield true;
            }
            case Outcome.AlreadyBanned _ -> false;
            case Outcome.Full _ -> {
                journal.refusal("error adding " + what + ": No space left on device");
                yield false;
            }
            case Outcome.Failed(var why) -> {
                journal.refusal("error adding " + what + ": " + why);
                yield false;
            }
        };
    }

    /// Adds a ban to the table.
    Outcome add(Ban ban) {
        var outcome = table.add(ban);
        switch (outcome) {
            case Outcome.Banned _ ->
                core.raise(new ServerEvent("mod_ban.ban-" + ban.type().word(), Optional.empty(), Optional.of(ban.name())));
            case Outcome.Full _ ->
                journal.refusal("maximum number of ban slots (" + BanTable.MOST + ") already in use");
            case Outcome.AlreadyBanned _, Outcome.Failed _ -> {}
        }
        return outcome;
    }

    /// Ends the sessions of a subject that has been banned.
    void endSessions(Ban ban, Predicate<SessionView> which) {
        int ended = core.end(
                session -> {
                    var subject = new Subject(session);
                    return which.test(session) && subject.isSubject() && subject.isMeantBy(ban);
                },
                BANNED,
                Optional.empty());
        if (ended > 0) {
            journal.log("disconnected " + ended + (ended == 1 ? " client" : " clients") + " from "
                    + ban.type().word() + " '" + WireText.display(ban.name()) + "'");
        }
    }
}
