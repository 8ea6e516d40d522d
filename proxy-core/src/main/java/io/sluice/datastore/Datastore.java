package io.sluice.datastore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Values that outlive the process, each under a name in a table. What has been written is safe when the call returns.
/// Every call ends within a bound. Safe for use from any thread.
public interface Datastore extends AutoCloseable {

    /// The datastore that `ProxyDatastore` names. Nothing is opened before the first call.
    ///
    /// @param shared the part of the store, if that could be opened
    /// @param tables the directory of `ProxyTables`
    static Datastore of(DatastoreKind kind, Optional<SharedSpace> shared, Path tables) {
        return switch (kind) {
            case DatastoreKind.Sqlite() -> new SqliteDatastore(tables);
            case DatastoreKind.Shared(var type, var _, var _) ->
                shared.<Datastore>map(SharedDatastore::new)
                        .orElseGet(() -> new LostDatastore("ProxyDatastore '" + type + "' could not be opened"));
        };
    }

    Optional<Value> get(Table table, String name) throws IOException;

    void put(Table table, String name, Value value) throws IOException;

    /// Puts a value where there is none. What is not a whole value of the table is none.
    ///
    /// @return the value that is there now, this one or the one that was there before, whoever put it
    Value putIfAbsent(Table table, String name, Value value) throws IOException;

    /// Removes a value; without one nothing happens.
    void remove(Table table, String name) throws IOException;

    @Override
    void close();

    /// What values of one kind have in common.
    ///
    /// @param fields what each of them has, and nothing else
    record Table(String name, List<String> fields) {
        public Table {
            fields = List.copyOf(fields);
        }

        /// Whether something has all that a value of this table has.
        boolean isWhole(Value value) {
            return value.fields().keySet().containsAll(fields);
        }
    }

    /// A few texts under names. They may be secrets, so no text shows them.
    record Value(Map<String, String> fields) {
        public Value {
            fields = Map.copyOf(fields);
        }

        @Override
        public String toString() {
            return "Value" + fields.keySet().stream().sorted().toList();
        }
    }
}
