package io.sluice.launcher;

/// The gateway could not be started; the message is the whole sentence.
final class NotServing extends Exception {
    private static final long serialVersionUID = 1L;

    NotServing(String message) {
        super(message);
    }
}
