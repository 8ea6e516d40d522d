package io.sluice.ssh;

import io.sluice.ssh.BackendSshSettings.Option;
import java.util.Optional;

/// How the backends of one virtual host are spoken with.
///
/// @param settings what directives say
/// @param version what the proxy calls itself, behind `SSH-2.0-`
/// @param keys by which the proxy vouches for clients
/// @param hosts knows the backends by their host keys
/// @param virtualHost the place of the virtual host in the configuration, from 1 on
public record BackendTerms(
        BackendSshSettings settings, String version, OwnHostKeys keys, KnownHosts hosts, int virtualHost) {

    /// Whether `SSH-1.99-` is good enough.
    boolean oldProtocol() {
        return settings.has(Option.OldProtocolCompat);
    }

    /// How silence of a backend is dealt with.
    public Optional<LifeCheck.Terms> alive() {
        return settings.alive().map(alive -> new LifeCheck.Terms(alive.count(), alive.interval()));
    }
}
