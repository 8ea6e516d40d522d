package io.sluice.tls.cache;

import io.sluice.module.CoreServices;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Where caches say what went wrong: the log of TLS (`TLSLog`), and the trace. No text holds a byte of an entry. A line
/// is written on the thread of the session that it concerns, where there is one.
///
/// @param lines takes lines for the log of TLS
/// @param traced takes lines for the trace
public record CacheLog(Consumer<String> lines, Trace traced) {

    /// Takes a line of a level for the trace, if it is traced.
    @FunctionalInterface
    public interface Trace {
        void log(int level, Supplier<String> text);
    }

    /// A log into the log of TLS and a channel of the core's trace.
    static CacheLog of(CoreServices core, String channel, Consumer<String> tlsLog) {
        return new CacheLog(tlsLog, (level, text) -> core.trace(channel, level, text));
    }

    void line(String text) {
        lines.accept(text);
    }

    void trace(int level, Supplier<String> text) {
        traced.log(level, text);
    }
}
