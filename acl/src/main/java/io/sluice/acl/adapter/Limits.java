package io.sluice.acl.adapter;

import io.sluice.acl.Client;
import io.sluice.acl.Limit;
import io.sluice.acl.LimitTable;
import io.sluice.acl.Subject;
import io.sluice.acl.Subject.Person;
import io.sluice.config.Configuration;
import io.sluice.config.DirectiveSet;
import io.sluice.config.LanguageSections;
import io.sluice.config.Setting;
import io.sluice.ftp.WireText;
import io.sluice.module.SessionView;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// The limits of every server of a configuration, and how a session looks to them.
///
/// @param tables by the directives of the server
/// @param names whether the names of clients were asked for (`UseReverseDNS`)
record Limits(ConcurrentMap<DirectiveSet, LimitTable> tables, boolean names) {

    static Limits of(Configuration configuration, boolean names) {
        var tables = new ConcurrentHashMap<DirectiveSet, LimitTable>();
        tables.put(configuration.main().directives(), table(configuration.main().directives()));
        configuration.virtualHosts().forEach(host -> tables.put(host.directives(), table(host.directives())));
        return new Limits(tables, names);
    }

    /// The limits of the server with what is laid over it for the session: put in order once for all sessions of which
    /// that is true.
    LimitTable of(SessionView session) {
        return tables.computeIfAbsent(session.server().directives(), Limits::table);
    }

    private static LimitTable table(DirectiveSet directives) {
        return new LimitTable(inRoot(directives), ofServer(directives));
    }

    static List<Limit> ofServer(DirectiveSet directives) {
        return values(directives);
    }

    /// Those of `<Directory />`.
    static List<Limit> inRoot(DirectiveSet directives) {
        return directives.settings(LanguageSections.DIRECTORY).stream()
                .filter(setting -> setting.value().path().equals("/"))
                .flatMap(setting -> values(setting.value().contents()).stream())
                .toList();
    }

    private static List<Limit> values(DirectiveSet directives) {
        return directives.settings(LimitSection.LIMIT).stream()
                .map(Setting::value)
                .toList();
    }

    Subject subject(SessionView session, Person person) {
        return new Subject(client(session, names), session.clientClass(), person);
    }

    /// Who has logged in. Whoever only claims a name is a stranger.
    static Person person(SessionView session) {
        return session.user().<Person>map(name -> user(session, name)).orElseGet(Person.Stranger::new);
    }

    static Person.User user(SessionView session, String wireName) {
        return new Person.User(WireText.display(wireName), session.groups().map(HashSet::new));
    }

    static Client client(SessionView session, boolean names) {
        var address = session.client().getAddress();
        if (!names) {
            return Client.of(address);
        }
        var name = session.clientName();
        boolean unnamed = name.indexOf(':') >= 0 || name.equals(address.getHostAddress());
        return new Client(address, unnamed ? new Client.Name.None() : new Client.Name.Confirmed(name));
    }
}
