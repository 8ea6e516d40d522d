package io.sluice.proxy;

import io.sluice.ftp.Features;
import io.sluice.ftp.listing.Facts;
import io.sluice.ftp.listing.LinkForm;

/// How `MLSD` is asked of the backend (`ProxyDirectoryListPolicy`).
public sealed interface DirectoryListPolicy {
    DirectoryListPolicy CLIENT = new AsClient();

    /// What a client may be told of these features: with `MLST` and its facts where we make them ourselves.
    Features offering(Facts facts, Features backend);

    /// As it is.
    record AsClient() implements DirectoryListPolicy {
        @Override
        public Features offering(Facts facts, Features backend) {
            return backend;
        }
    }

    /// As `LIST`, with the answer translated.
    record AsList(LinkForm links) implements DirectoryListPolicy {
        @Override
        public Features offering(Facts facts, Features backend) {
            return backend.with("MLST", facts.feature());
        }
    }
}
