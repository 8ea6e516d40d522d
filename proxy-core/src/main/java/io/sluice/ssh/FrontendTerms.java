package io.sluice.ssh;

import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Optional;

/// How clients are spoken with.
///
/// @param version what the proxy calls itself, behind `SSH-2.0-`
/// @param hostKeys those by which clients know it
/// @param methods by which a client may be let in
/// @param ciphers names in the order of preference; empty leaves it to us, as with the two that follow
/// @param banner a file whose text is shown before the login
/// @param alive how silence of a client is dealt with
/// @param authorized the keys of users
public record FrontendTerms(
        String version,
        List<KeyPair> hostKeys,
        List<String> methods,
        List<String> ciphers,
        List<String> digests,
        List<String> keyExchanges,
        Compression compression,
        Optional<Path> banner,
        Optional<LifeCheck.Terms> alive,
        AuthorizedKeys authorized) {
    public FrontendTerms {
        hostKeys = List.copyOf(hostKeys);
        methods = List.copyOf(methods);
        ciphers = List.copyOf(ciphers);
        digests = List.copyOf(digests);
        keyExchanges = List.copyOf(keyExchanges);
    }
}
