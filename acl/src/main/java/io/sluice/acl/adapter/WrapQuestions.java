package io.sluice.acl.adapter;

import io.sluice.acl.Client;
import io.sluice.acl.Truth;
import io.sluice.acl.WrapClient;
import io.sluice.acl.WrapTables;
import io.sluice.acl.WrapTables.Source;
import io.sluice.acl.WrapTables.Unread;
import io.sluice.acl.WrapTables.Verdict;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Position;
import io.sluice.ftp.WireText;
import io.sluice.module.SessionView;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// Which tables of `mod_wrap2` are asked about a session at which moment, and what they say.
///
/// @param names whether the names of clients were asked for (`UseReverseDNS`)
record WrapQuestions(WrapTableReader reader, boolean names) {

    /// Tables to be asked, where they are named, and the user or group that they are about; empty for everybody.
    record Question(WrapDirectives.Pair tables, Position position, String about) {}

    /// What the tables say, and what became of each.
    record Answer(Source allow, Source deny, Verdict verdict) {}

    static boolean areAsked(DirectiveSet server) {
        return server.get(WrapDirectives.ENGINE);
    }

    static boolean has(DirectiveSet server, WrapDirectives.Option option) {
        return server.settings(WrapDirectives.OPTIONS).stream()
                .anyMatch(setting -> setting.value().contains(option));
    }

    Optional<Question> atConnect(SessionView session) {
        var server = session.server().directives();
        return areAsked(server) && has(server, WrapDirectives.Option.CHECK_ON_CONNECT)
                ? ofEverybody(session)
                : Optional.empty();
    }

    /// Nobody knows the groups of the user yet: where they choose the tables, the question is put off.
    Optional<Question> atPassword(SessionView session) {
        var server = session.server().directives();
        if (!areAsked(server)) {
            return Optional.empty();
        }
        var ofUser = ofUser(session);
        return ofUser.isPresent()
                        || !server.settings(WrapDirectives.GROUP_TABLES).isEmpty()
                ? ofUser
                : ofEverybody(session);
    }

    /// The question that was put off, if one was. Whom the backend has checked is in no group that anybody knows of.
    Optional<Question> withGroups(SessionView session) {
        var server = session.server().directives();
        boolean putOff = areAsked(server)
                && !server.settings(WrapDirectives.GROUP_TABLES).isEmpty()
                && ofUser(session).isEmpty();
        if (!putOff) {
            return Optional.empty();
        }
        return session.groups().flatMap(groups -> ofGroup(session, groups)).or(() -> ofEverybody(session));
    }

    static String user(SessionView session) {
        return session.requestedName().orElse("");
    }

    private static Optional<Question> ofUser(SessionView session) {
        return session.requestedName()
                .flatMap(user -> session.server().directives().settings(WrapDirectives.USER_TABLES).stream()
                        .filter(setting -> setting.value()
                                .names()
                                .map(list -> list.holds(List.of(WireText.display(user))) == Truth.TRUE)
                                .orElse(true))
                        .findFirst()
                        .map(setting -> new Question(setting.value().tables(), setting.position(), user)));
    }

    private static Optional<Question> ofGroup(SessionView session, List<String> all) {
        var groups = new HashSet<>(all);
        return session.server().directives().settings(WrapDirectives.GROUP_TABLES).stream()
                .filter(setting -> setting.value()
                        .names()
                        .map(list -> list.holds(groups) == Truth.TRUE)
                        .orElse(true))
                .findFirst()
                .map(setting -> new Question(
                        setting.value().tables(),
                        setting.position(),
                        session.group().orElse("")));
    }

    private static Optional<Question> ofEverybody(SessionView session) {
        return session.server()
                .directives()
                .setting(WrapDirectives.WRAP_TABLES)
                .map(setting -> new Question(setting.value(), setting.position(), ""));
    }

    Answer ask(SessionView session, Question question) {
        var server = session.server().directives();
        var allow = reader.open(question.tables().allow(), server, user(session), question.about());
        var deny = reader.open(question.tables().deny(), server, user(session), question.about());
        var tables = new WrapTables(allow, deny);
        var unread = has(server, WrapDirectives.Option.FAIL_CLOSED) ? Unread.FAILS_CLOSED : Unread.FAILS_OPEN;
        var local = Client.of(session.local().getAddress());
        var verdict = tables.decide(server.get(WrapDirectives.SERVICE_NAME), local, client(session, tables), unread);
        reader.core()
                .trace("wrap2", 9, () -> session.clientName() + ", tables on " + question.position() + ": " + verdict);
        return new Answer(allow, deny, verdict);
    }

    private WrapClient client(SessionView session, WrapTables tables) {
        var client = Limits.client(session, names);
        boolean asked = names && tables.asksForMisnamed() && client.name() instanceof Client.Name.None;
        return new WrapClient(
                client,
                session.identity().flatMap(name -> name),
                asked && reader.core().recordedName(client.address()).isPresent());
    }
}
