package io.sluice.datastore;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// Values that outlive the process, each under a name in a namespace. Reading is as quick as memory; what has been
/// written is safe when the call returns. Every call ends within a bound. Safe for use from any thread.
public interface Datastore extends AutoCloseable {

    Optional<Value> get(String namespace, String name) throws IOException;

    /// Everything in a namespace, by name.
    Map<String, Value> all(String namespace) throws IOException;

    void put(String namespace, String name, Value value) throws IOException;

    /// Puts a value where there is none.
    ///
    /// @return the value that is there now, this one or the one that was there before, whoever put it
    Value putIfAbsent(String namespace, String name, Value value) throws IOException;

    /// Removes a value; without one nothing happens.
    void remove(String namespace, String name) throws IOException;

    @Override
    void close();

    /// Some bytes. They may be a secret, so no text shows them.
    final class Value {
        private final byte[] bytes;

        public Value(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        public byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Value that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "Value[" + bytes.length + " bytes]";
        }
    }
}
