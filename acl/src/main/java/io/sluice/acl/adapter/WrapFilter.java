package io.sluice.acl.adapter;

import io.sluice.acl.Client;
import io.sluice.acl.Truth;
import io.sluice.acl.WrapClient;
import io.sluice.acl.WrapTable.Hit;
import io.sluice.acl.WrapTables;
import io.sluice.acl.WrapTables.Source;
import io.sluice.acl.WrapTables.Unread;
import io.sluice.acl.WrapTables.Verdict;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Position;
import io.sluice.config.Setting;
import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.ftp.WireText;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import io.sluice.module.ServerEvent;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// Tables of `mod_wrap2` decide who may log in: asked at every `PASS` before anybody checks the password, and if wanted
/// when a client connects. Where tables are chosen by groups, which nobody knows before that, they are asked once the
/// password is known to be right.
///
/// @param names whether the names of clients were asked for (`UseReverseDNS`)
record WrapFilter(WrapTableReader reader, Outages outages, AccessLogs logs, boolean names) implements SessionFilter {

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
        var server = session.server().directives();
        return isOn(server) && has(server, WrapDirectives.Option.CHECK_ON_CONNECT) ? common(session) : Decision.PERMIT;
    }

    @Override
    public Decision command(SessionView session, Command command) {
        var server = session.server().directives();
        if (!command.verb().equals("PASS") || !isOn(server)) {
            return Decision.PERMIT;
        }
        var ofUser = ofUser(session);
        if (ofUser.isPresent()) {
            return decide(session, ofUser.get().value().tables(), ofUser.get().position(), user(session));
        }
        return server.settings(WrapDirectives.GROUP_TABLES).isEmpty() ? common(session) : Decision.PERMIT;
    }

    @Override
    public Decision authenticated(SessionView session, String user) {
        return isPostponed(session) ? ofGroup(session) : Decision.PERMIT;
    }

    /// Whom the backend has checked is in no group that anybody knows of.
    @Override
    public Decision loggedIn(SessionView session) {
        return isPostponed(session) && session.groups().isEmpty() ? common(session) : Decision.PERMIT;
    }

    @Override
    public Reply welcome(SessionView session, Reply reply) {
        var server = session.server().directives();
        if (!isOn(server)) {
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

    private static boolean isOn(DirectiveSet server) {
        return server.get(WrapDirectives.ENGINE);
    }

    private static boolean has(DirectiveSet server, WrapDirectives.Option option) {
        return server.settings(WrapDirectives.OPTIONS).stream()
                .anyMatch(setting -> setting.value().contains(option));
    }

    private static boolean isPostponed(SessionView session) {
        var server = session.server().directives();
        return isOn(server)
                && !server.settings(WrapDirectives.GROUP_TABLES).isEmpty()
                && ofUser(session).isEmpty();
    }

    private static String user(SessionView session) {
        return session.requestedName().orElse("");
    }

    private static Optional<Setting<WrapDirectives.Chosen>> ofUser(SessionView session) {
        return session.requestedName()
                .flatMap(user -> session.server().directives().settings(WrapDirectives.USER_TABLES).stream()
                        .filter(setting -> setting.value()
                                .names()
                                .map(list -> list.holds(List.of(WireText.display(user))) == Truth.TRUE)
                                .orElse(true))
                        .findFirst());
    }

    private Decision ofGroup(SessionView session) {
        var groups = new HashSet<>(session.groups().orElse(List.of()));
        return session.server().directives().settings(WrapDirectives.GROUP_TABLES).stream()
                .filter(setting -> setting.value()
                        .names()
                        .map(list -> list.holds(groups) == Truth.TRUE)
                        .orElse(true))
                .findFirst()
                .map(setting -> decide(
                        session,
                        setting.value().tables(),
                        setting.position(),
                        session.group().orElse("")))
                .orElseGet(() -> common(session));
    }

    /// By `WrapTables`, which are about everybody.
    private Decision common(SessionView session) {
        return session.server()
                .directives()
                .setting(WrapDirectives.WRAP_TABLES)
                .map(setting -> decide(session, setting.value(), setting.position(), ""))
                .orElse(Decision.PERMIT);
    }

    private Decision decide(SessionView session, WrapDirectives.Pair pair, Position position, String name) {
        var server = session.server().directives();
        var log = logs.of(server.find(WrapDirectives.LOG).flatMap(file -> file));
        var tables = new WrapTables(
                open(pair.allow(), "allow", session, name, position),
                open(pair.deny(), "deny", session, name, position));
        var local = Client.of(session.local().getAddress());
        var unread = has(server, WrapDirectives.Option.FAIL_CLOSED) ? Unread.FAILS_CLOSED : Unread.FAILS_OPEN;
        var verdict = tables.decide(server.get(WrapDirectives.SERVICE_NAME), local, client(session, tables), unread);
        return switch (verdict) {
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
                var found = "refused connection from " + session.clientName() + ": the deny table cannot be read ("
                        + why + "), and WrapOptions has FailClosed";
                log.refusal(found);
                yield refused(session, Decision.Step.of(found, position));
            }
        };
    }

    private Source open(WrapSource source, String kind, SessionView session, String name, Position position) {
        var server = session.server().directives();
        var opened = reader.open(source, server, user(session), name);
        var log = logs.of(server.find(WrapDirectives.LOG).flatMap(file -> file));
        var table = kind + " table (" + position + ")";
        var failure = opened instanceof Source.Missing(var why)
                ? Optional.of("error opening " + table + ": " + why)
                : Optional.<String>empty();
        if (source instanceof WrapSource.InFile file && file.isPerUser()) {
            failure.ifPresent(log::log);
        } else {
            outages.note(table, failure, log);
        }
        return opened;
    }

    private WrapClient client(SessionView session, WrapTables tables) {
        var client = Limits.client(session, names);
        boolean asked = names && tables.asksForMisnamed() && client.name() instanceof Client.Name.None;
        return new WrapClient(
                client,
                session.identity().flatMap(name -> name),
                asked && reader.core().recordedName(client.address()).isPresent());
    }

    private static Decision.Step step(String found, Hit by) {
        return Decision.Step.of(found, ClassDirectives.position(by.origin()));
    }

    private Decision refused(SessionView session, Decision.Step step) {
        reader.core().raise(new ServerEvent("mod_wrap.connection-denied", Optional.of(session)));
        var text = text(session, session.server().directives().get(WrapDirectives.DENY_MSG));
        return new Decision.Disconnect(
                Optional.of(Reply.ofWire(530, text)), EndReason.of(EndReason.Kind.MODULE_POLICY), List.of(step));
    }

    private static String text(SessionView session, String written) {
        return WireText.of(written).replace("%u", session.requestedName().orElse("unknown"));
    }
}
