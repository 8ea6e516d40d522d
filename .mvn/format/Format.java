import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Holds every Java file below a directory to the format of palantir-java-format.
///
/// `java Format.java check|fix <directory>`. `check` names the files that differ and fails; `fix` rewrites them. The
/// digests of files known to be well formatted are kept in `target/formatted`, so that a build looks only at what
/// changed.
public final class Format {
    private static final int COLUMNS = 120;

    private final Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());
    private final Path root;
    private final boolean fix;
    private final Set<String> known;
    private final Set<String> good = new ConcurrentSkipListSet<>();
    private final Set<String> complaints = new ConcurrentSkipListSet<>();

    private Format(Path root, boolean fix, Set<String> known) {
        this.root = root;
        this.fix = fix;
        this.known = known;
    }

    public static void main(String[] args) throws IOException {
        var root = Path.of(args[1]).toRealPath();
        var record = root.resolve("target/formatted");
        var known = Files.exists(record) ? new TreeSet<>(Files.readAllLines(record)) : new TreeSet<String>();
        var format = new Format(root, args[0].equals("fix"), known);

        javaFiles(root).parallelStream().forEach(format::look);
        Files.createDirectories(record.getParent());
        Files.write(record, format.good);
        if (!format.complaints.isEmpty()) {
            format.complaints.forEach(System.err::println);
            System.err.println("Format: mvn validate -Dformat=fix rewrites what can be rewritten");
            System.exit(1);
        }
    }

    private static List<Path> javaFiles(Path root) throws IOException {
        var found = new ArrayList<Path>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                var name = directory.getFileName().toString();
                return name.equals("target") || name.equals(".git") || name.equals(".idea")
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".java")) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    private void look(Path file) {
        try {
            var text = Files.readString(file);
            if (known.contains(digest(text))) {
                good.add(digest(text));
                return;
            }
            var formatted = formatted(text);
            if (formatted.equals(text)) {
                checkColumns(file, text);
            } else if (fix) {
                Files.writeString(file, formatted);
                checkColumns(file, formatted);
            } else {
                complain(file, "is not formatted");
            }
        } catch (FormatterException e) {
            complain(file, "cannot be parsed: " + e.getMessage());
        } catch (IOException e) {
            complain(file, e.toString());
        }
    }

    /// The formatter knows `var _` in a record pattern, but not `_` alone, which is the same.
    private static final Pattern UNNAMED = Pattern.compile("(?<=[(,] ?)_(?= ?[,)])");

    private String formatted(String text) throws FormatterException {
        try {
            return formattedOnce(text);
        } catch (FormatterException e) {
            var where =
                    Pattern.compile("(\\d+):(\\d+): error: expected token: '_'").matcher(e.getMessage());
            if (!where.find()) {
                throw e;
            }
            var lines = new ArrayList<>(text.lines().toList());
            var number = Integer.parseInt(where.group(1)) - 1;
            var unnamed = UNNAMED.matcher(lines.get(number));
            if (!unnamed.find(Integer.parseInt(where.group(2)))) {
                throw e;
            }
            lines.set(
                    number,
                    new StringBuilder(lines.get(number))
                            .insert(unnamed.start(), "var ")
                            .toString());
            return formatted(String.join("\n", lines) + "\n");
        }
    }

    private String formattedOnce(String text) throws FormatterException {
        var comments = new MarkdownComments();
        var ordered = ImportOrderer.reorderImports(text, JavaFormatterOptions.Style.PALANTIR);
        var hidden = comments.hide(RemoveUnusedImports.removeUnusedImports(ordered));
        return comments.restore(formatter.formatSource(hidden));
    }

    private void checkColumns(Path file, String text) {
        var number = 0;
        for (var line : text.lines().toList()) {
            number++;
            if (line.length() > COLUMNS && !line.startsWith("import ") && line.indexOf('"') < 0) {
                complain(file, "line " + number + " is longer than " + COLUMNS + " columns");
                return;
            }
        }
        good.add(digest(text));
    }

    private void complain(Path file, String what) {
        complaints.add("Format: " + root.relativize(file) + " " + what);
    }

    private static String digest(String text) {
        try {
            var bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The `///` comments of a file, which the formatter does not know to be Markdown. They are put aside while it
    /// works; afterwards only lines that are too long are broken, outside code blocks.
    private static final class MarkdownComments {
        private final List<String> lines = new ArrayList<>();

        String hide(String text) {
            return text.lines().map(this::hideLine).collect(Collectors.joining("\n", "", "\n"));
        }

        private String hideLine(String line) {
            if (!line.strip().startsWith("///")) {
                return line;
            }
            lines.add(line.strip());
            return line.substring(0, line.indexOf("///")) + "/// " + (lines.size() - 1);
        }

        String restore(String text) {
            var restored = new ArrayList<String>();
            var inCode = false;
            var overflow = "";
            var overflowIndent = "";
            for (var line : text.lines().toList()) {
                var isComment = line.strip().startsWith("///");
                var indent = isComment ? line.substring(0, line.indexOf("///")) : "";
                var shown = isComment ? lines.get(Integer.parseInt(line.strip().substring(4))) : line;
                if (!overflow.isEmpty()) {
                    if (isComment && !inCode && continues(shown)) {
                        shown = "/// " + overflow + shown.substring(3);
                    } else {
                        restored.add(overflowIndent + "/// " + overflow);
                    }
                    overflow = "";
                }
                inCode = isComment && inCode ^ shown.startsWith("/// ```");
                var cut = cut(indent + shown);
                if (!isComment || inCode || shown.startsWith("/// |") || cut <= indent.length() + 4) {
                    restored.add(indent + shown);
                } else {
                    restored.add((indent + shown).substring(0, cut));
                    overflow = (indent + shown).substring(cut + 1);
                    overflowIndent = indent;
                }
            }
            return String.join("\n", restored) + "\n";
        }

        /// Where a line that is too long is broken: at its last blank that fits; -1 where it is not.
        private static int cut(String line) {
            return line.length() <= COLUMNS ? -1 : line.lastIndexOf(' ', COLUMNS);
        }

        /// Whether a comment line is running text, and so can take the words that did not fit on the one before.
        private static boolean continues(String comment) {
            return comment.matches("/// [^\\s\\-*+|#>`0-9].*|/// `[^`].*");
        }
    }
}
