package io.sluice.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Classes and limits as a configuration file has them, about clients on loopback, in forms on which Sluice and the
/// reference are to agree.
final class RandomAccessRules {
    private static final List<String> CLASSES = List.of("red", "green", "blue");
    private static final List<String> NAMES = List.of(
            "READ",
            "WRITE",
            "DIRS",
            "ALL",
            "PWD",
            "CWD",
            "CDUP",
            "MKD",
            "XMKD",
            "DELE",
            "RMD",
            "SIZE",
            "MDTM",
            "NOOP",
            "SITE_CHMOD",
            "STOR,MKD",
            "WRITE READ",
            "MKD WRITE");

    private final Random random;

    RandomAccessRules(long seed) {
        random = new Random(seed);
    }

    /// Limits of servers with even numbers are about the login.
    boolean concernsLogin(int server) {
        return server % 2 == 0;
    }

    /// An address of loopback that the rules are about.
    String source() {
        return "127." + random.nextInt(2) + "." + random.nextInt(3) + "." + (1 + octet());
    }

    private int octet() {
        return random.nextBoolean() ? random.nextInt(12) : random.nextInt(250);
    }

    String classes() {
        return CLASSES.stream()
                .map(name -> "<Class " + name + ">\n" + froms() + (random.nextBoolean() ? "Satisfy all\n" : "")
                        + "</Class>\n")
                .collect(Collectors.joining());
    }

    private String froms() {
        return IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(_ -> "From " + rules(true) + "\n")
                .collect(Collectors.joining());
    }

    String limits(int server) {
        return IntStream.rangeClosed(0, random.nextInt(4))
                .mapToObj(_ -> "<Limit " + (concernsLogin(server) ? "LOGIN" : oneOf(NAMES)) + ">\n" + contents()
                        + "</Limit>\n")
                .collect(Collectors.joining());
    }

    private String contents() {
        var lines = new ArrayList<String>();
        if (random.nextBoolean()) {
            lines.add("Order " + oneOf(List.of("allow,deny", "deny,allow", "deny, allow")));
        }
        IntStream.rangeClosed(0, random.nextInt(4)).forEach(_ -> lines.add(line()));
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private String line() {
        var effect = oneOf(List.of("Allow", "Deny"));
        return switch (random.nextInt(10)) {
            case 0 -> effect + "All";
            case 1 -> effect + "User " + oneOf(List.of("joe", "ann", "ann,joe", "!joe", "!ann", "regex ^j"));
            case 2, 3 -> effect + "Class " + (random.nextInt(4) == 0 ? "!" : "") + oneOf(CLASSES);
            default -> effect + " " + (random.nextBoolean() ? "from " : "") + rules(false);
        };
    }

    private String rules(boolean negations) {
        if (random.nextInt(12) == 0) {
            return oneOf(List.of("all", "none", "ALL"));
        }
        return IntStream.rangeClosed(0, random.nextInt(4))
                .mapToObj(_ -> (negations && random.nextInt(4) == 0 ? "!" : "") + rule())
                .collect(Collectors.joining(random.nextBoolean() ? "," : " "));
    }

    private String rule() {
        return switch (random.nextInt(9)) {
            case 0, 1 -> source();
            case 2 -> source() + "/" + random.nextInt(33);
            case 3 -> source() + "/" + (24 + random.nextInt(9));
            case 4 -> "127." + oneOf(List.of("0.", "1.", "0.1.", "1.2.", ""));
            case 5 -> "127." + oneOf(List.of("0.*", "*.1", "?.0.*", "0.1.[1-5]", "1.[!12].*", "0.?.1*", "*"));
            case 6 -> "::ffff:" + source() + (random.nextBoolean() ? "" : "/" + random.nextInt(33));
            case 7 -> oneOf(List.of("2001:db8::1", "2001:db8::/32", "::/0", "::1", "2001:db8:*"));
            default -> "127." + random.nextInt(2) + "." + random.nextInt(3) + ".0/24";
        };
    }

    private <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
