package io.sluice.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.ftp.Reply;
import io.sluice.ftp.ReplyAssembler;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// Replies of a backend, from bytes to values.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReplyAssemblerBenchmark {
    private static final byte[] ONE_LINE = "226 Transfer complete\r\n".getBytes(ISO_8859_1);
    private static final byte[] FEATURES = ("211-Features:\r\n AUTH TLS\r\n CCC\r\n CLNT\r\n EPRT\r\n EPSV\r\n HOST\r\n"
                    + " LANG en-US.UTF-8*\r\n MDTM\r\n MFF modify;UNIX.group;UNIX.mode;\r\n MFMT\r\n"
                    + " MLST modify*;perm*;size*;type*;unique*;UNIX.group*;UNIX.mode*;UNIX.owner*;\r\n"
                    + " PBSZ\r\n PROT\r\n REST STREAM\r\n SIZE\r\n TVFS\r\n UTF8\r\n211 End\r\n")
            .getBytes(ISO_8859_1);

    private final ReplyAssembler assembler = new ReplyAssembler();

    @Benchmark
    public Optional<Reply> oneLine() {
        assembler.feed(ByteBuffer.wrap(ONE_LINE));
        return assembler.next();
    }

    @Benchmark
    public Optional<Reply> nineteenLines() {
        assembler.feed(ByteBuffer.wrap(FEATURES));
        return assembler.next();
    }

    @Benchmark
    public Optional<Reply> nineteenLinesByteByByte() {
        var reply = Optional.<Reply>empty();
        for (int i = 0; i < FEATURES.length; i++) {
            assembler.feed(ByteBuffer.wrap(FEATURES, i, 1));
            reply = assembler.next();
        }
        return reply;
    }
}
