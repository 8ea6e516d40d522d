package io.sluice.bench;

import io.sluice.proxy.policy.Choice;
import io.sluice.proxy.policy.Client;
import io.sluice.proxy.policy.ConnectPolicy;
import io.sluice.proxy.policy.PoolSnapshot;
import io.sluice.proxy.policy.PoolSnapshot.Standing;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
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

    private final Client client = new Client(Optional.of("ada"), Optional.of("staff"), "192.0.2.1");
    private final SplittableRandom random = new SplittableRandom(1);
    private List<Standing> standings;
    private List<Integer> half;

    @Setup
    public void pool() {
        standings = IntStream.range(0, members)
                .mapToObj(index -> new Standing(index % 7, OptionalInt.of(1 + index % 5), index % 2 == 0))
                .toList();
        half = IntStream.range(0, members)
                .filter(index -> index % 2 == 0)
                .boxed()
                .toList();
    }

    private PoolSnapshot pool(List<Integer> tried) {
        return new PoolSnapshot(standings, members / 2, OptionalInt.empty(), tried, random.nextLong());
    }

    @Benchmark
    public Choice first() {
        return policy.choose(pool(List.of()), client);
    }

    @Benchmark
    public Choice afterHalfHaveFailed() {
        return policy.choose(pool(half), client);
    }
}
