package io.sluice.log;

import io.sluice.ftp.Verb;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// A class of commands, as `ExtendedLog` names them: those of [Verb], those of SSH, and the two ends of a session. A
/// command may be in several, or in none.
public enum LogClass {
    AUTH,
    INFO,
    DIRS,
    READ,
    WRITE,
    MISC,
    SEC,
    SSH,
    SFTP,
    CONNECT,
    EXIT;

    private static final Set<String> SSH_MESSAGES = Set.of(
            "DISCONNECT",
            "IGNORE",
            "UNIMPLEMENTED",
            "DEBUG",
            "SERVICE_REQUEST",
            "SERVICE_ACCEPT",
            "KEXINIT",
            "NEWKEYS",
            "USERAUTH_REQUEST");
    private static final Set<String> SFTP_REQUESTS = Set.of(
            "INIT",
            "OPEN",
            "CLOSE",
            "READ",
            "WRITE",
            "LSTAT",
            "FSTAT",
            "STAT",
            "SETSTAT",
            "FSETSTAT",
            "OPENDIR",
            "READDIR",
            "REMOVE",
            "MKDIR",
            "RMDIR",
            "REALPATH",
            "RENAME",
            "READLINK",
            "SYMLINK",
            "LINK",
            "LOCK",
            "UNLOCK",
            "EXTENDED");

    /// The class of that name, in any case; `SECURE` and `DISCONNECT` are second names.
    static Optional<LogClass> named(String word) {
        return switch (word.toUpperCase(Locale.ROOT)) {
            case "SECURE" -> Optional.of(SEC);
            case "DISCONNECT" -> Optional.of(EXIT);
            case String name ->
                Arrays.stream(values()).filter(each -> each.name().equals(name)).findFirst();
        };
    }

    /// The classes of a command, in a session of that protocol: SFTP has words that FTP uses for something else
    /// (`STAT`).
    static Set<LogClass> of(String word, String protocol) {
        boolean ssh = protocol.equals("sftp") || protocol.equals("scp") || protocol.equals("ssh2");
        if (ssh && SFTP_REQUESTS.contains(word)) {
            return EnumSet.of(SFTP);
        }
        if (ssh && SSH_MESSAGES.contains(word)) {
            return EnumSet.of(SSH);
        }
        var classes = EnumSet.noneOf(LogClass.class);
        Verb.of(word).ifPresent(verb -> verb.logClasses().forEach(each -> classes.add(of(each))));
        return classes;
    }

    static boolean isKnown(String word) {
        return Verb.of(word).isPresent() || SFTP_REQUESTS.contains(word) || SSH_MESSAGES.contains(word);
    }

    private static LogClass of(Verb.LogClass each) {
        return switch (each) {
            case AUTH -> AUTH;
            case INFO -> INFO;
            case DIRS -> DIRS;
            case READ -> READ;
            case WRITE -> WRITE;
            case MISC -> MISC;
            case SEC -> SEC;
        };
    }
}
