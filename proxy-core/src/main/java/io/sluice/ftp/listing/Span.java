package io.sluice.ftp.listing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.ftp.WireText;

/// A stretch of an array of bytes, which it does not own: it is good for as long as the array is left as it was.
public final class Span {
    public static final Span NONE = new Span(new byte[0], 0, 0);

    private final byte[] bytes;
    private final int from;
    private final int to;

    public Span(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    /// The bytes that wire text stands for.
    public static Span of(String wire) {
        var bytes = WireText.bytes(wire);
        return new Span(bytes, 0, bytes.length);
    }

    public int length() {
        return to - from;
    }

    public boolean isEmpty() {
        return from == to;
    }

    /// The byte at that distance from the first, as a char.
    public char at(int index) {
        return (char) (bytes[from + index] & 0xFF);
    }

    /// A part of it.
    public Span slice(int start, int end) {
        return new Span(bytes, from + start, from + end);
    }

    public boolean startsWith(String ascii) {
        return isAt(0, ascii);
    }

    /// Whether that text stands at that place.
    public boolean isAt(int index, String ascii) {
        if (length() - index < ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (at(index + i) != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// Where the text begins first, or -1.
    public int indexOf(String ascii) {
        for (int i = 0; i <= length() - ascii.length(); i++) {
            if (isAt(i, ascii)) {
                return i;
            }
        }
        return -1;
    }

    /// Whether it is nothing but digits, and at least one.
    public boolean isNumber() {
        for (int i = from; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return false;
            }
        }
        return from < to;
    }

    /// The number its digits make; -1 if it is none, or has more than 18 digits.
    public long number() {
        if (length() > 18 || !isNumber()) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            value = 10 * value + (bytes[i] - '0');
        }
        return value;
    }

    void copyTo(byte[] target, int at) {
        System.arraycopy(bytes, from, target, at, to - from);
    }

    /// As wire text.
    @Override
    public String toString() {
        return new String(bytes, from, to - from, ISO_8859_1);
    }
}
