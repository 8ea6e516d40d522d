package io.sluice.config;

/// Thrown while the arguments of a directive are read: says what was seen and what was expected, in the words of the
/// reference. The checker adds the directive, its file and its line.
public final class BadValue extends Exception {
    private static final long serialVersionUID = 1L;

    private final String text;
    private final String hint;

    public BadValue(String message) {
        this(message, "");
    }

    /// One whose sentence goes on after the position: `hint` begins with the punctuation that joins it.
    public BadValue(String message, String hint) {
        super(message + hint);
        this.text = message;
        this.hint = hint;
    }

    /// The sentence in the words of the reference.
    public String text() {
        return text;
    }

    /// What helps beyond it, or nothing.
    public String hint() {
        return hint;
    }
}
