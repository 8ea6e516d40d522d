package io.sluice.proxy;

import io.sluice.ftp.Reply;
import java.util.regex.Pattern;

/// Whether a server knows the options of `ls` behind `LIST`. Those that come from Unix or Windows do, or pass them
/// over; z/OS, OS/400 and VMS take `-al` for the name of a file that they do not have.
enum ListOptions {
    KNOWN,
    UNKNOWN;

    private static final Pattern SYSTEM = Pattern.compile("\\s*+(?:MVS|VMS|OS/400)\\b.*+");
    private static final Pattern PRODUCT =
            Pattern.compile(".*?(?:\\bIBM FTP CS |\\bQTCP at |\\bMultiNet FTP |\\bOpenVMS\\b).*+");

    /// What a server's greeting tells, by the name of the product.
    static ListOptions toldByGreeting(Reply greeting) {
        return greeting.lines().stream().anyMatch(line -> PRODUCT.matcher(line).matches()) ? UNKNOWN : KNOWN;
    }

    /// What a positive reply to `SYST` tells (RFC 959 §4.1.3).
    static ListOptions toldBySystem(Reply system) {
        return SYSTEM.matcher(system.text()).matches() ? UNKNOWN : KNOWN;
    }
}
