package io.sluice.tls.keys;

import java.nio.file.Path;

/// Where the pass phrases of encrypted keys come from.
@FunctionalInterface
public interface PassPhrases {

    /// The phrase of one file.
    ///
    /// @param purpose `RSA`, `DSA`, `EC` or `PKCS12`
    /// @throws UnusableFile if nobody tells it
    char[] of(Path file, String purpose) throws UnusableFile;
}
