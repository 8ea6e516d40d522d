package io.sluice.acl.adapter;

import io.sluice.acl.GeoDatabase;
import io.sluice.acl.GeoField;
import io.sluice.acl.GeoRules;
import io.sluice.acl.GeoRules.Pair;
import io.sluice.acl.GeoRules.Policy;
import io.sluice.acl.Origin;
import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.BoundedPattern;
import io.sluice.config.Directive;
import io.sluice.config.Directive.Effect;
import io.sluice.config.Directive.Occurrence;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The directives of `mod_geoip`.
final class GeoDirectives {

    /// A file of geography.
    ///
    /// @param followed whether it is opened again when it has changed
    record Table(Path file, GeoDatabase.Memory memory, boolean followed) {}

    /// A filter, or the query that tells it.
    sealed interface Written {
        record Here(GeoRules.Filter filter) implements Written {}

        record ByQuery(String query) implements Written {}
    }

    static final Directive<Boolean> ENGINE = Directive.of("GeoIPEngine", GeoDirectives::engine)
            .syntax("on|off")
            .defaultsTo(false, "off")
            .help("Whether it counts where clients come from.");

    static final Directive<Table> TABLE = Directive.of("GeoIPTable", GeoDirectives::table)
            .takes(1, Integer.MAX_VALUE)
            .occurs(Occurrence.ACCUMULATES)
            .syntax("path [Standard|MemoryCache|MMapCache|IndexCache|CheckCache|UTF8] …")
            .effect(new Effect.Differs(
                    "files are of the MaxMind DB format (.mmdb); Standard, IndexCache and MMapCache map them into"
                            + " memory, and text is always UTF-8"))
            .help("A file that tells where addresses are. Of several files the first that has a value counts."
                    + " MemoryCache reads it into memory, CheckCache opens it again within a minute of a change.");

    static final Directive<Policy> POLICY = Directive.of("GeoIPPolicy", GeoDirectives::policy)
            .takes(1, 2)
            .syntax("allow,deny|deny,allow")
            .defaultsTo(Policy.ALLOW_DENY, "allow,deny")
            .help("allow,deny: refused is whom a filter denies and none allows. deny,allow: refused is whom no filter"
                    + " allows.");

    static final Directive<Written> ALLOW_FILTER = filter("GeoIPAllowFilter", "Allows");
    static final Directive<Written> DENY_FILTER = filter("GeoIPDenyFilter", "Denies");

    static final Directive<Optional<Path>> LOG = Directive.of("GeoIPLog", WrapDirectives::log)
            .syntax("path|none")
            .help("The file that tells who was refused for where they come from.");

    static final List<Directive<?>> ALL = List.of(ENGINE, TABLE, POLICY, ALLOW_FILTER, DENY_FILTER, LOG);

    private GeoDirectives() {}

    private static Directive<Written> filter(String name, String verb) {
        return Directive.of(name, arguments -> written(name, arguments))
                .takes(1, Integer.MAX_VALUE)
                .occurs(Occurrence.ACCUMULATES)
                .syntax("name pattern [name pattern …]|sql:/query")
                .help(verb + " clients of whom all patterns are found in what is known by those names: CountryCode,"
                        + " CountryCode3, CountryName, RegionCode, RegionName, Continent, City, PostalCode, AreaCode,"
                        + " Latitude, Longitude, Timezone, ISP, Organization, ASN, NetworkSpeed, Proxy. Patterns are"
                        + " regular expressions for text in any case. A query is run after the login, and gives names"
                        + " and patterns.");
    }

    private static Written written(String name, Arguments arguments) throws BadValue {
        if (arguments.size() == 1 && arguments.text().startsWith("sql:/")) {
            return new Written.ByQuery(arguments.text().substring("sql:/".length()));
        }
        if (arguments.size() % 2 != 0) {
            throw new BadValue("wrong number of parameters");
        }
        var origin = ClassDirectives.origin(arguments.position());
        return new Written.Here(filter(arguments.all(), name + " " + String.join(" ", arguments.all()), origin));
    }

    /// Reads names and patterns in turn.
    static GeoRules.Filter filter(List<String> words, String text, Origin origin) throws BadValue {
        var pairs = new ArrayList<Pair>();
        for (int i = 0; i + 1 < words.size(); i += 2) {
            var pair = words.get(i) + " " + words.get(i + 1);
            var field = GeoField.named(words.get(i))
                    .orElseThrow(() -> new BadValue("unable to use '" + pair + "' as filter: Invalid argument"));
            try {
                pairs.add(new Pair(field, new LimitDirectives.Bounded(BoundedPattern.compile(words.get(i + 1), true))));
            } catch (BadValue _) {
                throw new BadValue("unable to use '" + pair + "' as filter: Invalid argument");
            }
        }
        return new GeoRules.Filter(text, pairs, origin);
    }

    private static Table table(Arguments arguments) throws BadValue {
        var memory = GeoDatabase.Memory.MAPPED;
        boolean followed = false;
        for (var flag : arguments.from(1).all()) {
            switch (flag.toLowerCase(Locale.ROOT)) {
                case "standard", "mmapcache", "indexcache", "utf8" -> {}
                case "memorycache" -> memory = GeoDatabase.Memory.HEAP;
                case "checkcache" -> followed = true;
                default -> throw new BadValue("unknown GeoIPTable flag '" + flag + "'");
            }
        }
        var path = arguments.text();
        if (path.toLowerCase(Locale.ROOT).endsWith(".dat")) {
            throw new BadValue("legacy GeoIP database '" + path + "' is not supported, use .mmdb");
        }
        try {
            return new Table(Path.of(path), memory, followed);
        } catch (InvalidPathException _) {
            throw new BadValue("expected the path of a file, not '" + path + "'");
        }
    }

    private static Policy policy(Arguments arguments) throws BadValue {
        var words = String.join("", arguments.all());
        return Scalars.choice(
                words,
                Map.of("allow,deny", Policy.ALLOW_DENY, "deny,allow", Policy.DENY_ALLOW),
                ": '" + words + "' is not one of the approved GeoIPPolicy settings");
    }

    private static boolean engine(Arguments arguments) throws BadValue {
        return Scalars.engine(arguments, "expected Boolean parameter");
    }
}
