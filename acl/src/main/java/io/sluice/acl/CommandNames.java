package io.sluice.acl;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The names that a [Limit] may have, and which commands they cover. `SITE_CHMOD` is the command `SITE CHMOD`.
public final class CommandNames {
    public static final String LOGIN = "LOGIN";
    public static final String ALL = "ALL";

    /// The groups of commands beside [#ALL].
    public static final Map<String, Set<String>> GROUPS = Map.of(
            "READ",
            Set.of("RETR", "SIZE", "HASH", "MD5", "XCRC", "XMD5", "XSHA", "XSHA1", "XSHA256", "XSHA512", "SITE_CPFR"),
            "WRITE",
            Set.of(
                    "APPE",
                    "DELE",
                    "MKD",
                    "XMKD",
                    "RMD",
                    "XRMD",
                    "RNFR",
                    "RNTO",
                    "STOR",
                    "STOU",
                    "MFF",
                    "MFMT",
                    "SITE_CHMOD",
                    "SITE_CHGRP",
                    "SITE_MKDIR",
                    "SITE_RMDIR",
                    "SITE_SYMLINK",
                    "SITE_UTIME",
                    "SITE_COPY",
                    "SITE_CPTO"),
            "DIRS",
            Set.of(
                    "CDUP", "XCUP", "CWD", "XCWD", "LIST", "NLST", "MLSD", "MLST", "MDTM", "PWD", "XPWD", "STAT",
                    "RNFR"));

    /// `RNFR` is in two groups: that of the reference is heard before the one that only its documentation has.
    static final List<String> GROUPS_IN_ORDER = List.of("READ", "WRITE", "DIRS");

    /// Commands that [#ALL] does not cover.
    static final Set<String> NOT_IN_ALL = Set.of("EPRT", "EPSV", "PASV", "PORT", "PROT", "OPTS");

    /// Commands that no limit touches.
    static final Set<String> EXEMPT = Set.of("ACCT", "FEAT", "PASS", "QUIT", "SYST", "USER");

    /// Commands whose first word is half of their name.
    private static final Set<String> WITH_SUBCOMMANDS = Set.of("SITE", "OPTS");

    private static final Map<String, String> TWINS = Map.of(
            "CDUP", "XCUP", "XCUP", "CDUP", "MKD", "XMKD", "XMKD", "MKD", "PWD", "XPWD", "XPWD", "PWD", "RMD", "XRMD",
            "XRMD", "RMD");

    private CommandNames() {}

    /// Reads the names of a section, with blanks or commas between. Those of RFC 775 come with their newer twins and
    /// the other way round, but `CWD` and `XCWD` are apart.
    public static Set<String> parse(List<String> words) {
        var names = new HashSet<String>();
        for (var word : words) {
            for (var part : word.split(",", -1)) {
                if (!part.isEmpty()) {
                    var name = part.toUpperCase(Locale.ROOT);
                    names.add(name);
                    Optional.ofNullable(TWINS.get(name)).ifPresent(names::add);
                }
            }
        }
        return Set.copyOf(names);
    }

    /// `SITE_CHMOD` for `SITE` and `chmod 644 file`, with whatever blanks a backend may forgive; nothing for commands
    /// without such names.
    public static Optional<String> withSubcommand(String verb, String argument) {
        if (!WITH_SUBCOMMANDS.contains(verb)) {
            return Optional.empty();
        }
        int start = 0;
        while (start < argument.length() && argument.charAt(start) <= ' ') {
            start++;
        }
        int end = start;
        while (end < argument.length() && argument.charAt(end) > ' ') {
            end++;
        }
        return start == end
                ? Optional.empty()
                : Optional.of(verb + "_" + argument.substring(start, end).toUpperCase(Locale.ROOT));
    }

    /// `SITE` for `SITE_CHMOD`.
    static Optional<String> withoutSubcommand(String name) {
        return WITH_SUBCOMMANDS.stream()
                .filter(verb -> name.startsWith(verb + "_"))
                .findFirst();
    }
}
