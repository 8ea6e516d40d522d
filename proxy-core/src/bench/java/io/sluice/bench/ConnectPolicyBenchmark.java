package io.sluice.bench;

import io.sluice.proxy.policy.Choice;
import io.sluice.proxy.policy.ConnectPolicy;
import io.sluice.proxy.policy.PoolSnapshot;
import java.util.HashSet;
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

    @Setup
    public void pool() {
        pool = new PoolSnapshot(members, members / 2, Set.of());
        var tried = new HashSet<Integer>();
        for (int i = 0; i < members; i += 2) {
            tried.add(i);
        }
        halfTried = new PoolSnapshot(members, 0, tried);
    }

    @Benchmark
    public Choice first() {
        return policy.choose(pool);
    }

    @Benchmark
    public Choice afterHalfHaveFailed() {
        return policy.choose(halfTried);
    }
}
