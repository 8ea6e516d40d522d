package io.sluice.ban;

import java.io.IOException;
import java.util.function.Function;

/// Where the contents of a table are. Usable from any thread.
interface Storage extends AutoCloseable {

    /// The contents now; as they were last if they are out of reach.
    Contents contents();

    /// Changes them. Nobody changes them in between.
    ///
    /// @throws IOException if they are out of reach; then nothing has changed
    <T> T update(Function<Contents, Contents.Change<T>> update) throws IOException;

    @Override
    void close() throws IOException;
}
