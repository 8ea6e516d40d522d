package io.sluice.acl;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// Rules and clients of every kind from a small world, so that they meet.
final class RandomRules {
    private final Random random;

    RandomRules(long seed) {
        random = new Random(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    @SafeVarargs
    final <T> T oneOf(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    Client client() {
        var address = oneOf(ipv4(), ipv6(), "::ffff:" + ipv4());
        return switch (random.nextInt(4)) {
            case 0 -> Rules.nameless(address);
            case 1, 2 -> Rules.named(address, name());
            default -> Rules.client(address);
        };
    }

    /// The rules of one line.
    List<AddressRule> line(int most, boolean negations) throws BadRule {
        var words = new ArrayList<String>();
        if (random.nextInt(20) == 0) {
            words.add(oneOf("all", "none"));
        }
        IntStream.rangeClosed(0, random.nextInt(most))
                .mapToObj(_ -> (negations && random.nextInt(3) == 0 ? "!" : "") + pattern())
                .forEach(words::add);
        return AddressRule.parseLine(words, new Origin("random", random.nextInt(1000)));
    }

    private String pattern() {
        return switch (random.nextInt(16)) {
            case 0, 1, 2 -> ipv4();
            case 3, 4 -> ipv4() + "/" + random.nextInt(33);
            case 5 -> ipv6();
            case 6 -> ipv6() + "/" + random.nextInt(129);
            case 7 -> "::ffff:" + ipv4() + oneOf("", "/" + random.nextInt(33), "/" + (96 + random.nextInt(33)));
            case 8 -> "10." + oneOf("0.", "1.0.", "1.1.", "");
            case 9 ->
                "10."
                        + oneOf(
                                "0.*",
                                "1.0.*",
                                "*",
                                "1.1.[1-3]",
                                "1.1.[!1-3]",
                                "1.1.?",
                                "1.1.1*",
                                "?.1.1",
                                "*.1",
                                "01.*");
            case 10 ->
                oneOf("2001:db8:*", "2001:*", "2001:db8:0:*", "2001:db8::?", "*::1", "[12]001:*", "::ffff:10.1.*", "*");
            case 11 -> name();
            case 12 -> oneOf(".example.com", "*.example.com", ".net", ".a.example.com", ".Example.COM");
            case 13 -> oneOf("host?.example.com", "*x*.net", "h*st");
            default -> ipv4() + "/" + (24 + random.nextInt(9));
        };
    }

    private String ipv4() {
        return "10." + random.nextInt(2) + "." + random.nextInt(3) + "."
                + oneOf(random.nextInt(6), random.nextInt(256));
    }

    private String ipv6() {
        return oneOf("2001:db8::", "2001:db8:0:1::", "2001:0:0:1::", "1001:db8::", "::")
                + Integer.toHexString(1 + random.nextInt(5));
    }

    private String name() {
        return oneOf("", "host1.", "a.", "b.a.", "x.") + oneOf("example.com", "Example.com", "a.net", "host");
    }
}
