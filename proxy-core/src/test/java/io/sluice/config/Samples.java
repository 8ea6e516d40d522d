package io.sluice.config;

import static io.sluice.config.Context.SERVER;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A small directive table, and short ways to read text with it.
final class Samples {
    static final Directive<List<String>> WORDS = Directive.of("Words", Arguments::all)
            .in(
                    Context.SERVER,
                    Context.VIRTUAL_HOST,
                    Context.GLOBAL,
                    Context.ANONYMOUS,
                    Context.DIRECTORY,
                    Context.LIMIT)
            .takes(0, Integer.MAX_VALUE)
            .occurs(Directive.Occurrence.ACCUMULATES);
    static final Directive<Duration> TIMEOUT_IDLE = Directive.of("TimeoutIdle", Arguments::duration)
            .syntax("duration")
            .defaultsTo(Duration.ofSeconds(600))
            .help("Ends a session that is idle.");
    static final Directive<Duration> TIMEOUT_LOGIN =
            Directive.of("TimeoutLogin", Arguments::duration).syntax("duration");
    static final Directive<Optional<Integer>> MAX_INSTANCES = Directive.of(
                    "MaxInstances",
                    arguments -> arguments.unlessNone(each ->
                            each.number(0, 1, Integer.MAX_VALUE, "argument must be 'none' or a number greater than 0")))
            .in(SERVER)
            .syntax("n|none")
            .occurs(Directive.Occurrence.LAST_WINS);
    static final Directive<Boolean> USE_IPV6 =
            Directive.of("UseIPv6", Arguments::bool).in(SERVER);
    static final Directive<Integer> PORT = Directive.of("Port", Arguments::port);
    static final Directive<Set<String>> LOG_OPTIONS = Directive.of(
                    "LogOptions", arguments -> arguments.options("Log", Map.of("Hostname", "h", "Timestamp", "t")))
            .takes(1, 9);
    static final Section<List<String>> LIMIT = new Section<>(
            "Limit",
            Set.of(SERVER, Context.VIRTUAL_HOST, Context.GLOBAL, Context.ANONYMOUS, Context.DIRECTORY),
            Context.LIMIT,
            (arguments, contents) -> arguments.all(),
            "Rules.");

    static final DirectiveTable TABLE = DirectiveTable.of(
            List.of(WORDS, TIMEOUT_IDLE, TIMEOUT_LOGIN, MAX_INSTANCES, USE_IPV6, PORT, LOG_OPTIONS), List.of(LIMIT));

    static final ConfigurationReader.Inputs INPUTS =
            new ConfigurationReader.Inputs(Set.of("GIVEN"), Set.of("mod_proxy.c"), Map.of("HOST_NAME", "alpha"));

    private Samples() {}

    static Configuration read(String text) throws ConfigurationException {
        return ConfigurationReader.readText("/etc/x.conf", text, TABLE, INPUTS);
    }

    static Configuration read(String text, Map<String, String> environment) throws ConfigurationException {
        return ConfigurationReader.readText(
                "/etc/x.conf", text, TABLE, new ConfigurationReader.Inputs(Set.of(), Set.of(), environment));
    }

    /// The arguments of every `Words` in the main server.
    static List<List<String>> words(Configuration configuration) {
        return configuration.main().directives().settings(WORDS).stream()
                .map(Setting::value)
                .toList();
    }

    /// The sentences with which a text is refused.
    static List<String> problemsOf(String text) {
        try {
            read(text);
            return List.of();
        } catch (ConfigurationException e) {
            return e.problems().stream().map(Problem::text).toList();
        }
    }
}
