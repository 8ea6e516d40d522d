import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.tools.ToolProvider;

/// Compiles a folder of benchmarks and runs them in a JVM of this release.
///
/// `java -cp <classes and libraries> Run.java <sources> <classes> <word> [JMH option…]`.
public final class Run {
    private Run() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var sources = Path.of(arguments[0]);
        var classes = Path.of(arguments[1]);
        var libraries = System.getProperty("java.class.path");

        compile(sources, Files.createDirectories(classes), libraries);

        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classes + System.getProperty("path.separator") + libraries,
                "org.openjdk.jmh.Main"));
        command.addAll(Arrays.asList(arguments).subList(2, arguments.length));
        System.exit(new ProcessBuilder(command).inheritIO().start().waitFor());
    }

    private static void compile(Path sources, Path classes, String libraries) throws IOException {
        var options = new ArrayList<>(List.of("-proc:full", "-d", classes.toString(), "-cp", libraries));
        try (var files = Files.walk(sources)) {
            files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(options::add);
        }
        int code = ToolProvider.getSystemJavaCompiler().run(null, null, null, options.toArray(String[]::new));
        if (code != 0) {
            System.exit(code);
        }
    }
}
