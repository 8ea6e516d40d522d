package io.sluice.ftp;

import static io.sluice.ftp.Verb.Argument.NONE;
import static io.sluice.ftp.Verb.Argument.OPTIONAL;
import static io.sluice.ftp.Verb.Argument.REQUIRED;
import static io.sluice.ftp.Verb.LogClass.DIRS;
import static io.sluice.ftp.Verb.LogClass.INFO;
import static io.sluice.ftp.Verb.LogClass.MISC;
import static io.sluice.ftp.Verb.LogClass.READ;
import static io.sluice.ftp.Verb.LogClass.SEC;
import static io.sluice.ftp.Verb.LogClass.WRITE;
import static io.sluice.ftp.Verb.Login.ANYTIME;
import static io.sluice.ftp.Verb.Login.LOGGED_IN;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The commands that are known, one line each: what `HELP` says, whether an argument is needed, whether one has to be
/// logged in, and in which classes of `ExtendedLog` it is.
public enum Verb {
    // RFC 959 §4.1.1
    USER("<sp> username", REQUIRED, ANYTIME, LogClass.AUTH),
    PASS("<sp> password", OPTIONAL, ANYTIME, LogClass.AUTH),
    ACCT("<sp> account-information", REQUIRED, ANYTIME, LogClass.AUTH),
    CWD("<sp> pathname", REQUIRED, LOGGED_IN, DIRS),
    CDUP("(change to the parent directory)", NONE, LOGGED_IN, DIRS),
    SMNT("<sp> pathname", REQUIRED, LOGGED_IN, MISC),
    REIN("(begin anew)", NONE, ANYTIME, LogClass.AUTH),
    QUIT("(end the session)", NONE, ANYTIME, INFO),
    // RFC 959 §4.1.2
    PORT("<sp> h1,h2,h3,h4,p1,p2", REQUIRED, LOGGED_IN, MISC),
    PASV("(the server listens for data)", NONE, LOGGED_IN, MISC),
    TYPE("<sp> type-code (A, E, I, L 8)", REQUIRED, LOGGED_IN, MISC),
    STRU("<sp> structure-code (F, R, P)", REQUIRED, LOGGED_IN, MISC),
    MODE("<sp> mode-code (S, B, C)", REQUIRED, LOGGED_IN, MISC),
    // RFC 959 §4.1.3
    RETR("<sp> pathname", REQUIRED, LOGGED_IN, READ),
    STOR("<sp> pathname", REQUIRED, LOGGED_IN, WRITE),
    STOU("(store under a name of the server's choice)", OPTIONAL, LOGGED_IN, WRITE),
    APPE("<sp> pathname", REQUIRED, LOGGED_IN, WRITE),
    ALLO("<sp> size [<sp> R <sp> size]", REQUIRED, LOGGED_IN, MISC),
    REST("<sp> byte-count", REQUIRED, LOGGED_IN, MISC),
    RNFR("<sp> pathname", REQUIRED, LOGGED_IN, WRITE, MISC),
    RNTO("<sp> pathname", REQUIRED, LOGGED_IN, WRITE, MISC),
    ABOR("(abort the transfer)", NONE, LOGGED_IN, MISC),
    DELE("<sp> pathname", REQUIRED, LOGGED_IN, WRITE),
    RMD("<sp> pathname", REQUIRED, LOGGED_IN, DIRS, WRITE),
    MKD("<sp> pathname", REQUIRED, LOGGED_IN, DIRS, WRITE),
    PWD("(print the working directory)", NONE, LOGGED_IN, INFO, DIRS),
    LIST("[<sp> pathname]", OPTIONAL, LOGGED_IN, DIRS),
    NLST("[<sp> pathname]", OPTIONAL, LOGGED_IN, DIRS),
    SITE("<sp> string", REQUIRED, ANYTIME, MISC),
    SYST("(name the operating system)", NONE, ANYTIME, INFO),
    STAT("[<sp> pathname]", OPTIONAL, LOGGED_IN, INFO),
    HELP("[<sp> command]", OPTIONAL, ANYTIME, INFO),
    NOOP("(no operation)", OPTIONAL, ANYTIME, MISC),
    // RFC 775, by the names of RFC 1123 §4.1.3.1
    XCWD("<sp> pathname", REQUIRED, LOGGED_IN, DIRS),
    XCUP("(change to the parent directory)", NONE, LOGGED_IN, DIRS),
    XMKD("<sp> pathname", REQUIRED, LOGGED_IN, DIRS, WRITE),
    XRMD("<sp> pathname", REQUIRED, LOGGED_IN, DIRS, WRITE),
    XPWD("(print the working directory)", NONE, LOGGED_IN, INFO, DIRS),
    // RFC 1639
    LPRT("<sp> af,hal,h1,...,pal,p1,...", REQUIRED, LOGGED_IN),
    LPSV("(the server listens for data)", NONE, LOGGED_IN),
    // RFC 2228
    AUTH("<sp> mechanism-name", REQUIRED, ANYTIME, SEC),
    ADAT("<sp> base64data", REQUIRED, ANYTIME),
    PBSZ("<sp> buffer-size", REQUIRED, ANYTIME, SEC),
    PROT("<sp> protection-code (C, S, E, P)", REQUIRED, ANYTIME, SEC),
    CCC("(clear command channel)", NONE, ANYTIME, SEC),
    MIC("<sp> base64data", REQUIRED, ANYTIME),
    CONF("<sp> base64data", REQUIRED, ANYTIME),
    ENC("<sp> base64data", REQUIRED, ANYTIME),
    // RFC 2389
    FEAT("(list the features)", NONE, ANYTIME, INFO),
    OPTS("<sp> command [<sp> options]", REQUIRED, ANYTIME, MISC),
    // RFC 2428
    EPRT("<sp> |proto|address|port|", REQUIRED, LOGGED_IN, MISC),
    EPSV("[<sp> proto|ALL]", OPTIONAL, LOGGED_IN, MISC),
    // RFC 2640
    LANG("[<sp> language-tag]", OPTIONAL, ANYTIME, MISC),
    // RFC 3659
    MDTM("<sp> pathname", REQUIRED, LOGGED_IN, INFO, DIRS),
    SIZE("<sp> pathname", REQUIRED, LOGGED_IN, INFO),
    MLST("[<sp> pathname]", OPTIONAL, LOGGED_IN, DIRS),
    MLSD("[<sp> pathname]", OPTIONAL, LOGGED_IN, DIRS),
    // RFC 7151
    HOST("<sp> hostname", REQUIRED, ANYTIME, MISC),
    // No RFC
    AVBL("[<sp> pathname]", OPTIONAL, LOGGED_IN),
    CLNT("<sp> client-name", REQUIRED, ANYTIME, MISC),
    COMB("<sp> target <sp> source...", REQUIRED, LOGGED_IN),
    CPSV("(the server listens for data, and is the TLS client)", NONE, LOGGED_IN),
    CSID("<sp> name=value;...", REQUIRED, ANYTIME),
    DSIZ("[<sp> pathname]", OPTIONAL, LOGGED_IN),
    HASH("<sp> pathname", REQUIRED, LOGGED_IN, READ),
    MD5("<sp> pathname", REQUIRED, LOGGED_IN, READ),
    MMD5("<sp> pathname, ...", REQUIRED, LOGGED_IN, READ),
    MFCT("<sp> time <sp> pathname", REQUIRED, LOGGED_IN, WRITE),
    MFF("<sp> fact=value;... <sp> pathname", REQUIRED, LOGGED_IN, WRITE),
    MFMT("<sp> time <sp> pathname", REQUIRED, LOGGED_IN, WRITE),
    PRET("<sp> command", REQUIRED, LOGGED_IN),
    RANG("<sp> first <sp> last", REQUIRED, LOGGED_IN),
    SSCN("[<sp> ON|OFF]", OPTIONAL, LOGGED_IN),
    XCRC("<sp> pathname [<sp> first <sp> last]", REQUIRED, LOGGED_IN, READ),
    XMD5("<sp> pathname [<sp> first <sp> last]", REQUIRED, LOGGED_IN, READ),
    XSHA("<sp> pathname [<sp> first <sp> last]", REQUIRED, LOGGED_IN, READ),
    XSHA1("<sp> pathname [<sp> first <sp> last]", REQUIRED, LOGGED_IN, READ),
    XSHA256("<sp> pathname [<sp> first <sp> last]", REQUIRED, LOGGED_IN, READ),
    XSHA512("<sp> pathname [<sp> first <sp> last]", REQUIRED, LOGGED_IN, READ);

    private static final Map<String, Verb> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Verb::name, Function.identity()));

    private static final Set<Verb> UNIMPLEMENTED = EnumSet.of(ACCT, ADAT, CONF, ENC, LPRT, LPSV, MIC, REIN, SMNT);

    private final String syntax;
    private final Argument argument;
    private final Login login;

    @SuppressWarnings("ImmutableEnumChecker") // unmodifiable, which its type does not say
    private final Set<LogClass> logClasses;

    Verb(String syntax, Argument argument, Login login, LogClass... logClasses) {
        this.syntax = syntax;
        this.argument = argument;
        this.login = login;
        var classes = EnumSet.noneOf(LogClass.class);
        Collections.addAll(classes, logClasses);
        this.logClasses = Collections.unmodifiableSet(classes);
    }

    /// The verb of that name, which is in upper case.
    public static Optional<Verb> of(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /// What follows the verb, in the notation of RFC 959 §5.3.1, or in parentheses what it does.
    public String syntax() {
        return syntax;
    }

    public Argument argument() {
        return argument;
    }

    /// Whether the command is refused before the login.
    public boolean needsLogin() {
        return login == LOGGED_IN;
    }

    /// Whether the gateway itself has an answer to it other than 502; `HELP` marks those it has not.
    public boolean isImplemented() {
        return !UNIMPLEMENTED.contains(this);
    }

    public Set<LogClass> logClasses() {
        return logClasses;
    }

    /// The transfer that the command opens, if it opens one.
    public Optional<Transfer> transfer() {
        return switch (this) {
            case RETR -> Optional.of(Transfer.DOWNLOAD);
            case STOR, STOU, APPE -> Optional.of(Transfer.UPLOAD);
            case LIST, NLST, MLSD -> Optional.of(Transfer.LISTING);
            default -> Optional.empty();
        };
    }

    /// Whether a command has an argument.
    public enum Argument {
        NONE,
        OPTIONAL,
        REQUIRED
    }

    /// Which way the data of a transfer go: a listing goes as a download does.
    public enum Transfer {
        DOWNLOAD,
        UPLOAD,
        LISTING
    }

    /// The classes of commands of `ExtendedLog`.
    public enum LogClass {
        AUTH,
        INFO,
        DIRS,
        READ,
        WRITE,
        MISC,
        SEC
    }

    enum Login {
        ANYTIME,
        LOGGED_IN
    }
}
