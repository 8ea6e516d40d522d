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

    /// The directives of all servers, each also with every conditional section over it.
    static Stream<DirectiveSet> servers(Configuration configuration) {
        return Stream.concat(Stream.of(configuration.main()), configuration.virtualHosts().stream())
                .map(Configuration.ServerBlock::directives)
                .flatMap(server -> Stream.concat(
                        Stream.of(server),
                        Overlays.of(server).all().stream().map(overlay -> server.overlaidBy(overlay.contents()))));
    }

    Journal of(Optional<Path> file) {
        return file.map(byFile::get).orElse(Journal.NONE);
    }
}
