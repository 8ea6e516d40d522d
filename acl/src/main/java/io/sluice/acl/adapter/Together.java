package io.sluice.acl.adapter;

import io.sluice.config.DirectiveSet;
import io.sluice.config.Problem;
import io.sluice.module.ActiveModule;
import io.sluice.module.AddressClasses;
import io.sluice.module.Overlay;
import io.sluice.module.ServerEvent;
import io.sluice.module.SessionFilter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Classes and limits, and the access modules beside them. Where both refuse a moment, limits on a connection come
/// first.
record Together(ActiveModule classes, AccessModules access) implements ActiveModule {

    @Override
    public List<SessionFilter> filters() {
        return Stream.concat(classes.filters().stream(), access.filters().stream())
                .toList();
    }

    @Override
    public Optional<AddressClasses> addressClasses() {
        return classes.addressClasses();
    }

    @Override
    public List<Overlay> overlays(DirectiveSet server) {
        return classes.overlays(server);
    }

    @Override
    public List<Problem> warnings() {
        return Stream.concat(classes.warnings().stream(), access.warnings().stream())
                .toList();
    }

    @Override
    public void on(ServerEvent event) {
        classes.on(event);
    }

    @Override
    public void close() {
        classes.close();
    }
}
