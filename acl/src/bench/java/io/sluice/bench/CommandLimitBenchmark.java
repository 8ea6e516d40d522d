package io.sluice.bench;

import io.sluice.acl.AddressLine;
import io.sluice.acl.AddressRule;
import io.sluice.acl.BadRule;
import io.sluice.acl.Client;
import io.sluice.acl.Limit;
import io.sluice.acl.Limit.Order;
import io.sluice.acl.LimitRule;
import io.sluice.acl.LimitRule.Effect;
import io.sluice.acl.LimitRule.Test;
import io.sluice.acl.LimitTable;
import io.sluice.acl.NameList;
import io.sluice.acl.NameList.Combination;
import io.sluice.acl.Origin;
import io.sluice.acl.Subject;
import io.sluice.acl.SubjectLimits;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// What the limits of a server add to a command, to the first of its kind in a session and to every further one:
/// sections on all commands, each with rules on users, groups and addresses of which none fits, so that all are asked.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CommandLimitBenchmark {
    private static final InetAddress ADDRESS = InetAddress.ofLiteral("192.0.2.7");

    @Param({"0", "1", "100"})
    private int sections;

    private final SubjectLimits session = new SubjectLimits(subject());
    private LimitTable table;

    @Setup
    public void limits() throws BadRule {
        var limits = new ArrayList<Limit>();
        for (int i = 0; i < sections; i++) {
            var line =
                    new AddressLine(AddressRule.parseLine(List.of("198.51.100." + i, "203.0.113.0/24"), Origin.CODE));
            limits.add(new Limit(
                    Set.of(i % 2 == 0 ? "ALL" : "WRITE"),
                    Order.ALLOW_DENY,
                    List.of(
                            rule(new Test.OfUser(NameList.ofWords(List.of("bob", "eve"), Combination.OR))),
                            rule(new Test.OfGroup(NameList.ofWords(List.of("staff"), Combination.AND))),
                            rule(new Test.OfAddress(line))),
                    Origin.CODE));
        }
        table = new LimitTable(List.of(), limits);
    }

    private static LimitRule rule(Test test) {
        return new LimitRule(Effect.DENY, test, "Deny", Origin.CODE);
    }

    private static Subject subject() {
        return new Subject(
                Client.of(ADDRESS),
                Optional.of("partners"),
                new Subject.Person.User("alice", Optional.of(Set.of("ftp", "www"))));
    }

    @Benchmark
    public LimitTable.Outcome firstOfASession() {
        return LimitTable.command(table.of("STOR", "file.txt"), "file.txt", subject());
    }

    @Benchmark
    public LimitTable.Outcome everyFurther() {
        return session.command(table.of("STOR", "file.txt"), "file.txt");
    }
}
