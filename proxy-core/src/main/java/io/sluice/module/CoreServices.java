package io.sluice.module;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheStore;
import io.sluice.config.DirectiveSet;
import io.sluice.ftp.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// What the core lends to a module while a configuration is in force: databases, the DNS, logs, and a way to tell
/// others of events. Every question is bounded in time. Usable from any thread.
public interface CoreServices {

    /// Rows of texts; NULL is an empty text.
    @FunctionalInterface
    interface RowSource {

        /// Runs the query for the session of this thread.
        ///
        /// @param arguments `%{0}`, `%{1}` …, as wire text
        List<List<String>> rows(String... arguments) throws IOException;
    }

    /// Records of the DNS, and for how long they may be kept; none if there are none.
    record Answers<T>(List<T> all, Duration timeToLive) {
        public Answers {
            all = List.copyOf(all);
        }
    }

    /// The log of a module (`WrapLog`, `GeoIPLog` …). The session of a line is that of the thread.
    interface Journal {
        /// Writes nothing.
        Journal NONE = new Journal() {
            @Override
            public void log(String text) {}

            @Override
            public void refusal(String text) {}
        };

        void log(String text);

        /// A line that a full queue never drops.
        void refusal(String text);
    }

    /// What may be known of a query of a server (`SQLNamedQuery`).
    sealed interface Query {
        record Usable(RowSource source) implements Query {}

        /// The server has none of that name that tells something.
        record Missing() implements Query {}

        /// It is written, and no database is there to run it: the engine is off or none is configured.
        record Off() implements Query {}
    }

    /// Lists and sets of texts under the keys of a shared store.
    interface Collections {
        List<String> list(String key) throws IOException;

        List<String> set(String key) throws IOException;
    }

    /// The lists and sets of the store in Redis that a server is configured for. Asking for them connects to nothing.
    ///
    /// @throws IOException if there is none, or none can be opened as it is configured
    Collections collections(DirectiveSet server) throws IOException;

    /// A shared store of a kind (`redis`, `shm` …), with the options that a server has for it. Consumers whose settings
    /// are equal share one, also from one configuration to the next; the core closes it when the last configuration
    /// that asked for it has no more sessions. Whoever got it never closes it, but may [destroy][CacheStore#destroy]
    /// it: the next configuration then gets a new one.
    ///
    /// @param type the name of the provider, as in `TLSSessionCache redis:`
    /// @param info the text behind the name and its colon, as written
    /// @throws CacheException of kind [UNSUPPORTED][CacheException.Kind#UNSUPPORTED] where no loaded module has that
    ///     kind of store, with what is known of one that has it as the message; otherwise as the provider's `open`
    CacheStore store(String type, CacheSettings.Use use, String info, DirectiveSet server) throws CacheException;

    /// The query of a server by its name.
    Query query(DirectiveSet server, String name);

    /// The A records under a name exactly as given.
    Answers<InetAddress> hostRecords(String name) throws IOException;

    /// The TXT records under a name exactly as given.
    Answers<String> texts(String name) throws IOException;

    /// The name that the DNS has for an address, whether or not it resolves back.
    Optional<String> recordedName(InetAddress address);

    /// The log that a directive of a server names. A file that cannot be used is said in the system log, and nothing is
    /// written. Closed by the core, when the configuration has no more sessions.
    Journal journal(String directive, String module, Path file, DirectiveSet server);

    /// Writes a line of debugging, for the session of this thread if there is one. The text is made only if the channel
    /// is traced at that level; no secret is in it.
    void trace(String channel, int level, Supplier<String> text);

    /// Writes a notice to the system log.
    void notice(String text);

    /// Tells the modules and the server of an event.
    void raise(ServerEvent event);

    /// Ends the sessions for which the condition holds, on any server and under any configuration, each as
    /// [SessionView#end] says. Returns at once.
    ///
    /// @return how many
    int end(Predicate<SessionView> which, EndReason reason, Optional<Reply> farewell);

    /// The addresses of a host name or of an address in numbers; none if there are none or nobody answered in time.
    List<InetAddress> addresses(String name);

    /// The [number][SessionView.ServerView#number()] of the first server that is configured for that address and port;
    /// known once all servers are made.
    OptionalInt serverAt(InetSocketAddress place);

    /// The server of that number; known once all servers are made.
    Optional<SessionView.ServerView> server(int number);
}
