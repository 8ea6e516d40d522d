import java.io.File;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;

/// Compiles a folder of fuzz targets and runs each for a time, in a JVM of its own, with its seeds and what earlier
/// runs have found to lead further. Ends with 1 if one of them found something, and tells which input it was.
///
/// `java -cp <classes and libraries> Run.java <folder of src> <work folder> <seconds> [word in the name of a target]`.
public final class Run {
    private static final int FOUND = 77;

    private Run() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, ReflectiveOperationException {
        var sources = Path.of(arguments[0]);
        var work = Path.of(arguments[1]).toAbsolutePath();
        var seconds = Integer.parseInt(arguments[2]);
        var word = arguments.length > 3 ? arguments[3] : "";
        var libraries = System.getProperty("java.class.path");
        var classes = Files.createDirectories(work.resolve("classes"));

        var targets = compile(sources, classes, libraries);
        var classPath = classes + File.pathSeparator + libraries;
        var failed = new ArrayList<String>();
        for (var target : targets.stream().filter(name -> name.contains(word)).toList()) {
            if (!run(target, work, classPath, seconds)) {
                failed.add(target);
            }
        }
        if (targets.stream().noneMatch(name -> name.contains(word))) {
            System.err.println("There is no target with " + word + " in its name: " + targets);
            System.exit(1);
        }
        if (!failed.isEmpty()) {
            System.err.println("Found something: " + failed);
            System.exit(1);
        }
    }

    private static List<String> compile(Path sources, Path classes, String libraries) throws IOException {
        var options = new ArrayList<>(List.of("-d", classes.toString(), "-cp", libraries));
        var targets = new ArrayList<String>();
        try (var files = Files.walk(sources)) {
            for (var file : files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList()) {
                options.add(file.toString());
                if (file.toString().endsWith("Fuzz.java")) {
                    var name = sources.relativize(file).toString();
                    targets.add(name.substring(0, name.lastIndexOf('.')).replace(File.separatorChar, '.'));
                }
            }
        }
        if (ToolProvider.getSystemJavaCompiler().run(null, null, null, options.toArray(String[]::new)) != 0) {
            System.exit(1);
        }
        return targets;
    }

    private static boolean run(String target, Path work, String classPath, int seconds)
            throws IOException, InterruptedException, ReflectiveOperationException {
        var folder = Files.createDirectories(work.resolve(target));
        var seeds = Files.createDirectories(folder.resolve("seeds"));
        var grown = Files.createDirectories(folder.resolve("grown"));
        var log = folder.resolve("log");
        writeSeeds(target, seeds, classPath);
        var process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-XX:-OmitStackTraceInFastThrow",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+EnableDynamicAgentLoading",
                        "-Dsluice.target=" + target,
                        "-cp",
                        classPath,
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=io.sluice.fuzz.Entry",
                        "--instrumentation_includes=io.sluice.**:org.apache.commons.net.**",
                        "--reproducer_path=" + folder,
                        "-artifact_prefix=" + folder + File.separator,
                        "-max_total_time=" + seconds,
                        "-timeout=10",
                        "-rss_limit_mb=1500",
                        grown.toString(),
                        seeds.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(seconds + 120L, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            System.err.println(target + ": did not end");
            return false;
        }
        int code = process.exitValue();
        var lines = Files.readAllLines(log, java.nio.charset.StandardCharsets.ISO_8859_1);
        var done = lines.stream().filter(line -> line.startsWith("Done ")).findFirst();
        System.out.println(target + ": " + done.orElse(code == FOUND ? "found something" : "ended with " + code));
        if (code != 0 || done.isEmpty()) {
            lines.stream().dropWhile(line -> !line.startsWith("== ")).forEach(System.err::println);
            return false;
        }
        return true;
    }

    private static void writeSeeds(String target, Path folder, String classPath)
            throws IOException, ReflectiveOperationException {
        var urls = new ArrayList<java.net.URL>();
        for (var element : classPath.split(File.pathSeparator)) {
            urls.add(Path.of(element).toUri().toURL());
        }
        try (var loader = new URLClassLoader(urls.toArray(java.net.URL[]::new))) {
            var instance = loader.loadClass(target).getDeclaredConstructor().newInstance();
            var seeds = (List<?>) instance.getClass().getMethod("seeds").invoke(instance);
            for (int i = 0; i < seeds.size(); i++) {
                Files.write(folder.resolve("seed-" + i), (byte[]) seeds.get(i));
            }
        }
    }
}
