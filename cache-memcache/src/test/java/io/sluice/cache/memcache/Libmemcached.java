package io.sluice.cache.memcache;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.sluice.peers.Program;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// The client of the reference, as the reference sets it up: consistent, the default hash, the binary protocol. Where
/// the host does not have it, a test is skipped.
@SuppressWarnings("restricted") // it is a library in C
final class Libmemcached implements AutoCloseable {
    private static final int HASH = 2;
    private static final int DISTRIBUTION = 9;
    private static final int BINARY = 18;

    private final Arena arena = Arena.ofConfined();
    private final SymbolLookup library;
    private final MemorySegment client;

    private Libmemcached(List<Place> servers, String prefix) throws Throwable {
        library = SymbolLookup.libraryLookup("libmemcached.so.11", arena);
        client = (MemorySegment) function("memcached_create", FunctionDescriptor.of(ADDRESS, ADDRESS))
                .invoke(MemorySegment.NULL);
        MethodHandle behaviour =
                function("memcached_behavior_set", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG));
        expectZero((int) behaviour.invoke(client, DISTRIBUTION, 1L));
        expectZero((int) behaviour.invoke(client, HASH, 0L));
        expectZero((int) behaviour.invoke(client, BINARY, 1L));
        expectZero((int) function("memcached_callback_set", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS))
                .invoke(client, 0, arena.allocateFrom(prefix)));
        MethodHandle add =
                function("memcached_server_add", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_SHORT));
        for (Place place : servers) {
            var tcp = (Place.Tcp) place;
            expectZero((int) add.invoke(client, arena.allocateFrom(tcp.host()), (short) tcp.port()));
        }
    }

    static Libmemcached of(List<Place> servers, String prefix) throws Throwable {
        try {
            return new Libmemcached(servers, prefix);
        } catch (IllegalArgumentException _) {
            return Program.missing("libmemcached is not on this host");
        }
    }

    void set(String key, String value) throws Throwable {
        MethodHandle set = function(
                "memcached_set",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_INT));
        expectZero((int)
                set.invoke(client, segment(key), (long) key.length(), segment(value), (long) value.length(), 0L, 0));
    }

    /// The value under a key, whose flags must be 0.
    Optional<String> get(String key) throws Throwable {
        MethodHandle get = function(
                "memcached_get",
                FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS));
        MemorySegment length = arena.allocate(JAVA_LONG);
        MemorySegment flags = arena.allocate(JAVA_INT);
        var value = (MemorySegment)
                get.invoke(client, segment(key), (long) key.length(), length, flags, arena.allocate(JAVA_INT));
        if (value.equals(MemorySegment.NULL)) {
            return Optional.empty();
        }
        expectZero(flags.get(JAVA_INT, 0));
        byte[] bytes = value.reinterpret(length.get(JAVA_LONG, 0)).toArray(ValueLayout.JAVA_BYTE);
        return Optional.of(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    private MemorySegment segment(String text) {
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private MethodHandle function(String name, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), type);
    }

    private static void expectZero(int result) {
        if (result != 0) {
            throw new AssertionError("libmemcached says " + result);
        }
    }

    @Override
    public void close() throws Exception {
        try {
            function("memcached_free", FunctionDescriptor.ofVoid(ADDRESS)).invoke(client);
        } catch (Throwable failure) {
            throw new AssertionError(failure);
        } finally {
            arena.close();
        }
    }
}
