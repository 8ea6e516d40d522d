package io.sluice.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a gateway holds when nobody is connected: the live heap, how many direct buffers and virtual threads are in it,
/// and what the system counts.
record Traces(long heap, long buffers, long virtualThreads, long threads, long descriptors, long pipes) {
    private static final long MORE_HEAP = 4 << 20;
    private static final long MORE_BUFFERS = 16;
    private static final long MORE_THREADS = 20;
    private static final long MORE_DESCRIPTORS = 160;
    private static final long MORE_PIPES = 64;

    static Traces of(Process process) throws IOException, InterruptedException {
        Thread.sleep(6000); // what waits for a moment before it goes has gone by then
        var histogram = histogram(process);
        return new Traces(
                column(histogram, "Total", 2),
                column(histogram, "java.nio.DirectByteBuffer$Deallocator", 1),
                column(histogram, "java.lang.VirtualThread", 1),
                count(process, "task", ""),
                count(process, "fd", ""),
                count(process, "fd", "pipe:"));
    }

    /// The live objects by class, after a full collection.
    private static List<String> histogram(Process process) throws IOException, InterruptedException {
        var jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        "GC.class_histogram")
                .start();
        var lines = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        jcmd.waitFor();
        return lines.lines().toList();
    }

    private static long column(List<String> histogram, String name, int column) {
        return histogram.stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length > 2
                        && (words[0].equals(name)
                                || words[words.length - 1].equals(name)
                                || words.length > 3 && words[3].equals(name)))
                .mapToLong(words -> Long.parseLong(words[column]))
                .findFirst()
                .orElse(0);
    }

    private static long count(Process process, String folder, String kind) throws IOException {
        try (var entries = Files.list(Path.of("/proc", Long.toString(process.pid()), folder))) {
            return entries.filter(entry -> kind.isEmpty() || target(entry).startsWith(kind))
                    .count();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }

    /// What has grown beyond what pools may take.
    List<String> growthSince(Traces before) {
        var problems = new ArrayList<String>();
        check(problems, "heap", heap - before.heap, MORE_HEAP);
        check(problems, "direct buffers", buffers - before.buffers, MORE_BUFFERS);
        check(problems, "virtual threads", virtualThreads - before.virtualThreads, MORE_THREADS);
        check(problems, "threads", threads - before.threads, MORE_THREADS);
        check(problems, "descriptors", descriptors - before.descriptors, MORE_DESCRIPTORS);
        check(problems, "pipes", pipes - before.pipes, MORE_PIPES);
        return problems;
    }

    private static void check(List<String> problems, String what, long growth, long bound) {
        if (growth > bound) {
            problems.add(what + " have grown by " + growth + ", expected " + bound + " at most");
        }
    }

    @Override
    public String toString() {
        return "heap %.1f MiB, %d direct buffers, %d virtual threads, %d threads, %d descriptors, %d of them of pipes"
                .formatted(heap / 1048576.0, buffers, virtualThreads, threads, descriptors, pipes);
    }
}
