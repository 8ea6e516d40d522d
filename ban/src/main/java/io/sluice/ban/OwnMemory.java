package io.sluice.ban;

import java.util.function.Function;

/// Contents that only this process sees.
final class OwnMemory implements Storage {
    private volatile Contents contents = Contents.EMPTY;

    @Override
    public Contents contents() {
        return contents;
    }

    @Override
    public synchronized <T> T update(Function<Contents, Contents.Change<T>> update) {
        var change = update.apply(contents);
        contents = change.after();
        return change.result();
    }

    @Override
    public void close() {}
}
