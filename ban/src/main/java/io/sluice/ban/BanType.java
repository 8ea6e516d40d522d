package io.sluice.ban;

import java.util.Arrays;
import java.util.Optional;

/// What a ban is of. The number is the one that other programs know the type by.
public enum BanType {
    CLASS(1, "class"),
    HOST(2, "host"),
    USER(3, "user"),
    USER_AT_HOST(4, "user@host");

    private final int number;
    private final String word;

    BanType(int number, String word) {
        this.number = number;
        this.word = word;
    }

    public int number() {
        return number;
    }

    /// As requests and logs write it.
    public String word() {
        return word;
    }

    public static Optional<BanType> ofNumber(int number) {
        return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
    }

    public static Optional<BanType> ofWord(String word) {
        return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
    }
}
