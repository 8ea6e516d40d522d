package io.sluice.fuzz;

import java.io.IOException;
import java.util.List;

/// Something that reads what strangers send: whatever the bytes, what holds for all input must hold for them.
public interface Target {

    /// Reads them, and throws if anything does not hold.
    void read(byte[] bytes) throws Exception;

    /// Good input to begin with.
    List<byte[]> seeds() throws IOException;
}
