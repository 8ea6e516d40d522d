package io.sluice.tls.suites;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// The suites up to TLS 1.2 that a list in the language of OpenSSL selects (`HIGH:!aNULL:@STRENGTH`), in its order.
///
/// An item is a suite or what suites have in common, several of these joined by `+`. Alone it puts those that are not
/// selected at the end; with `-` it takes them out until another item puts them in, with `!` for ever; with `+` it
/// moves those that are selected to the end. `@STRENGTH` sorts by the size of keys, `@SECLEVEL=n` drops at the end
/// what is weaker than that level. Items that mean nothing are passed over, as OpenSSL does. Suites of TLS 1.3 are in
/// no such list.
public final class CipherList {
    private static final Pattern SEPARATOR = Pattern.compile("[:, ;]+");
    private static final String LEVEL = "@SECLEVEL=";
    private static final int DEFAULT_LEVEL = 1;

    private final List<CipherSuite> chosen = new ArrayList<>();
    private List<CipherSuite> others = new ArrayList<>(
            CipherSuite.all().stream().filter(suite -> !suite.isOfTls13()).toList());
    private int level;

    private CipherList(int level) {
        this.level = level;
    }

    /// The suites of a list; none where no item selects any.
    public static List<CipherSuite> select(String text) {
        return select(text, DEFAULT_LEVEL);
    }

    /// The same where the list itself need not say a level.
    public static List<CipherSuite> select(String text, int level) {
        var list = new CipherList(level);
        for (var item : SEPARATOR.split(text, -1)) {
            list.apply(item);
        }
        return list.chosen.stream()
                .filter(suite -> isStrongEnough(suite, list.level))
                .toList();
    }

    private void apply(String item) {
        if (item.equals("@STRENGTH")) {
            chosen.sort(Comparator.comparingInt(CipherSuite::bits).reversed());
        } else if (item.startsWith(LEVEL)) {
            level = level(item.substring(LEVEL.length()));
        } else if (item.equals("DEFAULT")) {
            add(CipherList::isDefault);
        } else if (!item.isEmpty()) {
            switch (item.charAt(0)) {
                case '!' -> named(item.substring(1)).ifPresent(this::ban);
                case '-' -> named(item.substring(1)).ifPresent(this::remove);
                case '+' -> named(item.substring(1)).ifPresent(this::moveToEnd);
                default -> named(item).ifPresent(this::add);
            }
        }
    }

    private int level(String digits) {
        return digits.length() == 1 && digits.charAt(0) >= '0' && digits.charAt(0) <= '5'
                ? digits.charAt(0) - '0'
                : level;
    }

    private void add(Predicate<CipherSuite> which) {
        chosen.addAll(others.stream().filter(which).toList());
        others.removeIf(which);
    }

    /// What is taken out is the first that another item finds.
    private void remove(Predicate<CipherSuite> which) {
        var out = new ArrayList<>(chosen.stream().filter(which).toList());
        chosen.removeIf(which);
        out.addAll(others);
        others = out;
    }

    private void ban(Predicate<CipherSuite> which) {
        chosen.removeIf(which);
        others.removeIf(which);
    }

    private void moveToEnd(Predicate<CipherSuite> which) {
        var moved = chosen.stream().filter(which).toList();
        chosen.removeIf(which);
        chosen.addAll(moved);
    }

    /// What the words of an item have in common; empty if one of them means nothing.
    private static Optional<Predicate<CipherSuite>> named(String item) {
        var words = Arrays.stream(item.split("\\+", -1)).map(CipherList::word).toList();
        return words.stream().allMatch(Optional::isPresent)
                ? words.stream().flatMap(Optional::stream).reduce(Predicate::and)
                : Optional.empty();
    }

    private static Optional<Predicate<CipherSuite>> word(String word) {
        Predicate<CipherSuite> meaning = switch (word) {
            case "ALL" -> suite -> !isPlain(suite);
            case "COMPLEMENTOFALL", "eNULL", "NULL" -> CipherList::isPlain;
            case "COMPLEMENTOFDEFAULT" -> suite -> !isDefault(suite) && !isPlain(suite);
            case "HIGH" -> suite -> suite.bits() >= 128;
            case "MEDIUM", "LOW", "EXP", "EXPORT" -> _ -> false;
            case "RSA", "kRSA" -> exchange("RSA");
            case "DH", "kDHE", "kEDH" -> exchange("DH");
            case "DHE", "EDH" -> exchange("DH").and(authentication("None").negate());
            case "ADH" -> exchange("DH").and(authentication("None"));
            case "ECDH", "kECDHE", "kEECDH" -> exchange("ECDH");
            case "ECDHE", "EECDH" -> exchange("ECDH").and(authentication("None").negate());
            case "AECDH" -> exchange("ECDH").and(authentication("None"));
            case "kPSK" -> exchange("PSK");
            case "kRSAPSK" -> exchange("RSAPSK");
            case "kDHEPSK" -> exchange("DHEPSK");
            case "kECDHEPSK" -> exchange("ECDHEPSK");
            case "PSK" -> suite -> suite.keyExchange().endsWith("PSK");
            case "aRSA" -> authentication("RSA");
            case "aDSS", "DSS" -> authentication("DSS");
            case "aECDSA", "ECDSA" -> authentication("ECDSA");
            case "aPSK" -> authentication("PSK");
            case "aNULL" -> authentication("None");
            case "AES" -> suite -> suite.cipher().startsWith("AES");
            case "AES128" -> suite -> suite.cipher().startsWith("AES") && suite.bits() == 128;
            case "AES256" -> suite -> suite.cipher().startsWith("AES") && suite.bits() == 256;
            case "AESGCM" -> cipher("AESGCM");
            case "AESCCM" -> cipher("AESCCM");
            case "CHACHA20" -> cipher("CHACHA20");
            case "CAMELLIA" -> cipher("Camellia");
            case "CAMELLIA128" -> cipher("Camellia").and(suite -> suite.bits() == 128);
            case "CAMELLIA256" -> cipher("Camellia").and(suite -> suite.bits() == 256);
            case "CBC" -> cipher("AES").or(cipher("Camellia"));
            case "MD5" -> mac("MD5");
            case "SHA", "SHA1" -> mac("SHA1");
            case "SHA256" -> mac("SHA256");
            case "SHA384" -> mac("SHA384");
            case "TLSv1.2" -> protocol("TLSv1.2");
            case "TLSv1", "TLSv1.0" -> protocol("TLSv1");
            case "SSLv3" -> protocol("SSLv3");
            default ->
                suite -> suite.name().equals(word) || suite.standardName().equals(word);
        };
        return Optional.of(meaning).filter(_ -> CipherSuite.all().stream().anyMatch(meaning));
    }

    private static Predicate<CipherSuite> exchange(String which) {
        return suite -> suite.keyExchange().equals(which);
    }

    private static Predicate<CipherSuite> authentication(String which) {
        return suite -> suite.authentication().equals(which);
    }

    private static Predicate<CipherSuite> cipher(String which) {
        return suite -> suite.cipher().equals(which);
    }

    private static Predicate<CipherSuite> mac(String which) {
        return suite -> suite.mac().equals(which);
    }

    private static Predicate<CipherSuite> protocol(String which) {
        return suite -> suite.protocol().equals(which);
    }

    private static boolean isPlain(CipherSuite suite) {
        return suite.cipher().equals("None");
    }

    private static boolean isDefault(CipherSuite suite) {
        return !isPlain(suite)
                && !suite.authentication().equals("None")
                && !suite.authentication().equals("DSS")
                && !suite.cipher().equals("Camellia")
                && !suite.cipher().equals("AESCCM");
    }

    /// The levels of `SSL_CTX_set_security_level(3)`, as far as a suite alone tells: bits of security, no MD5 from
    /// level 1 on, keys that are not kept from level 3 on, and no SHA-1 from level 4 on.
    private static boolean isStrongEnough(CipherSuite suite, int level) {
        int least = switch (level) {
            case 0 -> 0;
            case 1 -> 80;
            case 2 -> 112;
            case 3 -> 128;
            case 4 -> 192;
            default -> 256;
        };
        boolean ephemeral = suite.keyExchange().contains("DH");
        return suite.bits() >= least
                && (level == 0 || !suite.mac().equals("MD5"))
                && (level == 0 || !suite.authentication().equals("None"))
                && (level < 3 || ephemeral)
                && (level < 4 || !suite.mac().equals("SHA1"));
    }
}
