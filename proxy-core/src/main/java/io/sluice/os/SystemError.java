package io.sluice.os;

import java.io.IOException;

/// A call of the operating system that failed; the message is what POSIX says of its error number.
public final class SystemError extends IOException {
    private static final long serialVersionUID = 1L;

    static final int EPERM = 1;
    static final int EINTR = 4;
    static final int EAGAIN = 11;

    private final int number;

    SystemError(int number) {
        super(words(number));
        this.number = number;
    }

    int number() {
        return number;
    }

    /// The numbers are those of Linux.
    private static String words(int number) {
        return switch (number) {
            case EPERM -> "Operation not permitted";
            case 5 -> "Input/output error";
            case 9 -> "Bad file descriptor";
            case 12 -> "Cannot allocate memory";
            case 22 -> "Invalid argument";
            case 23 -> "Too many open files in system";
            case 24 -> "Too many open files";
            case 32 -> "Broken pipe";
            case 38 -> "Function not implemented";
            case 100 -> "Network is down";
            case 101 -> "Network is unreachable";
            case 103 -> "Software caused connection abort";
            case 104 -> "Connection reset by peer";
            case 105 -> "No buffer space available";
            case 107 -> "Transport endpoint is not connected";
            case 110 -> "Connection timed out";
            case 113 -> "No route to host";
            default -> "error " + number;
        };
    }
}
