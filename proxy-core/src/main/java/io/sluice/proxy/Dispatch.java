package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.proxy.ProxyDirectives.RoleName;

/// The table that says what becomes of a command: answered here, passed on, or both.
final class Dispatch {

    /// How far the session has come with its backend: the columns of the table.
    enum Standing {
        CONNECTED,
        AUTHENTICATED
    }

    enum Action {
        /// Answered by the proxy alone.
        LOCAL,
        /// About TLS between the client and the proxy, and the proxy's business alone.
        PROTECTION,
        /// Passed on only after login; before it the client is told to log in.
        RELAY_AFTER_LOGIN,
        USER,
        PASS,
        /// `TYPE`: passed on, and remembered for the log.
        TYPE,
        /// `REST`: passed on, and remembered for the log.
        RESTART,
        /// `OPTS`: passed on, and watched for the facts of listings.
        OPTIONS,
        /// Passed on, and watched for the directory the client is in.
        DIRECTORY,
        /// `FEAT`: by the proxy, or by the backend with `ShowFeatures`.
        FEATURES,
        /// `FEAT`, by whatever is connected.
        RELAY_FEATURES,
        /// `PASV`, `EPSV`, `PORT`, `EPRT`.
        ARRANGE_DATA,
        /// A command that opens a data connection.
        TRANSFER,
        ABORT,
        QUIT
    }

    private Dispatch() {}

    static Action of(Command command, RoleName role) {
        return switch (command.verb()) {
            case "USER" -> Action.USER;
            case "PASS" -> Action.PASS;
            case "TYPE" -> Action.TYPE;
            case "REST" -> Action.RESTART;
            case "OPTS" -> Action.OPTIONS;
            case "CWD", "XCWD", "CDUP", "XCUP", "PWD", "XPWD" -> Action.DIRECTORY;
            case "FEAT" ->
                switch (role) {
                    case REVERSE -> Action.FEATURES;
                    case FORWARD -> Action.RELAY_FEATURES;
                };
            case "PASV", "EPSV", "PORT", "EPRT" -> Action.ARRANGE_DATA;
            case "RETR", "STOR", "STOU", "APPE", "LIST", "NLST", "MLSD" -> Action.TRANSFER;
            case "ABOR" -> Action.ABORT;
            case "QUIT" -> Action.QUIT;
            case "AUTH", "PBSZ", "PROT", "CCC", "SSCN" -> Action.PROTECTION;
            case "HOST", "ADAT", "CONF", "ENC", "MIC", "REIN" -> Action.LOCAL;
            default -> Action.RELAY_AFTER_LOGIN;
        };
    }

    /// Whether a client that has logged in to the proxy is denied the command as long as it has no backend; others are
    /// told to log in.
    static boolean isDeniedWithoutBackend(Command command) {
        return switch (command.verb()) {
            case "CWD", "XCWD", "CDUP", "XCUP", "PWD", "XPWD", "MKD", "XMKD", "RMD", "XRMD" -> true;
            default -> false;
        };
    }

    /// What becomes of a command while a transfer runs.
    enum DuringTransfer {
        /// Waits until the transfer is over, and with it everything behind it.
        WAIT,
        /// Answered by the proxy at once.
        ANSWER,
        /// Passed to the backend at once.
        PASS_ON,
        ABORT
    }

    static DuringTransfer duringTransfer(Command command) {
        return switch (command.verb()) {
            case "ABOR" -> DuringTransfer.ABORT;
            case "NOOP" -> DuringTransfer.ANSWER;
            case "STAT" -> command.argument().isEmpty() ? DuringTransfer.PASS_ON : DuringTransfer.WAIT;
            default -> DuringTransfer.WAIT;
        };
    }
}
