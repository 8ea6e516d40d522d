package io.sluice.auth;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.BoundedPattern;
import io.sluice.config.BoundedPattern.Match;
import io.sluice.ftp.WireText;
import java.nio.file.Path;
import java.util.Optional;

/// A file of users or groups (`AuthUserFile`, `AuthGroupFile`), and which of its entries count.
public record AccountFile(Path path, Optional<IdRange> ids, Optional<Filter> homes, Optional<Filter> names) {

    public static AccountFile of(Path path) {
        return new AccountFile(path, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// Numeric ids from `least` to `most`.
    public record IdRange(long least, long most) {
        boolean contains(long id) {
            return id >= least && id <= most;
        }
    }

    /// An expression that has to be found, or with `!` not to be found.
    public record Filter(BoundedPattern pattern, boolean negated) {
        boolean admits(String wireText) {
            return pattern.search(WireText.display(wireText)) == (negated ? Match.NOT_FOUND : Match.FOUND);
        }
    }

    boolean admits(String name, long id) {
        return ids.map(range -> range.contains(id)).orElse(true)
                && names.map(filter -> filter.admits(name)).orElse(true);
    }

    boolean admitsHome(String home) {
        return homes.map(filter -> filter.admits(home)).orElse(true);
    }

    /// `path [id min-max] [home [!]regex] [name [!]regex]`.
    static AccountFile parse(Arguments arguments, boolean hasHomes) throws BadValue {
        if (!arguments.text().startsWith("/")) {
            throw new BadValue("unable to use relative path for '" + arguments.text() + "'");
        }
        var ids = Optional.<IdRange>empty();
        var homes = Optional.<Filter>empty();
        var names = Optional.<Filter>empty();
        if (arguments.size() % 2 == 0) {
            throw new BadValue("missing parameters");
        }
        for (int i = 1; i < arguments.size(); i += 2) {
            var word = arguments.text(i);
            var value = arguments.text(i + 1);
            if (word.equals("id")) {
                ids = Optional.of(range(value));
            } else if (word.equals("home") && hasHomes) {
                homes = Optional.of(filter(value));
            } else if (word.equals("name")) {
                names = Optional.of(filter(value));
            } else {
                throw new BadValue("unknown filter '" + word + "'");
            }
        }
        return new AccountFile(Path.of(arguments.text()), ids, homes, names);
    }

    private static IdRange range(String text) throws BadValue {
        var ends = text.split("-", 2);
        try {
            var range = new IdRange(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
            if (ends.length == 2 && range.least() <= range.most()) {
                return range;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new BadValue("badly formatted ID range '" + text + "', expected min-max");
    }

    private static Filter filter(String text) throws BadValue {
        var negated = text.startsWith("!");
        return new Filter(BoundedPattern.compile(negated ? text.substring(1) : text, false), negated);
    }
}
