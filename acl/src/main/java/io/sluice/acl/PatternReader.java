package io.sluice.acl;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;

/// Words to patterns. What a word is shows in its characters; nothing is looked up.
final class PatternReader {
    private PatternReader() {}

    /// Reads one pattern; `rule` is the whole rule, for the complaint.
    static AddressPattern read(String word, String rule) throws BadRule {
        long ipv4 = AddressText.ipv4(word, 0, word.length());
        if (ipv4 >= 0) {
            return AddressPattern.Network.ofIpv4(ipv4, Integer.SIZE);
        }
        if (word.equalsIgnoreCase("all")) {
            return new AddressPattern.Everybody();
        }
        if (word.equalsIgnoreCase("none")) {
            return new AddressPattern.Nobody();
        }
        if (word.indexOf('/') >= 0) {
            return network(word, rule);
        }
        if (word.endsWith(".") && word.length() > 1) {
            return glob(word + "*");
        }
        if (Glob.isMeant(word)) {
            return glob(word);
        }
        if (word.startsWith(".") && word.length() > 1) {
            return new AddressPattern.BelowDomain(word);
        }
        Optional<InetAddress> address = AddressText.parse(word);
        if (address.isPresent()) {
            return AddressPattern.Network.of(address.get());
        }
        // A word of digits and dots, or with a colon, was meant as an address.
        if (word.indexOf(':') >= 0 || word.indexOf('!') >= 0 || word.chars().noneMatch(Character::isLetter)) {
            throw new BadRule(BadRule.Fault.NO_ADDRESS, rule);
        }
        return new AddressPattern.ExactName(word);
    }

    private static AddressPattern glob(String pattern) {
        boolean named = pattern.chars().anyMatch(c -> Character.isLetter(c) && Character.digit(c, 16) < 0);
        if (!named) {
            return new AddressPattern.AddressGlob(pattern);
        }
        boolean belowDomain = pattern.startsWith("*.") && !Glob.isMeant(pattern.substring(1));
        return belowDomain
                ? new AddressPattern.BelowDomain(pattern.substring(1))
                : new AddressPattern.NameGlob(pattern);
    }

    /// An IPv4-mapped network counts bits of IPv4 up to 32, and those of IPv6 from 96 on.
    private static AddressPattern network(String word, String rule) throws BadRule {
        int slash = word.indexOf('/');
        var mask = word.substring(slash + 1);
        long ipv4 = AddressText.ipv4(word, 0, slash);
        if (ipv4 >= 0) {
            return AddressPattern.Network.ofIpv4(ipv4, bits(mask, Integer.SIZE, rule));
        }
        var text = word.substring(0, slash);
        var address = AddressText.parse(text).orElseThrow(() -> new BadRule(BadRule.Fault.NO_ADDRESS, rule));
        int bits = bits(mask, 2 * Long.SIZE, rule);
        boolean mapped = address instanceof Inet4Address && text.indexOf(':') >= 0;
        int counted = mapped && bits >= 96 ? bits - 96 : bits;
        if (counted > address.getAddress().length * 8) {
            throw new BadRule(BadRule.Fault.BAD_MASK, rule);
        }
        return AddressPattern.Network.of(address, counted);
    }

    private static int bits(String mask, int most, String rule) throws BadRule {
        boolean number = !mask.isEmpty() && mask.length() <= 3 && mask.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number || Integer.parseInt(mask) > most) {
            throw new BadRule(BadRule.Fault.BAD_MASK, rule);
        }
        return Integer.parseInt(mask);
    }
}
