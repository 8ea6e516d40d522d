package io.sluice.bench;

import io.sluice.proxy.policy.Choice;
import io.sluice.proxy.policy.Client;
import io.sluice.proxy.policy.ConnectPolicy;
import io.sluice.proxy.policy.PoolSnapshot;
import io.sluice.proxy.policy.PoolSnapshot.Standing;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// The choice of a backend by each policy there is, among few and among many.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ConnectPolicyBenchmark {
    /// Every one: an enum without values named takes all it has.
    @Param
    private ConnectPolicy policy;

    @Param({"3", "1000"})
    private int members;

    private PoolSnapshot pool;
    private PoolSnapshot halfTried;

    private final Client client = new Client(Optional.of("joe"), Optional.of("users"), "192.0.2.9");

    @Setup
    public void pool() {
        var standings = IntStream.range(0, members)
                .mapToObj(i -> new Standing(i % 7, OptionalInt.of(1 + i % 5), i % 2 == 0))
                .toList();
        var half = IntStream.range(0, members / 2).mapToObj(i -> 2 * i).toList();
        pool = new PoolSnapshot(standings, members / 2, OptionalInt.empty(), List.of(), 42);
        halfTried = new PoolSnapshot(standings, 0, OptionalInt.empty(), half, 42);
    }

    @Benchmark
    public Choice first() {
        return policy.choose(pool, client);
    }

    @Benchmark
    public Choice afterHalfHaveFailed() {
        return policy.choose(halfTried, client);
    }
}
