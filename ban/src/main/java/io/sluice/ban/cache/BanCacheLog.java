package io.sluice.ban.cache;

import java.util.function.Consumer;
import java.util.function.Supplier;

/// Where shared bans say what became of them. Lines are written on the thread of the session that they concern.
///
/// @param lines takes lines for the log of bans (`BanLog`)
/// @param traced takes lines for the trace
public record BanCacheLog(Consumer<String> lines, Trace traced) {

    /// Takes a line of a level for the trace, if it is traced.
    @FunctionalInterface
    public interface Trace {
        void log(int level, Supplier<String> text);
    }

    void line(String text) {
        lines.accept(text);
    }

    void trace(int level, Supplier<String> text) {
        traced.log(level, text);
    }
}
