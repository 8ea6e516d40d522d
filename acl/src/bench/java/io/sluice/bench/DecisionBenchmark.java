package io.sluice.bench;

import io.sluice.acl.AddressClass;
import io.sluice.acl.AddressClass.Satisfy;
import io.sluice.acl.AddressLine;
import io.sluice.acl.BadRule;
import io.sluice.acl.ClassTable;
import io.sluice.acl.Client;
import io.sluice.acl.Limit;
import io.sluice.acl.LimitRule;
import io.sluice.acl.Origin;
import io.sluice.acl.Subject;
import java.util.ArrayList;
import java.util.Arrays;
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

/// Decisions about clients by lists of many sizes: as a class, without and with the reason; as `Deny` lines in a limit;
/// and by trying one rule after the other, as the reference does.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecisionBenchmark {
    @Param({"10", "1000", "100000", "1000000"})
    private int size;

    private ClassTable table;
    private AddressClass one;
    private Limit limit;
    private Client[] clients;
    private Subject[] subjects;
    private int next;

    @Setup
    public void lists() throws BadRule {
        var rules = Lists.rules(size);
        one = new AddressClass("listed", Satisfy.ANY, rules, Origin.CODE);
        table = new ClassTable(List.of(one));
        var lines = new ArrayList<LimitRule>();
        for (var rule : rules) {
            lines.add(new LimitRule(
                    LimitRule.Effect.DENY,
                    new LimitRule.Test.OfAddress(new AddressLine(List.of(rule))),
                    "Deny from it",
                    rule.origin()));
        }
        limit = new Limit(Set.of("LOGIN"), Limit.Order.ALLOW_DENY, lines, Origin.CODE);
        clients = Lists.clients(size);
        subjects = Arrays.stream(clients)
                .map(client -> new Subject(client, Optional.empty(), new Subject.Person.Stranger()))
                .toArray(Subject[]::new);
    }

    private int next() {
        next = (next + 1) % Lists.CLIENTS;
        return next;
    }

    @Benchmark
    public Optional<AddressClass> classOf() {
        return table.classOf(clients[next()]);
    }

    @Benchmark
    public ClassTable.Choice classWithReason() {
        return table.classify(clients[next()]);
    }

    @Benchmark
    public Limit.Ruling limitWithReason() {
        return limit.decide(subjects[next()], Optional.empty());
    }

    @Benchmark
    public AddressClass.Membership oneRuleAfterTheOther() {
        return one.of(clients[next()]);
    }
}
