package io.sluice.net;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/// The words of POSIX for an error, as operators know them from every other server.
public final class ErrorText {
    /// What a wait ends with that we have ended ourselves.
    public static final String CANCELED = "Operation canceled";

    private ErrorText() {}

    public static String of(IOException error) {
        var message = String.valueOf(error.getMessage());
        return switch (error) {
            case SocketTimeoutException _ -> "Connection timed out";
            case NoRouteToHostException _ -> "No route to host";
            case ConnectException _ when message.contains("timed out") -> "Connection timed out";
            case ConnectException _ when message.contains("unreachable") -> "Network is unreachable";
            case ConnectException _ -> "Connection refused";
            case BindException _ -> message.contains("ssign") ? "Cannot assign requested address" : message;
            case UnknownHostException _ -> "Name or service not known";
            case ClosedChannelException _ -> CANCELED;
            case NoSuchFileException _ -> "No such file or directory";
            case AccessDeniedException _ -> "Permission denied";
            default -> message;
        };
    }
}
