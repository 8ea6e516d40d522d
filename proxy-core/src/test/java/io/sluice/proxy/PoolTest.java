package io.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.BadValue;
import io.sluice.proxy.lookup.BackendUrl;
import io.sluice.proxy.lookup.Found;
import io.sluice.proxy.lookup.Member;
import io.sluice.proxy.lookup.MemberSource;
import io.sluice.proxy.policy.Choice;
import io.sluice.proxy.policy.Choice.Reason;
import io.sluice.proxy.policy.Client;
import io.sluice.proxy.policy.ConnectPolicy;
import io.sluice.proxy.policy.PoolSnapshot.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Ways of many sessions through one pool, without a single connection.
class PoolTest {
    private static final Duration TOOK = Duration.ofMillis(20);

    private final StickyMembers sticky = new StickyMembers();
    private final Notes log = new Notes();

    /// What routes tell.
    private static final class Notes implements ChoiceLog {
        private final List<String> notices = new ArrayList<>();
        private final List<Reason> reasons = new ArrayList<>();

        @Override
        public synchronized void chosen(ConnectPolicy policy, Choice choice, int members, Member member) {
            reasons.add(choice.reason());
        }

        @Override
        public synchronized void notice(String text) {
            notices.add(text);
        }
    }

    private static Member member(String host) {
        try {
            return new Member(BackendUrl.parse("ftp://" + host), List.of());
        } catch (BadValue e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static List<Member> members(String... hosts) {
        return List.of(hosts).stream().map(PoolTest::member).toList();
    }

    private Pool pool(ConnectPolicy policy, String... hosts) {
        return pool(policy, MemberSource.NONE, hosts);
    }

    private Pool pool(ConnectPolicy policy, MemberSource byName, String... hosts) {
        return new Pool(members(hosts), byName, policy, sticky, new Random(7)::nextLong);
    }

    private static Client client(String name) {
        return new Client(Optional.of(name), Optional.of(name), name);
    }

    private Route route(Pool pool, String name) {
        return pool.route(client(name), 5, log);
    }

    /// The host a new session is sent to first.
    private String first(Pool pool, String name) {
        return host(route(pool, name).next());
    }

    private static String host(Optional<Member> member) {
        return member.map(each -> each.url().host()).orElse("none");
    }

    /// Connects a session at the first attempt.
    private Route.Hold connects(Pool pool) {
        var route = route(pool, "any");
        return route.connected(route.next().orElseThrow(), TOOK);
    }

    private static List<Integer> connections(Pool pool) {
        return pool.standings().stream().map(Standing::connections).toList();
    }

    @Nested
    @DisplayName("PROXY-RC-05 sessions are counted from the choice to their end")
    class Counting {
        private final Pool pool = pool(ConnectPolicy.LEAST_CONNS, "a", "b", "c");

        @Test
        void theNextSessionGetsTheMemberWithTheFewest() {
            var holds = List.of(connects(pool), connects(pool), connects(pool), connects(pool));
            assertThat(connections(pool)).containsExactly(2, 1, 1);

            holds.get(1).release();
            holds.get(1).release();
            assertThat(connections(pool)).as("given back once").containsExactly(2, 0, 1);
            assertThat(first(pool, "next")).isEqualTo("b");
        }

        @Test
        void sessionsThatAreBeingConnectedCount() {
            assertThat(first(pool, "x")).isEqualTo("a");
            assertThat(first(pool, "x")).isEqualTo("b");
            assertThat(first(pool, "x")).isEqualTo("c");
        }

        @Test
        @DisplayName("PROXY-RC-37 failed attempts leave no count")
        void failedAttemptsLeaveNoCount() {
            var route = route(pool, "x");
            var tried = new ArrayList<String>();
            for (int attempt = 0; attempt < 3; attempt++) {
                var member = route.next();
                tried.add(host(member));
                route.failed(member.orElseThrow());
            }

            assertThat(tried).as("PROXY-RC-19").containsExactly("a", "b", "c");
            assertThat(connections(pool)).containsExactly(0, 0, 0);
        }

        @ParameterizedTest
        @EnumSource(names = {"RANDOM", "ROUND_ROBIN", "SHUFFLE", "PER_USER", "PER_GROUP", "PER_HOST"})
        void otherPoliciesCountNothing(ConnectPolicy policy) {
            var other = pool(policy, "a", "b", "c");

            connects(other);

            assertThat(connections(other)).containsExactly(0, 0, 0);
        }
    }

    @Nested
    @DisplayName("PROXY-RC-06 the time of the latest connection counts")
    class Measuring {
        private final Pool pool = pool(ConnectPolicy.LEAST_RESPONSE_TIME, "a", "b");

        private void connects(Duration took) {
            var route = route(pool, "x");
            var _ = route.connected(route.next().orElseThrow(), took);
        }

        @Test
        void isKeptInMillisecondsAndAtLeastOne() {
            connects(Duration.ofNanos(1));
            connects(Duration.ofMillis(7));

            assertThat(pool.standings())
                    .extracting(Standing::connectMillis)
                    .containsExactly(OptionalInt.of(1), OptionalInt.of(7));
        }

        @Test
        void theLatestReplacesTheOneBefore() {
            connects(Duration.ofMillis(50));
            connects(Duration.ofMillis(100));
            connects(Duration.ofMillis(3)); // 1 × 50 is less than 1 × 100

            assertThat(pool.standings().getFirst().connectMillis()).hasValue(3);
        }
    }

    @Nested
    @DisplayName("PROXY-RC-21 with one member nothing is entered")
    class Alone {
        @ParameterizedTest
        @EnumSource
        void nothing(ConnectPolicy policy) {
            var pool = pool(policy, "only");

            var hold = connects(pool);

            assertThat(pool.standings()).containsExactly(Standing.NEW);
            assertThat(hold).isSameAs(Route.Hold.NONE);
            assertThat(sticky.find(pool, "any")).isEmpty();
        }

        @Test
        @DisplayName("PROXY-RC-20 it is tried ProxyRetryCount times")
        void isTriedAgainAndAgain() {
            var route = route(pool(ConnectPolicy.LEAST_CONNS, "only"), "x");
            for (int attempt = 0; attempt < route.attempts(); attempt++) {
                var member = route.next();
                assertThat(host(member)).isEqualTo("only");
                route.failed(member.orElseThrow());
            }
            assertThat(route.attempts()).isEqualTo(5);
            assertThat(route.givenUp()).contains("ProxyRetryCount 5 reached with no successful connection, failing");
        }
    }

    @Nested
    class Turns {
        @Test
        @DisplayName("PROXY-RC-01 PROXY-RC-19 a failed attempt takes its turn too")
        void aFailedAttemptTakesItsTurn() {
            var pool = pool(ConnectPolicy.ROUND_ROBIN, "a", "b", "c");
            var route = route(pool, "x");
            route.failed(route.next().orElseThrow());
            route.next();

            assertThat(first(pool, "y")).isEqualTo("c");
        }

        @Test
        @DisplayName("PROXY-RC-03 each round of Shuffle has every member once, in other orders")
        void shuffle() {
            var pool = pool(ConnectPolicy.SHUFFLE, "a", "b", "c", "d");
            var orders = new HashSet<List<String>>();
            for (int round = 0; round < 100; round++) {
                var order =
                        IntStream.range(0, 4).mapToObj(_ -> first(pool, "x")).toList();
                assertThat(order).containsExactlyInAnyOrder("a", "b", "c", "d");
                orders.add(order);
            }
            assertThat(orders).as("orders out of 24").hasSizeGreaterThan(15);
        }

        @Test
        @DisplayName("PROXY-RC-02 pools know nothing of each other")
        void poolsAreSeparate() {
            var one = pool(ConnectPolicy.ROUND_ROBIN, "a", "b");
            var other = pool(ConnectPolicy.ROUND_ROBIN, "a", "b");

            assertThat(first(one, "x")).isEqualTo("a");
            assertThat(first(other, "x")).isEqualTo("a");
        }

        @Test
        void withoutMembersThereIsNothingToChoose() {
            assertThat(first(pool(ConnectPolicy.RANDOM), "x")).isEqualTo("none");
            assertThat(first(pool(ConnectPolicy.PER_HOST), "x")).isEqualTo("none");
            assertThat(log.notices)
                    .containsExactly(
                            "missing required default/global ProxyReverseServers",
                            "missing required default/global ProxyReverseServers");
        }
    }

    @Nested
    @DisplayName("PROXY-RC-07 PerHost")
    class PerHost {
        private final Pool pool = pool(ConnectPolicy.PER_HOST, "a", "b", "c");

        @Test
        @DisplayName("PROXY-RC-36 another member stands in for one session, and what is kept stays as it was")
        void anotherMemberStandsIn() {
            var own = first(pool, "192.0.2.1");
            var route = route(pool, "192.0.2.1");
            route.failed(route.next().orElseThrow());
            var standIn = host(route.next());

            assertThat(standIn).isNotEqualTo(own);
            assertThat(first(pool, "192.0.2.1")).isEqualTo(own);
            assertThat(log.reasons).containsExactly(Reason.BY_HASH, Reason.STICKY, Reason.STANDS_IN, Reason.STICKY);
        }

        @Test
        void whatIsKeptByOnePoolIsNothingToAnother() {
            var other = pool(ConnectPolicy.PER_HOST, "c", "b", "a");

            first(pool, "192.0.2.1");
            first(other, "192.0.2.1");

            assertThat(log.reasons).containsExactly(Reason.BY_HASH, Reason.BY_HASH);
        }

        @Test
        @DisplayName("PROXY-RC-22 row 8193 of all virtual hosts together empties the table")
        void tooManyRowsEmptyTheTable() {
            var other = pool(ConnectPolicy.PER_HOST, "a", "b", "c");
            for (int row = 0; row < StickyMembers.MOST_ROWS; row++) {
                first(row % 2 == 0 ? pool : other, "host" + row);
            }
            assertThat(sticky.find(pool, "host0")).isPresent();
            first(pool, "host0");
            assertThat(sticky.find(other, "host8191"))
                    .as("a row that is there needs no room")
                    .isPresent();

            first(pool, "one more");

            assertThat(sticky.find(pool, "host0")).isEmpty();
            assertThat(sticky.find(other, "host8191")).isEmpty();
            assertThat(sticky.find(pool, "one more")).isPresent();
        }
    }

    /// Members by name, and names that cannot be looked up.
    private static final class Directory implements MemberSource {
        private final Map<String, Found> entries = new HashMap<>();

        @Override
        public Found find(String name) {
            return entries.getOrDefault(name, new Found.NoEntry());
        }

        void has(String name, String... hosts) {
            entries.put(name, new Found.Members(members(hosts)));
        }

        void isDown(String name) {
            entries.put(name, new Found.Failed("no answer"));
        }
    }

    @Nested
    @DisplayName("PROXY-RC-08 PROXY-RC-10 members of users and groups")
    class ByName {
        private final Directory directory = new Directory();
        private final Pool pool = pool(ConnectPolicy.PER_USER, directory, "default1", "default2");

        @Test
        void theSingleMemberOfANameIsTheirs() {
            directory.has("ada", "hers");

            assertThat(first(pool, "ada")).isEqualTo("hers");
            assertThat(log.reasons).containsExactly(Reason.ONLY_MEMBER);
        }

        @Test
        void ofSeveralMembersTheHashChooses() {
            directory.has("ada", "h0", "h1", "h2"); // 1 of 3

            assertThat(first(pool, "ada")).isEqualTo("h1");
            assertThat(log.reasons).containsExactly(Reason.BY_HASH);
        }

        @Test
        @DisplayName("PROXY-RC-14 a change is in force at the next login")
        void aChangeIsInForceAtOnce() {
            directory.has("ada", "before");
            assertThat(first(pool, "ada")).isEqualTo("before");

            directory.has("ada", "after");
            assertThat(first(pool, "ada")).isEqualTo("after");
        }

        @Test
        @DisplayName("PROXY-RC-11 PROXY-RC-13 a name without an entry goes to the default list")
        void aNameWithoutAnEntryGoesToTheDefaultList() {
            assertThat(first(pool, "ada")).startsWith("default");
            assertThat(log.notices).isEmpty();
        }

        @Test
        @DisplayName("PROXY-RC-11 without a default list there is no member, and the log says why")
        void withoutADefaultList() {
            assertThat(first(pool(ConnectPolicy.PER_USER, directory), "ada")).isEqualTo("none");
            assertThat(first(pool(ConnectPolicy.PER_GROUP, directory), "staff")).isEqualTo("none");
            assertThat(log.notices)
                    .containsExactly(
                            "no PerUser servers found for user 'ada', and no global ProxyReverseServers configured",
                            "no PerGroup servers found for group 'staff', and no global ProxyReverseServers"
                                    + " configured");
        }

        @Test
        void aLookupThatFailsIsToldFromANameWithoutAnEntry() {
            directory.isDown("ada");

            assertThat(first(pool, "ada")).startsWith("default");
            assertThat(log.notices)
                    .containsExactly("looking up the PerUser servers of user 'ada' failed: no answer;"
                            + " using the default servers");
        }

        @Test
        void aLookupThatFailsLeadsToTheServerOfTheLatestLogin() {
            directory.has("ada", "h0", "h1", "h2");
            assertThat(first(pool, "ada")).isEqualTo("h1");
            directory.isDown("ada");

            var route = route(pool, "ada");
            assertThat(host(route.next())).isEqualTo("h1");
            route.failed(member("h1"));
            assertThat(host(route.next())).isEqualTo("default1");
            assertThat(log.notices)
                    .containsExactly("looking up the PerUser servers of user 'ada' failed: no answer;"
                            + " using the server of the latest login");
        }

        @Test
        void aNameThatHasLostItsEntryIsNotRemembered() {
            directory.has("ada", "hers");
            first(pool, "ada");
            directory.entries.clear();
            first(pool, "ada");
            directory.isDown("ada");

            assertThat(first(pool, "ada")).startsWith("default");
        }

        @Test
        @DisplayName("PROXY-RC-36 a failed attempt goes on with the next of the name's members")
        void theNextOfTheNamesMembersStandsIn() {
            directory.has("ada", "h0", "h1", "h2");
            var route = route(pool, "ada");
            var hosts = new ArrayList<String>();
            for (int attempt = 0; attempt < 5; attempt++) {
                var member = route.next();
                hosts.add(host(member));
                route.failed(member.orElseThrow());
            }

            assertThat(hosts).containsExactly("h1", "h2", "h0", "h1", "h2");
            assertThat(first(pool, "ada")).isEqualTo("h1");
        }

        @Test
        void whoHasNoGroupGoesToTheDefaultList() {
            var groups = pool(ConnectPolicy.PER_GROUP, _ -> new Found.Failed("must not be asked"), "default");

            var route = groups.route(new Client(Optional.of("ada"), Optional.empty(), "192.0.2.1"), 5, log);

            assertThat(host(route.next())).isEqualTo("default");
            assertThat(log.notices).isEmpty();
        }
    }

    @Nested
    class ManyAtOnce {
        private static final int SESSIONS = 40_000;
        private static final int THREADS = 64;

        /// Runs so many sessions over so many threads, all of which begin at the same moment.
        private void run(Session session) throws Exception {
            var start = new CountDownLatch(1);
            var running = new ArrayList<Future<?>>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int thread = 0; thread < THREADS; thread++) {
                    var name = "client" + thread;
                    running.add(threads.submit(() -> {
                        start.await();
                        for (int number = 0; number < SESSIONS / THREADS; number++) {
                            session.run(name, number);
                        }
                        return null;
                    }));
                }
                start.countDown();
                for (Future<?> each : running) {
                    each.get();
                }
            }
        }

        private interface Session {
            void run(String name, int number);
        }

        @Test
        @DisplayName("PROXY-RC-05 PROXY-RC-37 counts are 0 when all sessions have ended, however they ended")
        void countsReturnToZero() throws Exception {
            var pool = pool(ConnectPolicy.LEAST_CONNS, "a", "b", "c");

            run((name, number) -> {
                var route = route(pool, name);
                var member = route.next().orElseThrow();
                if (number % 3 == 0) {
                    route.failed(member);
                    member = route.next().orElseThrow();
                }
                var hold = route.connected(member, TOOK);
                assertThat(connections(pool)).allMatch(count -> count >= 0 && count <= THREADS);
                hold.release();
                hold.release();
            });

            assertThat(connections(pool)).containsExactly(0, 0, 0);
        }

        @Test
        @DisplayName("PROXY-RC-05 sessions that come at once are spread evenly")
        void sessionsThatComeAtOnceAreSpreadEvenly() throws Exception {
            var pool = pool(ConnectPolicy.LEAST_CONNS, "a", "b", "c", "d");

            run((name, _) -> {
                var route = route(pool, name);
                var _ = route.connected(route.next().orElseThrow(), TOOK);
            });

            assertThat(connections(pool)).containsOnly(SESSIONS / 4);
        }

        @ParameterizedTest
        @EnumSource(names = {"ROUND_ROBIN", "SHUFFLE"})
        @DisplayName("PROXY-RC-01 PROXY-RC-03 whole rounds give every member the same number of sessions")
        void roundsAreWhole(ConnectPolicy policy) throws Exception {
            var pool = pool(policy, "a", "b", "c", "d", "e");
            var counts = new ConcurrentHashMap<String, Integer>();

            run((name, _) -> counts.merge(first(pool, name), 1, Integer::sum));

            assertThat(counts).hasSize(5);
            assertThat(counts.values()).containsOnly(SESSIONS / 5);
        }

        @Test
        @DisplayName("PROXY-RC-07 each host stays with its member")
        void eachHostStaysWithItsMember() throws Exception {
            var pool = pool(ConnectPolicy.PER_HOST, "a", "b", "c");
            var seen = ConcurrentHashMap.<String>newKeySet();

            run((name, _) -> seen.add(name + " at " + first(pool, name)));

            assertThat(seen).hasSize(THREADS);
        }
    }
}
