package io.sluice.acl.adapter;

import io.sluice.config.Configuration;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.module.CoreServices;
import io.sluice.module.CoreServices.Journal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The logs of one access module, by their files.
record AccessLogs(Map<Path, Journal> byFile) {
    AccessLogs {
        byFile = Map.copyOf(byFile);
    }

    static AccessLogs open(
            Configuration configuration, Directive<Optional<Path>> directive, String module, CoreServices core) {
        var byFile = new HashMap<Path, Journal>();
        servers(configuration)
                .forEach(server -> server.find(directive)
                        .flatMap(file -> file)
                        .ifPresent(file -> byFile.computeIfAbsent(
                                file, each -> core.journal(directive.name(), module, each, server))));
        return new AccessLogs(byFile);
    }

    static Stream<DirectiveSet> servers(Configuration configuration) {
        return Stream.concat(
                Stream.of(configuration.main().directives()),
                configuration.virtualHosts().stream().map(Configuration.ServerBlock::directives));
    }

    Journal of(Optional<Path> file) {
        return file.map(byFile::get).orElse(Journal.NONE);
    }
}
