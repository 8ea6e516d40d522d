package io.sluice.acl.adapter;

import io.sluice.acl.AddressRule;
import io.sluice.acl.CommandNames;
import io.sluice.acl.Limit;
import io.sluice.acl.LimitRule;
import io.sluice.acl.NameList;
import io.sluice.acl.Origin;
import io.sluice.config.Arguments;
import io.sluice.config.Configuration;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.config.LanguageSections;
import io.sluice.config.LanguageSections.OfPath;
import io.sluice.config.Problem;
import io.sluice.config.Setting;
import io.sluice.ftp.Verb;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What is worth a warning about limits that can be read.
final class LimitRemarks {
    /// That of the core, found by its name.
    private static final Directive<Boolean> ENGINE = Directive.of("ProxyEngine", Arguments::bool);

    private final Set<String> classes;
    private final Remarks onRules;
    private final Set<Problem> found = new LinkedHashSet<>();
    private final Set<String> filesWithNegation = new HashSet<>();

    private LimitRemarks(Set<String> classes, Remarks onRules) {
        this.classes = classes;
        this.onRules = onRules;
    }

    /// @param classes the names of the classes that are defined
    static List<Problem> on(Configuration configuration, Set<String> classes, Remarks onRules) {
        var remarks = new LimitRemarks(classes, onRules);
        remarks.server(configuration.main().directives());
        configuration.virtualHosts().forEach(host -> remarks.server(host.directives()));
        return List.copyOf(remarks.found);
    }

    private void server(DirectiveSet directives) {
        boolean proxied = directives.find(ENGINE).orElse(false);
        boolean checksUsers = proxied && UserChecks.madeBy(directives);
        Limits.ofServer(directives).forEach(limit -> onLimit(limit, proxied && !checksUsers));
        Limits.inRoot(directives).forEach(limit -> onLimit(limit, proxied && !checksUsers));
        Overlays.of(directives)
                .all()
                .forEach(overlay ->
                        Limits.ofServer(overlay.contents()).forEach(limit -> onLimit(limit, proxied && !checksUsers)));
        found.addAll(OverlayRemarks.on(directives, proxied, checksUsers));
        if (proxied && !checksUsers) {
            Limits.ofServer(directives).stream()
                    .filter(_ -> !AclOption.LIMIT_BACKEND_LOGINS.isOn(directives))
                    .filter(limit -> limit.names().contains(CommandNames.LOGIN))
                    .flatMap(limit -> limit.rules().stream())
                    .filter(rule -> !(rule.test() instanceof LimitRule.Test.OfAddress
                            || rule.test() instanceof LimitRule.Test.OfArgument
                            || rule.test() instanceof LimitRule.Test.Always))
                    .findFirst()
                    .ifPresent(rule -> warn(
                            "'" + rule + "' in <Limit LOGIN> does not act on logins that the backend checks",
                            rule.origin()));
        }
        directives.settings(LanguageSections.DIRECTORY).forEach(setting -> directory(setting, proxied));
    }

    private void directory(Setting<OfPath> directory, boolean proxied) {
        var path = directory.value().path();
        var contents = directory.value().contents();
        var limits = contents.settings(LimitSection.LIMIT);
        if (path.equals("/")) {
            limits.stream()
                    .map(Setting::value)
                    .filter(limit -> limit.names().contains(CommandNames.LOGIN))
                    .forEach(limit -> warn("<Limit LOGIN> has no effect in <Directory>", limit.origin()));
        } else if (proxied) {
            limits.forEach(limit -> warn(
                    "<Limit> in <Directory " + path + "> has no effect in proxied sessions",
                    limit.value().origin()));
        }
        if (proxied) {
            Stream.of(LimitDirectives.ALLOW_ALL, LimitDirectives.DENY_ALL)
                    .flatMap(directive -> contents.settings(directive).stream())
                    .forEach(setting -> warn(
                            "'" + setting.value() + "' has no effect in proxied sessions outside <Limit>",
                            setting.value().origin()));
        }
    }

    private void onLimit(Limit limit, boolean groupsUnknown) {
        limit.names().stream()
                .sorted()
                .filter(name -> !isKnown(name))
                .forEach(name -> warn("<Limit>: unknown command '" + name + "'", limit.origin()));
        Remarks.ofPatterns(
                        "a <Limit> section",
                        limit.rules().stream()
                                .flatMap(rule -> rule.test() instanceof LimitRule.Test.OfAddress(var line)
                                        ? line.rules().stream()
                                        : Stream.empty()))
                .ifPresent(found::add);
        for (var rule : limit.rules()) {
            switch (rule.test()) {
                case LimitRule.Test.OfAddress(var line) -> line.rules().forEach(this::onRule);
                case LimitRule.Test.OfClass(NameList.Words(var _, var names)) ->
                    names.stream()
                            .map(NameList.Element::name)
                            .filter(name -> !classes.contains(name))
                            .forEach(name -> warn("class '" + name + "' is not defined", rule.origin()));
                case LimitRule.Test.OfGroup _ -> {
                    if (groupsUnknown && !limit.names().equals(Set.of(CommandNames.LOGIN))) {
                        warn(
                                "'" + rule + "': the groups of users whom the backend checks are not known, so that the"
                                        + " rule fits nobody who has logged in",
                                rule.origin());
                    }
                }
                case LimitRule.Test.OfClass _,
                        LimitRule.Test.OfUser _,
                        LimitRule.Test.OfArgument _,
                        LimitRule.Test.Always _ -> {}
            }
        }
    }

    private void onRule(AddressRule rule) {
        found.addAll(onRules.on(rule));
        if (rule.negated() && filesWithNegation.add(rule.origin().file())) {
            warn("negated rule: semantics differ from ProFTPD <= 1.3.9", rule.origin());
        }
    }

    private void warn(String text, Origin origin) {
        found.add(Remarks.warning(text, ClassDirectives.position(origin)));
    }

    private static boolean isKnown(String name) {
        return name.equals(CommandNames.LOGIN)
                || name.equals(CommandNames.ALL)
                || name.startsWith("SITE_")
                || name.startsWith("OPTS_")
                || CommandNames.GROUPS.containsKey(name)
                || Verb.of(name).isPresent();
    }
}
