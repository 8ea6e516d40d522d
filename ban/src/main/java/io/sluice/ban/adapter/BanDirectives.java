package io.sluice.ban.adapter;

import static io.sluice.config.Context.GLOBAL;
import static io.sluice.config.Context.SERVER;
import static io.sluice.config.Context.VIRTUAL_HOST;

import io.sluice.ban.cache.Driver;
import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import io.sluice.config.Directive.Occurrence;
import io.sluice.ftp.WireText;
import io.sluice.module.ControlAcl;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The directives of `mod_ban`.
final class BanDirectives {
    static final Directive<Boolean> ENGINE = Directive.of("BanEngine", Arguments::bool)
            .in(SERVER, VIRTUAL_HOST, GLOBAL)
            .syntax("on|off")
            .defaultsTo(false, "off")
            .effect(new Directive.Effect.Differs(
                    "the value of the server in which the session is counts, also where it stands in <Global> or"
                            + " <VirtualHost>, and is looked up again after HOST, SNI and in <IfClass> and its like"))
            .help("Checks sessions for bans, and counts what they do for BanOnEvent. Needs BanTable.");

    static final Directive<Path> TABLE = Directive.of("BanTable", arguments -> Path.of(arguments.absolutePath()))
            .in(SERVER)
            .syntax("path")
            .effect(new Directive.Effect.Differs(
                    "the table is in the shared memory of the user whom the gateway runs as"))
            .help(
                    "The file by which gateways on one machine know that they share one table of bans. It is made if there"
                            + " is none, stays empty, and is never overwritten. Bans survive a reload, and are lost when the last"
                            + " gateway that uses the table stops.");

    static final Directive<Optional<Path>> LOG = Directive.of(
                    "BanLog", arguments -> arguments.unlessNone(path -> Path.of(path.absolutePath())))
            .in(SERVER, GLOBAL)
            .syntax("path|none")
            .defaultsTo(Optional.empty(), "none")
            .help("Where bans, and what leads to them, are written down.");

    static final Directive<String> MESSAGE = Directive.of("BanMessage", arguments -> WireText.of(arguments.text()))
            .in(SERVER, GLOBAL)
            .occurs(Occurrence.LAST_WINS)
            .syntax("\"text\"")
            .help("What the banned are told, as a reply with code 530: %a is the client's address, %c its class, %u the"
                    + " user's name. Without it they are told nothing, or 'Login incorrect.' after PASS.");

    static final Directive<Occurring> ON_EVENT = Directive.of("BanOnEvent", Occurring::parse)
            .in(SERVER, GLOBAL)
            .takes(3, 4)
            .occurs(Occurrence.ACCUMULATES)
            .syntax("event N/hh:mm:ss hh:mm:ss [\"message\"]")
            .help("Bans for the second time whoever causes the event N times within the first. Of several rules for one"
                    + " event the first counts.");

    static final Directive<Boolean> OPTIONS = Directive.of("BanOptions", BanDirectives::options)
            .in(SERVER, VIRTUAL_HOST, GLOBAL)
            .takes(1, Integer.MAX_VALUE)
            .occurs(Occurrence.ACCUMULATES)
            .syntax("MatchAnyServer")
            .help("MatchAnyServer: bans by BanOnEvent hold on every server, not just where they came about.");

    static final String MATCH_SERVER = "MatchServer";
    static final String USE_JSON = "UseJSON";

    static final Directive<Driver> CACHE = Directive.of("BanCache", BanDirectives::driver)
            .in(SERVER, VIRTUAL_HOST, GLOBAL)
            .syntax("redis|memcache")
            .effect(new Directive.Effect.Differs("'ftpdctl ban' and 'ftpdctl permit' reach the store too"))
            .help("Shares bans with other instances, and with mod_ban, through Redis or memcached. The table is asked"
                    + " first, and decides alone while the store is out of reach.");

    static final Directive<List<String>> CACHE_OPTIONS = Directive.of("BanCacheOptions", BanDirectives::cacheOptions)
            .in(SERVER, VIRTUAL_HOST, GLOBAL)
            .takes(1, Integer.MAX_VALUE)
            .syntax("MatchServer|UseJSON ...")
            .help(
                    "MatchServer: only shared bans of the same address and port are heeded. UseJSON: bans in memcached are"
                            + " JSON, as they always are in Redis.");

    static final Directive<ControlAcl> CONTROLS_ACLS = ControlAcl.directive(
            "BanControlsACLs",
            Set.of("ban", "permit"),
            "Who may ask for 'ban' (with 'ban info') and 'permit' through the control socket; nobody without it.");

    static final List<Directive<?>> ALL =
            List.of(ENGINE, TABLE, LOG, MESSAGE, ON_EVENT, OPTIONS, CACHE, CACHE_OPTIONS, CONTROLS_ACLS);

    private BanDirectives() {}

    private static Driver driver(Arguments arguments) throws BadValue {
        var word = arguments.text();
        return Driver.ofWord(word)
                .orElseThrow(() ->
                        new BadValue("unsupported BanCache driver '" + word + "'", "; known words: memcache, redis"));
    }

    private static List<String> cacheOptions(Arguments arguments) throws BadValue {
        for (String word : arguments.all()) {
            if (!word.equals(MATCH_SERVER) && !word.equals(USE_JSON)) {
                throw new BadValue("unknown BanCacheOption '" + word + "'", "; known words: MatchServer, UseJSON");
            }
        }
        return arguments.all();
    }

    private static boolean options(Arguments arguments) throws BadValue {
        for (String word : arguments.all()) {
            if (!word.equalsIgnoreCase("MatchAnyServer")) {
                throw new BadValue(": unknown BanOption '" + word + "'", "; known words: MatchAnyServer");
            }
        }
        return true;
    }
}
