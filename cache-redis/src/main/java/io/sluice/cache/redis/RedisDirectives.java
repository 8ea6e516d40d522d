package io.sluice.cache.redis;

import io.sluice.cache.EventLogExtra;
import io.sluice.cache.EventLogOptions;
import io.sluice.cache.EventLogRule;
import io.sluice.cache.Option;
import io.sluice.cache.Option.Occurrence;
import io.sluice.cache.StoreLog;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The directives of the connection to Redis.
final class RedisDirectives {
    static final Option<Boolean> ENGINE = Option.of("RedisEngine", (words, _) -> Option.isOn(words.getFirst()))
            .syntax("on|off")
            .help(
                    "Whether Redis may be used. Absent, it serves what is configured to be kept in Redis, but no events are "
                            + "recorded; off keeps everything from it.");

    static final Option<Server> SERVER = Option.of("RedisServer", Server::parse)
            .takes(1, Integer.MAX_VALUE)
            .syntax("host[:port]|[v6][:port]|/path|redis[s]://… [user] [password] [db-index] [ssl:on] "
                    + "[ssl-ca:/path] [ssl-cert:/path] [ssl-key:/path]")
            .help("The server that keeps shared state, how to log in to it, and how it is known to be the right one. "
                    + "The port is 6379 unless given; \"\" stands for a user or password that is not given.");

    static final Option<Sentinels> SENTINEL = Option.of("RedisSentinel", Sentinels::parse)
            .takes(1, Integer.MAX_VALUE)
            .syntax("host[:port] … [master name] [ssl:on] [ssl-ca:/path] [ssl-cert:/path] [ssl-key:/path]")
            .help("Sentinels that know which server is master. The first good answer counts; user, password and "
                    + "database are those of RedisServer. The port is 26379 unless given.");

    static final Option<Limits> TIMEOUTS = Option.of("RedisTimeouts", Limits::parse)
            .takes(2, 2)
            .syntax("connect-ms io-ms")
            .defaultsTo(Limits.DEFAULT, "500 500")
            .help("How long connecting, and how long one operation may take, the wait for a free connection included.");

    static final Option<Set<RedisOption>> OPTIONS = Option.of("RedisOptions", (words, _) -> RedisOption.parse(words))
            .takes(1, Integer.MAX_VALUE)
            .syntax("NoReconnect|Cluster …")
            .occurs(Occurrence.ACCUMULATES)
            .help("NoReconnect: an operation whose connection breaks fails, and so do all later ones of its session. "
                    + "Cluster: the server is one of a Redis Cluster, which is found out otherwise when it says so.");

    static final Option<Optional<Path>> LOG = Option.of("RedisLog", (words, _) -> StoreLog.parse(words.getFirst()))
            .syntax("path|none")
            .help("A file that tells when Redis was lost and found again, and which records it did not take.");

    static final Option<EventLogRule> LOG_ON_COMMAND = rule("RedisLogOnCommand")
            .syntax("none|command[,command …]|ALL format [key]")
            .help(
                    "Of each of these commands a record with the variables of a LogFormat, as JSON, is put behind a list in"
                            + " Redis: the one under the key, in which variables may stand, or under the name of the format.");

    static final Option<EventLogRule> LOG_ON_EVENT = rule("RedisLogOnEvent")
            .syntax("none|[!]class|[!]command[,…] format [key]")
            .help(
                    "The same for classes of commands (ALL NONE AUTH INFO DIRS READ WRITE MISC SEC SSH SFTP) and for the two"
                            + " ends of a session (CONNECT DISCONNECT), which ALL includes; ! excludes.");

    static final Option<EventLogExtra> LOG_FORMAT_EXTRA = Option.of(
                    "RedisLogFormatExtra", (words, _) -> new EventLogExtra(words.get(0), words.get(1)))
            .in(
                    Option.Place.SERVER,
                    Option.Place.VIRTUAL_HOST,
                    Option.Place.GLOBAL,
                    Option.Place.ANONYMOUS,
                    Option.Place.DIRECTORY)
            .takes(2, 2)
            .syntax("format json-object")
            .occurs(Occurrence.ACCUMULATES)
            .help("What records of a format have beside its variables; texts in it may have variables too.");

    static final EventLogOptions EVENT_LOG =
            new EventLogOptions(ENGINE, LOG_ON_COMMAND, LOG_ON_EVENT, LOG_FORMAT_EXTRA);

    private RedisDirectives() {}

    static List<Option<?>> all() {
        return List.of(
                ENGINE, SERVER, SENTINEL, TIMEOUTS, OPTIONS, LOG, LOG_ON_COMMAND, LOG_ON_EVENT, LOG_FORMAT_EXTRA);
    }

    private static Option<EventLogRule> rule(String name) {
        return Option.of(name, (words, _) -> EventLogRule.parse(words))
                .in(
                        Option.Place.SERVER,
                        Option.Place.VIRTUAL_HOST,
                        Option.Place.GLOBAL,
                        Option.Place.ANONYMOUS,
                        Option.Place.DIRECTORY)
                .takes(0, Integer.MAX_VALUE)
                .occurs(Occurrence.ACCUMULATES);
    }
}
