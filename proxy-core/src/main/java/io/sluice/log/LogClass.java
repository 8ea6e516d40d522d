package io.sluice.log;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A class of commands, as `ExtendedLog` names them. A command may be in several.
public enum LogClass {
    AUTH("USER PASS ACCT REIN"),
    INFO("FEAT HELP MDTM QUIT PWD XPWD STAT SIZE SYST"),
    DIRS("CDUP XCUP CWD XCWD LIST NLST MLSD MLST MKD XMKD RMD XRMD PWD XPWD MDTM"),
    READ("RETR HASH MD5 XCRC XMD5 XSHA XSHA1 XSHA256 XSHA512"),
    WRITE("STOR STOU APPE DELE MKD XMKD RMD XRMD RNFR RNTO MFF MFMT"),
    MISC("ABOR ALLO EPRT EPSV MODE NOOP OPTS PASV PORT REST RNFR RNTO SITE SMNT STRU TYPE HOST CLNT LANG"),
    SEC("AUTH CCC PBSZ PROT"),
    SSH("DISCONNECT IGNORE UNIMPLEMENTED DEBUG SERVICE_REQUEST SERVICE_ACCEPT KEXINIT NEWKEYS USERAUTH_REQUEST"),
    SFTP(
            """
            INIT OPEN CLOSE READ WRITE LSTAT FSTAT STAT SETSTAT FSETSTAT OPENDIR READDIR REMOVE MKDIR RMDIR REALPATH \
            RENAME READLINK SYMLINK LINK LOCK UNLOCK EXTENDED"""),
    CONNECT(""),
    EXIT("");

    private static final Map<String, Set<LogClass>> OF_FTP = table(false);
    private static final Map<String, Set<LogClass>> OF_SSH = table(true);

    private final String verbs;

    LogClass(String verbs) {
        this.verbs = verbs;
    }

    /// The class of that name, in any case; `SECURE` and `DISCONNECT` are second names.
    static Optional<LogClass> named(String word) {
        return switch (word.toUpperCase(Locale.ROOT)) {
            case "SECURE" -> Optional.of(SEC);
            case "DISCONNECT" -> Optional.of(EXIT);
            case String name -> Arrays.stream(values()).filter(each -> each.name().equals(name)).findFirst();
        };
    }

    /// The classes of a verb, in a session of that protocol.
    static Set<LogClass> of(String verb, String protocol) {
        boolean ssh = protocol.equals("sftp") || protocol.equals("scp") || protocol.equals("ssh2");
        return (ssh ? OF_SSH : OF_FTP).getOrDefault(verb, Set.of());
    }

    static boolean isKnown(String verb) {
        return OF_FTP.containsKey(verb) || OF_SSH.containsKey(verb);
    }

    private List<String> verbs() {
        return verbs.isEmpty() ? List.of() : List.of(verbs.split(" ", -1));
    }

    /// SFTP has words that FTP uses for something else (`STAT`), so that each has its table; what FTP alone knows is in
    /// both.
    private static Map<String, Set<LogClass>> table(boolean ssh) {
        var table = new HashMap<String, Set<LogClass>>();
        for (var each : values()) {
            boolean ofSsh = each == SSH || each == SFTP;
            if (!ofSsh) {
                each.verbs().forEach(verb -> table.computeIfAbsent(verb, _ -> EnumSet.noneOf(LogClass.class)).add(each));
            }
        }
        if (ssh) {
            SSH.verbs().forEach(verb -> table.put(verb, EnumSet.of(SSH)));
            SFTP.verbs().forEach(verb -> table.put(verb, EnumSet.of(SFTP)));
        }
        table.replaceAll((_, classes) -> Collections.unmodifiableSet(classes));
        return table;
    }
}
