package io.sluice.proxy;

import io.sluice.config.DirectiveSet;
import io.sluice.config.Setting;
import io.sluice.net.PortRange;
import io.sluice.net.SourceAddress;
import io.sluice.proxy.ProxyDirectives.ProxyOption;
import io.sluice.proxy.ProxyDirectives.RoleName;
import io.sluice.transfer.TransferDirectives;
import io.sluice.transfer.TransferDirectives.Foreign;
import io.sluice.transfer.TransferDirectives.Rate;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a proxied session needs to know of its virtual host.
public record ProxySettings(
        RoleName role,
        Set<ProxyOption> options,
        int retryCount,
        Duration connectTimeout,
        Duration linger,
        Duration reply,
        SourceAddress source,
        DataPolicy dataPolicy,
        DirectoryListPolicy listPolicy,
        Optional<PortRange> passivePorts,
        Optional<String> masquerade,
        Foreign foreign,
        List<Rate> rates) {
    public ProxySettings {
        options = Set.copyOf(options);
        rates = List.copyOf(rates);
    }

    /// Reads them from its directives.
    ///
    /// @param source the address `ProxySourceAddress` was found to mean
    public static ProxySettings of(DirectiveSet host, SourceAddress source) {
        var options = EnumSet.noneOf(ProxyOption.class);
        host.settings(ProxyDirectives.OPTIONS).forEach(setting -> options.addAll(setting.value()));
        return new ProxySettings(
                host.find(ProxyDirectives.ROLE).orElse(RoleName.REVERSE),
                options,
                host.get(ProxyDirectives.RETRY_COUNT),
                host.get(ProxyDirectives.TIMEOUT_CONNECT),
                host.get(ProxyDirectives.TIMEOUT_LINGER),
                host.get(ProxyDirectives.TIMEOUT_REPLY),
                source,
                host.get(ProxyDirectives.DATA_TRANSFER_POLICY),
                // what passes by is not translated
                options.contains(ProxyOption.UseDirectDataTransfers)
                        ? DirectoryListPolicy.CLIENT
                        : host.get(ProxyDirectives.DIRECTORY_LIST_POLICY),
                host.find(TransferDirectives.PASSIVE_PORTS),
                host.find(TransferDirectives.MASQUERADE_ADDRESS),
                host.get(TransferDirectives.ALLOW_FOREIGN_ADDRESS),
                host.settings(TransferDirectives.TRANSFER_RATE).stream()
                        .map(Setting::value)
                        .toList());
    }
}
