package io.sluice;

import io.sluice.admin.ControlsDirectives;
import io.sluice.auth.AuthDirectives;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveTable;
import io.sluice.filter.CoreFilters;
import io.sluice.log.LogDirectives;
import io.sluice.module.ServerModule;
import io.sluice.module.StoreDirective;
import io.sluice.proxy.ProxyDirectives;
import io.sluice.server.ServerDirectives;
import io.sluice.session.ProxyProtocolDirectives;
import io.sluice.session.SessionDirectives;
import io.sluice.session.SocketDirectives;
import io.sluice.sql.SqlDirectives;
import io.sluice.ssh.BackendSshDirectives;
import io.sluice.ssh.SshDirectives;
import io.sluice.transfer.TransferDirectives;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The directive tables of the core's rooms as one.
final class CoreDirectives {
    /// What `LoadModule` and `<IfModule>` find without any plugin.
    static final Set<String> MODULES = Set.of(
            "mod_core.c",
            "mod_auth.c",
            "mod_auth_file.c",
            "mod_auth_unix.c",
            "mod_ctrls.c",
            "mod_ctrls_admin.c",
            "mod_delay.c",
            "mod_dso.c",
            "mod_ident.c",
            "mod_log.c",
            "mod_proxy.c",
            "mod_proxy_protocol.c",
            "mod_sftp.c",
            "mod_sql.c",
            "mod_sql_sqlite.c",
            "mod_unique_id.c",
            "mod_xfer.c");

    private CoreDirectives() {}

    static DirectiveTable with(List<ServerModule> modules) {
        var own = Stream.of(
                        ServerDirectives.ALL,
                        ProxyProtocolDirectives.ALL,
                        SessionDirectives.ALL,
                        SocketDirectives.ALL,
                        CoreFilters.DIRECTIVES,
                        TransferDirectives.ALL,
                        AuthDirectives.ALL,
                        ProxyDirectives.ALL,
                        BackendSshDirectives.ALL,
                        SshDirectives.ALL,
                        SqlDirectives.ALL,
                        LogDirectives.ALL,
                        ControlsDirectives.ALL)
                .flatMap(List::stream);
        var plugged = modules.stream()
                .flatMap(module -> Stream.concat(
                        module.directives().stream(),
                        module.cacheProviders().stream()
                                .flatMap(provider -> provider.options().stream())
                                .map(StoreDirective::of)));
        return DirectiveTable.of(
                Stream.<Directive<?>>concat(own, plugged).toList(),
                modules.stream().flatMap(module -> module.sections().stream()).toList());
    }
}
