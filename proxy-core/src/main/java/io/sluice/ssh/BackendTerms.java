package io.sluice.ssh;

import java.util.List;
import java.util.Optional;

/// How backends are spoken with.
///
/// @param version what the proxy calls itself, behind `SSH-2.0-`
/// @param oldProtocol whether `SSH-1.99-` is good enough
/// @param alive how silence of a backend is dealt with
/// @param check whether a backend's host key is right
/// @param keys by which the proxy vouches for clients
public record BackendTerms(
        String version, boolean oldProtocol, Optional<LifeCheck.Terms> alive, HostKeyCheck check, OwnKeys keys) {

    /// Those of a server without any directive for it.
    public static BackendTerms usual(String version) {
        return new BackendTerms(version, false, Optional.empty(), (_, _) -> true, List::of);
    }
}
