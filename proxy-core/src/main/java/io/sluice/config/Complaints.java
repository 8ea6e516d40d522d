package io.sluice.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/// Collects what is wrong with a configuration while it is read. Each sentence begins in the form of the reference;
/// what helps beyond that follows the position.
final class Complaints {
    private final List<Problem> problems = new ArrayList<>();

    /// A directive or section that cannot be used as it stands; `more` continues the sentence after the position.
    void fatal(String directive, String text, Position position, String more) {
        error(position, "fatal: " + directive + ": " + text + " on " + position + more);
    }

    void fatal(String directive, String text, Position position) {
        fatal(directive, text, position, "");
    }

    void unknown(String name, Position position, String more) {
        error(position, "fatal: unknown configuration directive '" + name + "' on " + position + more);
    }

    void error(Position position, String sentence) {
        problems.add(new Problem(Problem.Severity.ERROR, position, sentence));
    }

    void warning(Position position, String sentence) {
        problems.add(new Problem(Problem.Severity.WARNING, position, "warning: " + sentence));
    }

    /// Ends the reading of a configuration that has an error.
    void throwIfFatal() throws ConfigurationException {
        if (problems.stream().anyMatch(problem -> problem.severity() == Problem.Severity.ERROR)) {
            throw new ConfigurationException(inOrder());
        }
    }

    /// File by file as they were met, and by line in each, whichever step found the problem.
    private List<Problem> inOrder() {
        var files = new LinkedHashMap<String, List<Problem>>();
        for (var problem : problems) {
            files.computeIfAbsent(problem.position().file(), _ -> new ArrayList<>())
                    .add(problem);
        }
        return files.values().stream()
                .flatMap(each -> each.stream()
                        .sorted(Comparator.comparingInt(
                                problem -> problem.position().line())))
                .toList();
    }

    List<Problem> warnings() {
        return problems.stream()
                .filter(problem -> problem.severity() == Problem.Severity.WARNING)
                .toList();
    }
}
