package io.sluice.datastore;

import java.io.IOException;
import java.util.Optional;

/// A datastore that could not be opened: every call fails, and says why.
public record LostDatastore(String reason) implements Datastore {

    @Override
    public Optional<Value> get(Table table, String name) throws IOException {
        throw lost();
    }

    @Override
    public void put(Table table, String name, Value value) throws IOException {
        throw lost();
    }

    @Override
    public Value putIfAbsent(Table table, String name, Value value) throws IOException {
        throw lost();
    }

    @Override
    public void remove(Table table, String name) throws IOException {
        throw lost();
    }

    @Override
    public void close() {}

    private IOException lost() {
        return new IOException(reason);
    }
}
