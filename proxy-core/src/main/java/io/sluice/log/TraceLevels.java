package io.sluice.log;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Which levels of which channels are traced. Channels that are not mentioned are off.
public record TraceLevels(Map<String, Range> channels) {
    public static final TraceLevels NONE = new TraceLevels(Map.of());

    public TraceLevels {
        channels = Map.copyOf(channels);
    }

    /// Levels from `lowest` to `highest`; none at all where `highest` is 0.
    public record Range(int lowest, int highest) {
        boolean contains(int level) {
            return level >= lowest && level <= highest;
        }
    }

    /// One line of `Trace`: whether it is for sessions alone, and what it sets.
    public record Setting(boolean sessionOnly, TraceLevels levels) {}

    static Setting parse(Arguments arguments) throws BadValue {
        boolean session = arguments.text().equalsIgnoreCase("session");
        var words = session ? arguments.all().subList(1, arguments.size()) : arguments.all();
        if (words.isEmpty()) {
            throw new BadValue("wrong number of parameters");
        }
        return new Setting(session, parse(words));
    }

    /// Reads words of the form `channel:level` and `channel:low-high`.
    public static TraceLevels parse(List<String> words) throws BadValue {
        var channels = new HashMap<String, Range>();
        for (var word : words) {
            int colon = word.indexOf(':');
            if (colon <= 0) {
                throw new BadValue("badly formatted parameter: '" + word + "'");
            }
            var channel = word.substring(0, colon);
            var range = range(channel, word.substring(colon + 1));
            if (channel.equals("DEFAULT")) {
                TraceChannels.DEFAULT.forEach(name -> channels.put(name, range));
            } else {
                channels.put(channel, range);
            }
        }
        return new TraceLevels(channels);
    }

    /// These settings, replaced channel by channel where `later` says something.
    public TraceLevels with(TraceLevels later) {
        if (later.channels.isEmpty()) {
            return this;
        }
        var all = new HashMap<>(channels);
        all.putAll(later.channels);
        return new TraceLevels(all);
    }

    public boolean contains(String channel, int level) {
        var range = channels.get(channel);
        return range != null && range.contains(level);
    }

    /// Channels that nothing ever traces to.
    public Set<String> unknownChannels() {
        var unknown = new TreeSet<>(channels.keySet());
        unknown.removeAll(TraceChannels.ALL);
        return unknown;
    }

    private static Range range(String channel, String text) throws BadValue {
        try {
            int dash = text.indexOf('-', 1);
            int low = dash < 0 ? 1 : Integer.parseInt(text.substring(0, dash));
            int high = Integer.parseInt(dash < 0 ? text : text.substring(dash + 1));
            if (low >= 0 && high >= 0 && (low <= high || dash < 0)) {
                return new Range(low, high);
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new BadValue("error parsing level \"" + text + "\" for channel '" + channel + "': Invalid argument");
    }
}
