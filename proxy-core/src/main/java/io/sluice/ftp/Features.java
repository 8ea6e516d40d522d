package io.sluice.ftp;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.TreeMap;

/// What a server says it can do (RFC 2389 §3): features by name in upper case, each with the values it was listed with.
public record Features(Map<String, List<String>> table) {
    /// Nothing known.
    public static final Features NONE = new Features(Map.of());

    public Features {
        var copy = new TreeMap<String, List<String>>();
        table.forEach((name, values) -> copy.put(WireText.upperCase(name), List.copyOf(values)));
        table = Collections.unmodifiableMap(copy);
    }

    /// Reads a reply to `FEAT`: the lines between the first and the last that begin with a blank. Servers that write
    /// `211-` before each of them (ProFTPD with MultilineRFC2228, old IIS) are read too; blank lines are skipped.
    public static Features of(Reply reply) {
        if (reply.code() != 211) {
            return NONE;
        }
        var table = new TreeMap<String, List<String>>();
        var lines = reply.lines();
        for (int i = 1; i < lines.size() - 1; i++) {
            var line = lines.get(i);
            boolean coded = line.startsWith("211-");
            var text = (coded ? line.substring(4) : line).strip();
            if (text.isEmpty() || !(coded || line.startsWith(" "))) {
                continue;
            }
            int blank = text.indexOf(' ');
            var name = WireText.upperCase(blank < 0 ? text : text.substring(0, blank));
            var value = blank < 0 ? "" : text.substring(blank + 1).strip();
            table.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
        }
        return new Features(table);
    }

    public boolean isEmpty() {
        return table.isEmpty();
    }

    public boolean has(String name) {
        return table.containsKey(WireText.upperCase(name));
    }

    /// These with one more, in place of any of that name.
    public Features with(String name, String value) {
        var more = new TreeMap<>(table);
        more.put(WireText.upperCase(name), List.of(value));
        return new Features(more);
    }

    /// What stands behind the name; empty text if nothing does. Of a name listed more than once, the first.
    public Optional<String> value(String name) {
        return Optional.ofNullable(table.get(WireText.upperCase(name))).map(List::getFirst);
    }

    /// The mechanisms of `AUTH`, in upper case: of one line `AUTH TLS;TLS-C;SSL;TLS-P;` as of several `AUTH TLS`.
    public Set<String> authMechanisms() {
        var mechanisms = new LinkedHashSet<String>();
        for (var value : table.getOrDefault("AUTH", List.of())) {
            var words = new StringTokenizer(value, "; ,");
            while (words.hasMoreTokens()) {
                mechanisms.add(WireText.upperCase(words.nextToken()));
            }
        }
        return Collections.unmodifiableSet(mechanisms);
    }

    /// The facts of `MLST` as listed (RFC 3659 §7.8).
    public List<Fact> mlstFacts() {
        var facts = new ArrayList<Fact>();
        for (var value : table.getOrDefault("MLST", List.of())) {
            var words = new StringTokenizer(value, "; ");
            while (words.hasMoreTokens()) {
                var word = words.nextToken();
                boolean enabled = word.endsWith("*");
                facts.add(new Fact(enabled ? word.substring(0, word.length() - 1) : word, enabled));
            }
        }
        return List.copyOf(facts);
    }

    /// A fact of `MLST`; `enabled` if it is sent without being asked for.
    public record Fact(String name, boolean enabled) {}

    /// Our own reply to `FEAT`: the features sorted, one line each.
    public static Reply reply(Collection<String> features) {
        var lines = new ArrayList<>(features.stream().distinct().sorted().toList());
        lines.add("End");
        return Reply.of(211, "Features:", lines.toArray(String[]::new));
    }
}
