package io.sluice.acl.adapter;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import io.sluice.config.Directive.Occurrence;
import io.sluice.config.DirectiveSet;
import io.sluice.module.SessionView;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/// The words of `AclOptions`.
enum AclOption {
    LIMIT_BACKEND_LOGINS("LimitBackendLogins"),
    CLASS_LOGIN_AT_CONNECT("ClassLoginAtConnect");

    static final Directive<Set<AclOption>> OPTIONS = Directive.of("AclOptions", AclOption::parse)
            .takes(1, Integer.MAX_VALUE)
            .occurs(Occurrence.ACCUMULATES)
            .syntax("LimitBackendLogins|ClassLoginAtConnect …")
            .help(
                    "LimitBackendLogins: `<Limit LOGIN>` is asked about users whose password the backend checks, before it"
                            + " is told their name. ClassLoginAtConnect: `<Limit LOGIN>` in `<IfClass>` decides who may connect,"
                            + " and not only who may log in.");

    private final String word;

    AclOption(String word) {
        this.word = word;
    }

    boolean isOn(SessionView session) {
        return isOn(session.server().directives());
    }

    boolean isOn(DirectiveSet server) {
        return server.settings(OPTIONS).stream()
                .anyMatch(setting -> setting.value().contains(this));
    }

    private static Set<AclOption> parse(Arguments arguments) throws BadValue {
        var options = EnumSet.noneOf(AclOption.class);
        for (var word : arguments.all()) {
            options.add(Arrays.stream(values())
                    .filter(option -> option.word.equals(word))
                    .findFirst()
                    .orElseThrow(() -> new BadValue("unknown AclOption '" + word + "'")));
        }
        return Set.copyOf(options);
    }
}
