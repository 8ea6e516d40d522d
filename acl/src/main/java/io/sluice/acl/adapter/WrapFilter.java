package io.sluice.acl.adapter;

import io.sluice.acl.WrapTable.Hit;
import io.sluice.acl.WrapTables.Source;
import io.sluice.acl.WrapTables.Verdict;
import io.sluice.acl.adapter.WrapQuestions.Question;
import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.ftp.WireText;
import io.sluice.module.CoreServices;
import io.sluice.module.CoreServices.Journal;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import io.sluice.module.Explanation;
import io.sluice.module.Explanation.Moment;
import io.sluice.module.ServerEvent;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Tables of `mod_wrap2` decide who may log in: asked at every `PASS` before anybody checks the password, and if wanted
/// when a client connects. Where tables are chosen by groups, which nobody knows before that, they are asked once the
/// password is known to be right.
record WrapFilter(WrapQuestions questions, CoreServices core, Outages outages, AccessLogs logs)
        implements SessionFilter {

    @Override
    public Phase phase() {
        return Phase.ACCESS;
    }

    @Override
    public String module() {
        return "mod_wrap2";
    }

    @Override
    public Decision connected(SessionView session) {
        return decide(session, questions.atConnect(session));
    }

    @Override
    public Decision command(SessionView session, Command command) {
        return command.verb().equals("PASS") ? decide(session, questions.atPassword(session)) : Decision.PERMIT;
    }

    @Override
    public Decision authenticated(SessionView session, String user) {
        return decide(session, questions.withGroups(session));
    }

    @Override
    public Decision loggedIn(SessionView session) {
        return session.groups().isEmpty() ? decide(session, questions.withGroups(session)) : Decision.PERMIT;
    }

    @Override
    public Optional<Explanation> explain(SessionView supposed, Moment moment) {
        var question = switch (moment) {
            case Moment.Connect _ -> questions.atConnect(supposed);
            case Moment.Password _ -> questions.atPassword(supposed);
            case Moment.Login _ -> questions.withGroups(supposed);
            case Moment.Use _ -> Optional.<Question>empty();
        };
        return question.map(asked -> explanation(questions.ask(supposed, asked).verdict(), asked));
    }

    private static Explanation explanation(Verdict verdict, Question asked) {
        return switch (verdict) {
            case Verdict.Allowed(var by) ->
                new Explanation(
                        "wrap2",
                        false,
                        "allowed",
                        List.of(by.map(hit -> step(hit.pattern(), hit)).orElse(Reasons.DEFAULT)));
            case Verdict.Refused(var by) -> new Explanation("wrap2", true, "refused", List.of(step(by.pattern(), by)));
            case Verdict.Undecidable(var why) ->
                new Explanation("wrap2", true, "refused", List.of(Decision.Step.of(unread(why), asked.position())));
        };
    }

    @Override
    public Reply welcome(SessionView session, Reply reply) {
        var server = session.server().directives();
        if (!WrapQuestions.areAsked(server)) {
            return reply;
        }
        return server.find(WrapDirectives.ALLOW_MSG)
                .map(text -> withLine(reply, text(session, text)))
                .orElse(reply);
    }

    private static Reply withLine(Reply reply, String text) {
        var lines = new ArrayList<>(reply.lines());
        lines.addFirst(reply.code() + "-" + text);
        return new Reply(reply.code(), lines);
    }

    private Decision decide(SessionView session, Optional<Question> question) {
        return question.map(asked -> decide(session, asked)).orElse(Decision.PERMIT);
    }

    private Decision decide(SessionView session, Question asked) {
        var log = logs.of(session.server().directives().find(WrapDirectives.LOG).flatMap(file -> file));
        var answer = questions.ask(session, asked);
        note(asked.tables().allow(), answer.allow(), "allow table (" + asked.position() + ")", log);
        note(asked.tables().deny(), answer.deny(), "deny table (" + asked.position() + ")", log);
        return switch (answer.verdict()) {
            case Verdict.Allowed(var by) -> {
                by.ifPresent(hit -> session.environment().putAll(hit.environment()));
                log.log("allowed connection from " + session.clientName());
                yield new Decision.Permit(by.stream()
                        .map(hit -> step("wrap2: allowed by " + hit.pattern(), hit))
                        .toList());
            }
            case Verdict.Refused(var by) -> {
                var found = "refused connection from " + session.clientName();
                log.refusal(found + " (rule " + by.origin() + ")");
                yield refused(session, step(found, by));
            }
            case Verdict.Undecidable(var why) -> {
                var found = "refused connection from " + session.clientName() + ": " + unread(why);
                log.refusal(found);
                yield refused(session, Decision.Step.of(found, asked.position()));
            }
        };
    }

    private static String unread(String why) {
        return "the deny table cannot be read (" + why + "), and WrapOptions has FailClosed";
    }

    private void note(WrapSource source, Source opened, String table, Journal log) {
        var failure = opened instanceof Source.Missing(var why)
                ? Optional.of("error opening " + table + ": " + why)
                : Optional.<String>empty();
        if (source instanceof WrapSource.InFile file && file.isPerUser()) {
            failure.ifPresent(log::log);
        } else {
            outages.note(table, failure, log);
        }
    }

    private static Decision.Step step(String found, Hit by) {
        return Decision.Step.of(found, ClassDirectives.position(by.origin()));
    }

    private Decision refused(SessionView session, Decision.Step step) {
        core.raise(new ServerEvent("mod_wrap.connection-denied", Optional.of(session)));
        var text = text(session, session.server().directives().get(WrapDirectives.DENY_MSG));
        return new Decision.Disconnect(
                Optional.of(Reply.ofWire(530, text)), EndReason.of(EndReason.Kind.MODULE_POLICY), List.of(step));
    }

    private static String text(SessionView session, String written) {
        return WireText.of(written).replace("%u", session.requestedName().orElse("unknown"));
    }
}
