package io.sluice.acl.adapter;

import io.sluice.acl.AddressClass;
import io.sluice.acl.ClassTable;
import io.sluice.config.Arguments;
import io.sluice.config.Configuration;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Problem;
import io.sluice.config.Section;
import io.sluice.config.Setting;
import io.sluice.module.ActiveModule;
import io.sluice.module.CoreServices;
import io.sluice.module.ServerModule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Classes, limits and conditional sections for the gateway.
public final class AclModule implements ServerModule {
    /// Those of the core, found by their names; only the main server has them.
    private static final Directive<Boolean> USE_REVERSE_DNS =
            Directive.of("UseReverseDNS", Arguments::bool).occurs(Directive.Occurrence.LAST_WINS);

    private static final Directive<Boolean> USE_IPV6 = Directive.of("UseIPv6", Arguments::bool);

    public AclModule() {}

    /// A name of its own: ProFTPD has classes in its core, and the modules whose access rules belong here stand in this
    /// list when their directives work.
    @Override
    public List<String> standsFor() {
        return Stream.concat(Stream.of("mod_acl.c", "mod_ifsession.c"), AccessModules.STANDS_FOR.stream())
                .toList();
    }

    @Override
    public List<Directive<?>> directives() {
        return Stream.of(
                        ClassDirectives.ALL,
                        LimitDirectives.RULES,
                        List.of(LimitDirectives.ORDER, ConditionalSection.OPTIONS, AclOption.OPTIONS),
                        AccessModules.DIRECTIVES)
                .<Directive<?>>flatMap(List::stream)
                .toList();
    }

    @Override
    public List<Section<?>> sections() {
        return Stream.concat(Stream.of(ClassSection.CLASS, LimitSection.LIMIT), ConditionalSection.ALL.stream())
                .<Section<?>>map(section -> section)
                .toList();
    }

    @Override
    public ActiveModule activate(Configuration configuration, CoreServices core) {
        boolean names = configuration.main().directives().find(USE_REVERSE_DNS).orElse(true);
        return new Together(activate(configuration), AccessModules.of(configuration, core, names));
    }

    @Override
    public ActiveModule activate(Configuration configuration) {
        var main = configuration.main().directives();
        boolean names = main.find(USE_REVERSE_DNS).orElse(true);
        var remarks = new Remarks(names, main.find(USE_IPV6).orElse(true));
        var warnings = new ArrayList<Problem>();
        var classes = new LinkedHashMap<AddressClass, DirectiveSet>();
        var inOrder = main.settings(ClassSection.CLASS).stream()
                .sorted(Comparator.comparingLong(setting -> setting.value().number()))
                .toList();
        for (Setting<ClassSection.Defined> setting : inOrder) {
            var defined = setting.value();
            if (defined.rules().isEmpty()) {
                warnings.add(Remarks.warning("empty <Class> definition", setting.position()));
            } else {
                defined.rules().forEach(rule -> warnings.addAll(remarks.on(rule)));
                classes.putIfAbsent(
                        new AddressClass(
                                defined.name(),
                                defined.satisfy(),
                                defined.rules(),
                                ClassDirectives.origin(setting.position())),
                        defined.directives());
            }
        }
        Remarks.ofPatterns("classes", classes.keySet().stream().flatMap(each -> each.rules().stream()))
                .ifPresent(warnings::add);
        var defined = classes.keySet().stream().map(AddressClass::name).collect(Collectors.toSet());
        warnings.addAll(LimitRemarks.on(configuration, defined, remarks));
        return new Classification(
                new ClassTable(List.copyOf(classes.keySet())),
                classes,
                Limits.of(configuration, names),
                overlays(configuration),
                names,
                warnings);
    }

    private static Map<DirectiveSet, Overlays> overlays(Configuration configuration) {
        var servers = new HashMap<DirectiveSet, Overlays>();
        Stream.concat(Stream.of(configuration.main()), configuration.virtualHosts().stream())
                .map(Configuration.ServerBlock::directives)
                .forEach(directives -> servers.put(directives, Overlays.of(directives)));
        return servers;
    }
}
