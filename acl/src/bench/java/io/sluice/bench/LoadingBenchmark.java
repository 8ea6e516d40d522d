package io.sluice.bench;

import io.sluice.GatewaySettings;
import io.sluice.acl.AddressClass;
import io.sluice.acl.AddressClass.Satisfy;
import io.sluice.acl.AddressRule;
import io.sluice.acl.BadRule;
import io.sluice.acl.ClassTable;
import io.sluice.acl.Origin;
import io.sluice.acl.adapter.AclModule;
import io.sluice.config.ConfigurationException;
import io.sluice.config.ConfigurationReader;
import io.sluice.config.ConfigurationReader.Inputs;
import io.sluice.module.ActiveModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// From the words of a list to a table that decides, in a JVM that has not done it before.
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class LoadingBenchmark {
    @Param({"1000000"})
    private int size;

    private List<String> words;

    private Path file;

    @Setup
    public void words() throws IOException {
        words = Lists.words(size);
        file = Files.createTempFile("classes", ".conf");
        Files.writeString(
                file,
                words.stream()
                        .map("From "::concat)
                        .collect(Collectors.joining("\n", "<Class listed>\n", "\n</Class>\n")));
    }

    @TearDown
    public void forget() throws IOException {
        Files.delete(file);
    }

    @Benchmark
    public ClassTable load() throws BadRule {
        var rules = new ArrayList<AddressRule>();
        for (int i = 0; i < size; i++) {
            rules.addAll(AddressRule.parseLine(List.of(words.get(i)), new Origin("list", i + 1)));
        }
        return new ClassTable(List.of(new AddressClass("listed", Satisfy.ANY, rules, Origin.CODE)));
    }

    /// The same from a file of the gateway with a `From` line for each.
    @Benchmark
    public ActiveModule loadFile() throws ConfigurationException {
        var module = new AclModule();
        return module.activate(ConfigurationReader.read(
                file, GatewaySettings.table(List.of(module)), new Inputs(Set.of(), Set.of(), Map.of())));
    }
}
