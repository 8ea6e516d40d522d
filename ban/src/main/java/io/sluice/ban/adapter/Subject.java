package io.sluice.ban.adapter;

import io.sluice.ban.AddressText;
import io.sluice.ban.Ban;
import io.sluice.ban.BanType;
import io.sluice.ban.Message;
import io.sluice.config.DirectiveSet;
import io.sluice.ftp.Reply;
import io.sluice.module.SessionView;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A session as bans see it.
record Subject(SessionView session) {

    /// Whether its server, with what is laid over it, has bans switched on.
    boolean isSubject() {
        return directives().get(BanDirectives.ENGINE);
    }

    DirectiveSet directives() {
        return session.server().directives();
    }

    int server() {
        return session.server().number();
    }

    String address() {
        return AddressText.of(session.client().getAddress());
    }

    /// The names it has asked to be: all that it has said, and that without a destination.
    List<String> requested() {
        return Stream.concat(session.requestedUser().stream(), session.requestedName().stream())
                .distinct()
                .toList();
    }

    /// What a ban of a type would name it by, when it has done something; empty where it has no such name.
    Optional<String> source(BanType type) {
        return switch (type) {
            case HOST -> Optional.of(address());
            case CLASS -> session.clientClass();
            case USER -> session.user().or(session::requestedName);
            case USER_AT_HOST -> session.requestedUser().map(user -> user + "@" + address());
        };
    }

    /// Whether a ban is of it.
    boolean isMeantBy(Ban ban) {
        return ban.holdsOn(server())
                && switch (ban.type()) {
                    case HOST -> address().equals(ban.name());
                    case CLASS -> session.clientClass().equals(Optional.of(ban.name()));
                    case USER -> loggedInAs().anyMatch(ban.name()::equals);
                    case USER_AT_HOST -> loggedInAs().anyMatch(user -> (user + "@" + address()).equals(ban.name()));
                };
    }

    private Stream<String> loggedInAs() {
        return session.user().stream().flatMap(user -> Stream.concat(Stream.of(user), requested().stream()));
    }

    /// What it is told of a ban; nothing if there is no text.
    Optional<Reply> told(Ban ban) {
        var text = ban.message().isEmpty() ? directives().find(BanDirectives.MESSAGE) : Optional.of(ban.message());
        var user = switch (ban.type()) {
            case CLASS, HOST -> Optional.<String>empty();
            case USER, USER_AT_HOST -> session.requestedUser();
        };
        return text.map(written -> Reply.ofWire(530, new Message(address(), session.clientClass(), user).of(written)));
    }
}
