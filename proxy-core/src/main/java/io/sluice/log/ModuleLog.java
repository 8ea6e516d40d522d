package io.sluice.log;

import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.module.CoreServices;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/// The log of one module in one server (`ProxyLog`, `TLSLog`, `BanLog` …), whose lines begin with time, module and
/// version: `2026-11-21 02:46:19,042 mod_proxy/0.1.0[4711-123]: connected`. The session of a line is the one bound to
/// [Current#SESSION].
public final class ModuleLog implements CoreServices.Journal, AutoCloseable {
    private final String module;
    private final Origin origin;
    private final boolean utc;
    private final Optional<LogFile> file;

    private ModuleLog(String module, Origin origin, boolean utc, Optional<LogFile> file) {
        this.module = module;
        this.origin = origin;
        this.utc = utc;
        this.file = file;
    }

    /// Opens the log a server's directive names. Where it is absent or `none` nothing is written; a file that cannot
    /// be used is said in the system log, and sessions go on without it.
    public static ModuleLog open(
            Directive<Destination> directive, String module, DirectiveSet server, Logging logging) {
        return switch (server.find(directive).orElse(new Destination.Off())) {
            case Destination.ToFile(var path) -> open(directive.name(), path, module, server, logging);
            case Destination.Off _, Destination.ToSystemLog _ -> to(Optional.empty(), module, server, logging);
        };
    }

    /// Opens the log in a file that the named directive tells; one that cannot be used is said in the system log.
    public static ModuleLog open(String directive, Path path, String module, DirectiveSet server, Logging logging) {
        Optional<LogFile> file = Optional.empty();
        try {
            file = Optional.of(LineWriter.open(directive, path, server, logging));
        } catch (LogRefused e) {
            logging.system().notice(e.text());
        }
        return to(file, module, server, logging);
    }

    private static ModuleLog to(Optional<LogFile> file, String module, DirectiveSet server, Logging logging) {
        return new ModuleLog(module, logging.origin(), SystemLog.options(server).contains(LogOption.UTC), file);
    }

    /// `ProxyLog` of a server.
    public static ModuleLog proxy(DirectiveSet server, Logging logging) {
        return open(LogDirectives.PROXY_LOG, "mod_proxy", server, logging);
    }

    /// Whether lines go anywhere.
    public boolean isOpen() {
        return file.isPresent();
    }

    @Override
    public void log(String text) {
        write(text, LogFile.Weight.ORDINARY);
    }

    /// The text is made only if it will be written.
    public void log(Supplier<String> text) {
        if (file.isPresent()) {
            log(text.get());
        }
    }

    /// A line that a full queue never drops: who was refused, and why.
    @Override
    public void refusal(String text) {
        write(text, LogFile.Weight.KEPT);
    }

    private void write(String text, LogFile.Weight weight) {
        if (file.isPresent()) {
            var line = origin.timestamp(utc) + " " + module + "/" + origin.version() + "["
                    + origin.id(Current.session()) + "]: " + LogText.escape(text);
            file.get().write(line, weight);
        }
    }

    @Override
    public void close() {
        file.ifPresent(LogFile::close);
    }
}
