package io.sluice.config;

/// Thrown while the arguments of a directive are read: says what was seen and what was expected, in the words of the
/// reference. The checker adds the directive, its file and its line.
public final class BadValue extends Exception {
    private static final long serialVersionUID = 1L;

    public BadValue(String message) {
        super(message);
    }
}
