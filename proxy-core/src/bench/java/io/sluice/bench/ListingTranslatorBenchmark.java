package io.sluice.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.ftp.listing.Facts;
import io.sluice.ftp.listing.LinkForm;
import io.sluice.transfer.listing.ListingTranslator;
import java.nio.ByteBuffer;
import java.time.LocalDateTime;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// Entries a second from `LIST` to `MLSD`, in pieces as large as those of a relay.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class ListingTranslatorBenchmark {
    private static final int ENTRIES = 800;

    /// A line of each form, with the place of the name.
    public enum Line {
        UNIX("-rw-r--r--   1 joe      users     1234567 Nov 24 10:15 %s\r\n"),
        UNIX_LINK("lrwxrwxrwx   1 joe      users          12 Nov 24  2025 %s -> /over/there\r\n"),
        WINDOWS("11-24-26  10:15AM              1234567 %s\r\n"),
        NETWARE("- [RWCEAFMS] joe                   1234567 Nov 24  2025 %s\r\n"),
        VMS("%s.TXT;1   19/20   24-NOV-2026 10:15:45  [GROUP,JOE]  (RWED,RWED,RE,)\r\n");

        private final String form;

        Line(String form) {
            this.form = form;
        }
    }

    @Param
    private Line line;

    private byte[] list;
    private ListingTranslator translator;

    @Setup
    public void listing() throws ListingTranslator.LineTooLong {
        var text = new StringBuilder();
        for (int i = 0; i < ENTRIES; i++) {
            text.append(line.form.formatted("report of day %06d".formatted(i)));
        }
        list = text.toString().getBytes(ISO_8859_1);
        translator =
                new ListingTranslator(Facts.ALL, LinkForm.SYMLINK, LocalDateTime.of(2026, 11, 24, 12, 0), dropped -> {
                    throw new IllegalStateException("not translated: " + dropped);
                });
    }

    @Benchmark
    @OperationsPerInvocation(ENTRIES)
    public ByteBuffer entries() throws ListingTranslator.LineTooLong {
        translator.take(list, 0, list.length);
        return translator.translated();
    }
}
