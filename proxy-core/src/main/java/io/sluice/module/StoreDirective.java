package io.sluice.module;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.Option;
import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Context;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import java.util.EnumSet;
import java.util.Set;

/// The directive that an option of a shared store is in a configuration.
public final class StoreDirective {
    private StoreDirective() {}

    public static <T> Directive<T> of(Option<T> option) {
        var directive = Directive.of(option.name(), arguments -> parse(option, arguments))
                .in(contexts(option))
                .takes(option.fewestWords(), option.mostWords())
                .syntax(option.syntax())
                .occurs(
                        switch (option.occurrence()) {
                            case FIRST_WINS -> Directive.Occurrence.FIRST_WINS;
                            case LAST_WINS -> Directive.Occurrence.LAST_WINS;
                            case ACCUMULATES -> Directive.Occurrence.ACCUMULATES;
                        })
                .help(option.help());
        return option.defaultValue()
                .map(value -> directive.defaultsTo(value, option.defaultText()))
                .orElse(directive);
    }

    /// Settings of a store with every value that a server has of an option.
    public static <T> CacheSettings add(CacheSettings settings, Option<T> option, DirectiveSet server) {
        var all = settings;
        for (var setting : server.settings(of(option))) {
            all = all.with(option, setting.value());
        }
        return all;
    }

    private static <T> T parse(Option<T> option, Arguments arguments) throws BadValue {
        try {
            return option.parser().parse(arguments.all(), arguments::warn);
        } catch (CacheException e) {
            throw new BadValue(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // a parser that is not prepared for these words must not end the reading of the file
            throw new BadValue("the parser of " + option.name() + " failed: " + e);
        }
    }

    private static Set<Context> contexts(Option<?> option) {
        var contexts = EnumSet.noneOf(Context.class);
        for (var place : option.places()) {
            contexts.add(
                    switch (place) {
                        case SERVER -> Context.SERVER;
                        case VIRTUAL_HOST -> Context.VIRTUAL_HOST;
                        case GLOBAL -> Context.GLOBAL;
                        case ANONYMOUS -> Context.ANONYMOUS;
                        case DIRECTORY -> Context.DIRECTORY;
                    });
        }
        return contexts;
    }
}
