package io.sluice.acl.adapter;

import static io.sluice.config.Context.CLASS;

import io.sluice.acl.AddressClass.Satisfy;
import io.sluice.acl.AddressRule;
import io.sluice.acl.BadRule;
import io.sluice.acl.Origin;
import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import io.sluice.config.Directive.Occurrence;
import io.sluice.config.Position;
import java.util.List;
import java.util.Locale;

/// The directives inside `<Class>`.
final class ClassDirectives {
    static final Directive<List<AddressRule>> FROM = Directive.of("From", ClassDirectives::from)
            .in(CLASS)
            .takes(0, Integer.MAX_VALUE)
            .syntax("[!]rule[,[!]rule…] …")
            .occurs(Occurrence.ACCUMULATES)
            .help("Rules on the address or the name of a client: all, none, an address, network/bits, a beginning with"
                    + " a dot at its end, a shell pattern, .domain, or a host name. Names count only with UseReverseDNS"
                    + " on.");

    static final Directive<Satisfy> SATISFY = Directive.of("Satisfy", ClassDirectives::satisfy)
            .in(CLASS)
            .syntax("any|all")
            .defaultsTo(Satisfy.ANY)
            .occurs(Occurrence.LAST_WINS)
            .help("Whether one rule of the class is enough, or all must be true.");

    static final List<Directive<?>> ALL = List.of(FROM, SATISFY);

    private ClassDirectives() {}

    private static List<AddressRule> from(Arguments arguments) throws BadValue {
        try {
            return AddressRule.parseLine(arguments.all(), origin(arguments.position()));
        } catch (BadRule e) {
            throw complaint("From", e);
        }
    }

    /// What is said about a bad rule of a directive.
    static BadValue complaint(String directive, BadRule bad) {
        return new BadValue(
                switch (bad.fault()) {
                    case BAD_MASK -> "bad ACL definition '" + bad.rule() + "': Invalid argument";
                    case NO_ADDRESS -> "bad ACL definition '" + bad.rule() + "': No such file or directory";
                    case NEGATED_WORD -> "the ! negation operator cannot be used with ALL/NONE";
                    case WORD_NOT_FIRST, NO_RULE -> "syntax: " + directive + " [from] [all|none]|host|network[,...]";
                });
    }

    private static Satisfy satisfy(Arguments arguments) throws BadValue {
        return switch (arguments.text().toLowerCase(Locale.ROOT)) {
            case "any" -> Satisfy.ANY;
            case "all" -> Satisfy.ALL;
            default -> throw new BadValue("invalid parameter: '" + arguments.text() + "'");
        };
    }

    static Origin origin(Position position) {
        return new Origin(position.file(), position.firstLine());
    }

    static Position position(Origin origin) {
        return new Position(origin.file(), origin.line());
    }
}
