package io.sluice.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.ftp.ClientLine;
import io.sluice.ftp.CommandReader;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/// Command lines of a client, from bytes to values.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CommandReaderBenchmark {
    private static final int PIPELINED = 5;
    private static final byte[] ONE = "RETR incoming/2026/report of day 17.txt\r\n".getBytes(ISO_8859_1);
    private static final byte[] PIPELINE =
            "USER joe\r\nPASS secret\r\nTYPE I\r\nEPSV\r\nRETR incoming/2026/report.txt\r\n".getBytes(ISO_8859_1);
    private static final byte[] ABORT = "\u00FF\u00F4\u00FF\u00F2ABOR\r\n".getBytes(ISO_8859_1);

    private final CommandReader reader = new CommandReader();

    @Benchmark
    public Optional<ClientLine> oneCommand() {
        reader.feed(ByteBuffer.wrap(ONE));
        return reader.next();
    }

    @Benchmark
    public Optional<ClientLine> abortWithTelnetSignals() {
        reader.feed(ByteBuffer.wrap(ABORT));
        return reader.next();
    }

    @Benchmark
    @OperationsPerInvocation(PIPELINED)
    public void pipelinedCommand(Blackhole read) {
        reader.feed(ByteBuffer.wrap(PIPELINE));
        for (int i = 0; i < PIPELINED; i++) {
            read.consume(reader.next());
        }
    }
}
