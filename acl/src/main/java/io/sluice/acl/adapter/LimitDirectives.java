package io.sluice.acl.adapter;

import static io.sluice.config.Context.ANONYMOUS;
import static io.sluice.config.Context.DIRECTORY;
import static io.sluice.config.Context.LIMIT;

import io.sluice.acl.AddressLine;
import io.sluice.acl.AddressRule;
import io.sluice.acl.BadRule;
import io.sluice.acl.Expression;
import io.sluice.acl.Limit.Order;
import io.sluice.acl.LimitRule;
import io.sluice.acl.LimitRule.Effect;
import io.sluice.acl.LimitRule.Test;
import io.sluice.acl.NameList;
import io.sluice.acl.NameList.Combination;
import io.sluice.acl.Truth;
import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.BoundedPattern;
import io.sluice.config.Directive;
import io.sluice.config.Directive.Occurrence;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// The directives inside `<Limit>`. Beside them stand `AllowFilter` and `DenyFilter`, which the core declares.
final class LimitDirectives {
    static final Directive<Order> ORDER = Directive.of("Order", LimitDirectives::order)
            .in(LIMIT)
            .takes(0, Integer.MAX_VALUE)
            .syntax("allow,deny|deny,allow")
            .defaultsTo(Order.ALLOW_DENY, "allow,deny")
            .help("allow,deny: what is allowed by one rule and denied by another is allowed, and what no rule speaks of"
                    + " is left to other sections. deny,allow: it is denied, in both cases.");

    static final Directive<LimitRule> ALLOW = addresses("Allow", Effect.ALLOW, "Allows");
    static final Directive<LimitRule> DENY = addresses("Deny", Effect.DENY, "Denies");
    static final Directive<LimitRule> ALLOW_ALL = always("AllowAll", Effect.ALLOW, "Allows everybody.");
    static final Directive<LimitRule> DENY_ALL = always("DenyAll", Effect.DENY, "Denies everybody.");

    static final Directive<LimitRule> ALLOW_USER =
            names("AllowUser", Effect.ALLOW, Combination.OR, Test.OfUser::new, "Allows these users.");
    static final Directive<LimitRule> DENY_USER =
            names("DenyUser", Effect.DENY, Combination.OR, Test.OfUser::new, "Denies these users.");
    static final Directive<LimitRule> ALLOW_GROUP = names(
            "AllowGroup",
            Effect.ALLOW,
            Combination.AND,
            Test.OfGroup::new,
            "Allows users who are in all these groups.");
    static final Directive<LimitRule> DENY_GROUP = names(
            "DenyGroup", Effect.DENY, Combination.AND, Test.OfGroup::new, "Denies users who are in all these groups.");
    static final Directive<LimitRule> ALLOW_CLASS =
            names("AllowClass", Effect.ALLOW, Combination.OR, Test.OfClass::new, "Allows clients of these classes.");
    static final Directive<LimitRule> DENY_CLASS =
            names("DenyClass", Effect.DENY, Combination.OR, Test.OfClass::new, "Denies clients of these classes.");

    static final List<Directive<LimitRule>> RULES = List.of(
            ALLOW, ALLOW_ALL, ALLOW_CLASS, ALLOW_GROUP, ALLOW_USER, DENY, DENY_ALL, DENY_CLASS, DENY_GROUP, DENY_USER);

    /// Those of the core, found by their names.
    static final Directive<Optional<BoundedPattern>> ALLOW_FILTER = Directive.of("AllowFilter", _ -> Optional.empty());

    static final Directive<Optional<BoundedPattern>> DENY_FILTER = Directive.of("DenyFilter", _ -> Optional.empty());

    private LimitDirectives() {}

    private static Directive<LimitRule> addresses(String name, Effect effect, String does) {
        return rule(name, effect, arguments -> new Test.OfAddress(line(name, arguments)))
                .in(LIMIT)
                .takes(0, Integer.MAX_VALUE)
                .syntax("[from] [!]rule[,[!]rule…] …")
                .help(does
                        + " clients by address or name: all, none, an address, network/bits, a beginning with a dot at"
                        + " its end, a shell pattern, .domain, or a host name. A line with negated rules fits those whom"
                        + " none of them names, if it has other rules one of these must fit too.");
    }

    private static Directive<LimitRule> always(String name, Effect effect, String help) {
        return rule(name, effect, _ -> new Test.Always())
                .in(LIMIT, ANONYMOUS, DIRECTORY)
                .takes(0, 0)
                .help(help
                        + " Acts in <Limit>; elsewhere it concerns local files, of which a proxied session has none.");
    }

    private static Directive<LimitRule> names(
            String name, Effect effect, Combination combination, Function<NameList, Test> test, String help) {
        return rule(name, effect, arguments -> test.apply(nameList(arguments, combination)))
                .in(LIMIT)
                .takes(0, Integer.MAX_VALUE)
                .syntax("[AND|OR] [!]name[,[!]name…] …|regex pattern")
                .help(help);
    }

    private static Directive<LimitRule> rule(String name, Effect effect, Directive.Parser<Test> test) {
        return Directive.of(
                        name,
                        arguments -> new LimitRule(
                                effect,
                                test.parse(arguments),
                                (name + " " + String.join(" ", arguments.all())).strip(),
                                ClassDirectives.origin(arguments.position())))
                .occurs(Occurrence.ACCUMULATES);
    }

    private static Order order(Arguments arguments) throws BadValue {
        if (arguments.size() < 1 || arguments.size() > 2) {
            throw new BadValue("wrong number of parameters");
        }
        var words = String.join("", arguments.all());
        return switch (words.toLowerCase(Locale.ROOT)) {
            case "allow,deny" -> Order.ALLOW_DENY;
            case "deny,allow" -> Order.DENY_ALLOW;
            default -> throw new BadValue("'" + words + "': invalid argument");
        };
    }

    private static AddressLine line(String name, Arguments arguments) throws BadValue {
        var words = arguments.all().stream()
                .filter(word -> !word.equalsIgnoreCase("from"))
                .toList();
        try {
            return new AddressLine(AddressRule.parseLine(words, ClassDirectives.origin(arguments.position())));
        } catch (BadRule e) {
            throw ClassDirectives.complaint(name, e);
        }
    }

    static NameList nameList(Arguments arguments, Combination combination) throws BadValue {
        if (arguments.size() > 1 && arguments.text().equalsIgnoreCase("regex")) {
            if (arguments.size() != 2) {
                throw new BadValue("wrong number of parameters");
            }
            return new NameList.Matching(new Bounded(arguments.regex(1)));
        }
        try {
            return NameList.ofWords(arguments.all(), combination);
        } catch (IllegalArgumentException _) {
            throw new BadValue("wrong number of parameters");
        }
    }

    /// A pattern of the configuration as the library knows expressions.
    record Bounded(BoundedPattern pattern) implements Expression {
        @Override
        public Truth foundIn(String text) {
            return switch (pattern.search(text)) {
                case FOUND -> Truth.TRUE;
                case NOT_FOUND -> Truth.FALSE;
                case UNDECIDED -> Truth.UNKNOWN;
            };
        }
    }
}
