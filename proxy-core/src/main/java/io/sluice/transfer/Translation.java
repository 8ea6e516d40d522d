package io.sluice.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Changes the data of one transfer on their way.
public interface Translation {

    /// Takes all of these bytes, and gives what comes of them by now; good until the next call.
    ByteBuffer translate(ByteBuffer bytes) throws IOException;

    /// What comes of the rest, when there are no more bytes.
    ByteBuffer finish();
}
