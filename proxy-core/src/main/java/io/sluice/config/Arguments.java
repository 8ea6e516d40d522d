package io.sluice.config;

import java.time.Duration;
import java.util.List;

/// The arguments of one occurrence of a directive, with readers for the scalar types of the language (configuration.md
/// §2). Readers without an index read the first argument.
public final class Arguments {
    private final List<String> words;
    private final Position position;

    public Arguments(List<String> words, Position position) {
        this.words = List.copyOf(words);
        this.position = position;
    }

    public int size() {
        return words.size();
    }

    public List<String> all() {
        return words;
    }

    public Position position() {
        return position;
    }

    /// The first argument as it stands.
    public String text() {
        return words.getFirst();
    }

    /// The argument at a 0-based index as it stands.
    public String text(int index) {
        return words.get(index);
    }

    /// `on yes true 1` or `off no false 0`, in any case.
    public boolean bool() throws BadValue {
        return Scalars.bool(text());
    }

    /// `N`, `Ns`, `Nsec`, `Nm`, `Nmin`, `Nh`, `Nhr` or `HH:MM:SS`.
    public Duration duration() throws BadValue {
        return Scalars.duration(text());
    }
}
