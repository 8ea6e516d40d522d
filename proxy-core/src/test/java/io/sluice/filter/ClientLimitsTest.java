package io.sluice.filter;

import static io.sluice.filter.Decisions.assertEnds;
import static io.sluice.filter.Decisions.reply;
import static io.sluice.filter.FakeSession.value;
import static io.sluice.filter.FakeSession.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.config.BadValue;
import io.sluice.module.Decision;
import io.sluice.module.ServerEvent;
import io.sluice.module.SessionView;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientLimitsTest {
    private final List<SessionView> live = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private final ClientLimits limits = new ClientLimits(
            server -> live.stream().filter(session -> session.server().port() == server.port()),
            (ServerEvent event) -> events.add(event.name()));

    @Test
    @DisplayName("CONF-DIR-14 MaxConnectionsPerHost text, %m, custom message")
    void connectionsOfOneHostAreCountedLoggedInOrNot() {
        var directives = with(ClientLimits.MAX_CONNECTIONS_PER_HOST, "2");
        live.add(directives.session());
        live.add(directives.session().from("192.0.2.9"));
        assertThat(limits.connected(joins(directives))).isEqualTo(Decision.PERMIT);

        assertEnds(
                limits.connected(joins(directives)),
                "530 Sorry, the maximum number of connections (2) for your host are already connected.",
                "Denied by MaxConnectionsPerHost",
                "Connection refused (MaxConnectionsPerHost 2)");
        assertThat(events).containsExactly("mod_auth.max-connections-per-host");
    }

    @Test
    @DisplayName("CONF-DIR-14 a custom message may contain %m")
    void aMessageOfItsOwnReplacesTheUsualSentence() {
        var directives = with(ClientLimits.MAX_CONNECTIONS_PER_HOST, "1", "Only %m, please");
        joins(directives);

        assertThat(reply(limits.connected(joins(directives)))).contains("530 Only 1, please");
    }

    @Test
    @DisplayName("CONF-DIR-15 MaxClients text; CONF-DIR-18 n admits n")
    void clientsBeyondTheLimitAreRefused() {
        var directives = with(ClientLimits.MAX_CLIENTS, "2");
        logsIn(directives, "192.0.2.1", "ann");
        assertThat(limits.loggedIn(logsIn(directives, "192.0.2.2", "bob"))).isEqualTo(Decision.PERMIT);

        assertEnds(
                limits.loggedIn(logsIn(directives, "192.0.2.3", "cat")),
                "530 Sorry, the maximum number of allowed clients (2) are already connected.",
                "Denied by MaxClients",
                "Connection refused (MaxClients 2)");
    }

    @Test
    @DisplayName("CONF-DIR-18 counters are per server")
    void clientsOfAnotherServerAreNotCounted() {
        var directives = with(ClientLimits.MAX_CLIENTS, "1");
        live.add(directives.session().as("ann").onPort(2121));

        assertThat(limits.loggedIn(logsIn(directives, "192.0.2.2", "bob"))).isEqualTo(Decision.PERMIT);
    }

    @Test
    void aClientThatHasNotLoggedInIsNotCounted() {
        var directives = with(ClientLimits.MAX_CLIENTS, "1");
        joins(directives);

        assertThat(limits.loggedIn(logsIn(directives, "192.0.2.2", "bob"))).isEqualTo(Decision.PERMIT);
    }

    @Test
    @DisplayName("CONF-DIR-15 MaxClientsPerHost text")
    void clientsOfOneHostAreCounted() {
        var directives = with(ClientLimits.MAX_CLIENTS_PER_HOST, "1");
        logsIn(directives, "192.0.2.1", "ann");
        assertThat(limits.loggedIn(logsIn(directives, "192.0.2.2", "ann"))).isEqualTo(Decision.PERMIT);

        assertThat(reply(limits.loggedIn(logsIn(directives, "192.0.2.1", "bob"))))
                .contains("530 Sorry, the maximum number of clients (1) from your host are already connected.");
        assertThat(events).containsExactly("mod_auth.max-clients-per-host");
    }

    @Test
    @DisplayName("CONF-DIR-16 MaxClientsPerUser text")
    void clientsOfOneUserAreCounted() {
        var directives = with(ClientLimits.MAX_CLIENTS_PER_USER, "1");
        logsIn(directives, "192.0.2.1", "ann");

        assertThat(reply(limits.loggedIn(logsIn(directives, "192.0.2.2", "ann"))))
                .contains("530 Sorry, the maximum number of clients (1) for this user are already connected.");
    }

    @Test
    @DisplayName("CONF-DIR-16 MaxHostsPerUser text")
    void hostsOfOneUserAreCountedOnceEach() {
        var directives = with(ClientLimits.MAX_HOSTS_PER_USER, "1");
        logsIn(directives, "192.0.2.1", "ann");
        assertThat(limits.loggedIn(logsIn(directives, "192.0.2.1", "ann"))).isEqualTo(Decision.PERMIT);

        assertThat(reply(limits.loggedIn(logsIn(directives, "192.0.2.2", "ann"))))
                .contains("530 Sorry, the maximum number of hosts (1) for this user are already connected.");
    }

    @Test
    @DisplayName("CONF-DIR-17 MaxClientsPerClass: first entry of the class")
    void theFirstLineWithTheClassDecides() {
        var directives = with(ClientLimits.MAX_CLIENTS_PER_CLASS, "other", "1")
                .with(ClientLimits.MAX_CLIENTS_PER_CLASS, "campus", "2")
                .with(ClientLimits.MAX_CLIENTS_PER_CLASS, "campus", "1");
        live.add(directives.session().as("ann").of("campus"));
        assertThat(limits.loggedIn(directives.session().as("bob").of("campus"))).isEqualTo(Decision.PERMIT);
        live.add(directives.session().as("bob").of("campus"));

        assertThat(reply(limits.loggedIn(directives.session().as("cat").of("campus"))))
                .contains("530 Sorry, the maximum number of clients (2) from your class are already connected.");
    }

    @Test
    void theLimitOfTheClassIsAskedFirstAndThatOfAllClientsAfterThoseOfHostAndUser() {
        var directives = with(ClientLimits.MAX_HOSTS_PER_USER, "1", "hosts")
                .with(ClientLimits.MAX_CLIENTS, "1", "all")
                .with(ClientLimits.MAX_CLIENTS_PER_USER, "1", "user")
                .with(ClientLimits.MAX_CLIENTS_PER_HOST, "1", "host")
                .with(ClientLimits.MAX_CLIENTS_PER_CLASS, "campus", "1", "class");
        live.add(directives.session().from("192.0.2.1").as("ann").of("campus"));

        assertThat(reply(limits.loggedIn(
                        directives.session().from("192.0.2.1").as("ann").of("campus"))))
                .contains("530 class");
        assertThat(reply(limits.loggedIn(directives.session().from("192.0.2.1").as("ann"))))
                .contains("530 host");
        assertThat(reply(limits.loggedIn(directives.session().from("192.0.2.2").as("ann"))))
                .contains("530 user");
        assertThat(reply(limits.loggedIn(directives.session().from("192.0.2.2").as("bob"))))
                .contains("530 all");
    }

    @Test
    void noneAdmitsEverybody() {
        var directives = with(ClientLimits.MAX_CLIENTS, "none");
        logsIn(directives, "192.0.2.1", "ann");

        assertThat(limits.loggedIn(logsIn(directives, "192.0.2.2", "bob"))).isEqualTo(Decision.PERMIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "many", ""})
    @DisplayName("CONF-DIR-32 MaxInstances bad values")
    void aLimitIsAPositiveNumber(String word) {
        assertThatExceptionOfType(BadValue.class)
                .isThrownBy(() -> value(ClientLimits.MAX_CLIENTS, word))
                .withMessageStartingWith("parameter must be 'none' or a number greater than 0");
        assertThatExceptionOfType(BadValue.class)
                .isThrownBy(() -> value(ConnectionRate.MAX_INSTANCES, word))
                .withMessageStartingWith("argument must be 'none' or a number greater than 0");
    }

    private SessionView joins(FakeSession.Directives directives) {
        var session = directives.session();
        live.add(session);
        return session;
    }

    private SessionView logsIn(FakeSession.Directives directives, String host, String user) {
        var session = directives.session().from(host).as(user);
        live.add(session);
        return session;
    }
}
