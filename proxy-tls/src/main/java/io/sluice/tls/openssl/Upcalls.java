package io.sluice.tls.openssl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What OpenSSL calls, as C functions: one of each for the whole process, made once. They find what to
/// answer by the address of the connection. Nothing may be thrown through them.
@SuppressWarnings("restricted") // OpenSsl sees to it that native access is enabled
final class Upcalls {
    private static final Map<Long, WeakReference<Answers>> ANSWERS = new ConcurrentHashMap<>();
    private static final Map<Long, WeakReference<OpenSslContext>> CONTEXTS = new ConcurrentHashMap<>();

    static final MemorySegment NEW_SESSION = stub(SessionUpcalls.class, "added", 'I', 2);
    static final MemorySegment GET_SESSION = stub(SessionUpcalls.class, "found", 'P', "PPIP");
    static final MemorySegment REMOVE_SESSION = stub(SessionUpcalls.class, "removed", 'V', 2);
    static final MemorySegment MARK_TICKET = stub(TicketUpcalls.class, "marked", 'I', 2);
    static final MemorySegment TICKET_KEY = stub(TicketUpcalls.class, "keyed", 'I', "PPPPPI");
    static final MemorySegment VERIFY = stub(HandshakeUpcalls.class, "verified", 'I', 2);
    static final MemorySegment STAPLE = stub(HandshakeUpcalls.class, "stapled", 'I', 2);
    static final MemorySegment SELECT_PROTOCOL = stub(HandshakeUpcalls.class, "selected", 'I', "PPPPIP");
    static final MemorySegment SERVER_KEY = stub(KeyUpcalls.class, "serverKey", 'I', "PPPI");
    static final MemorySegment CLIENT_KEY = stub(KeyUpcalls.class, "clientKey", 'I', "PPPIPI");

    private Upcalls() {}

    static void register(MemorySegment connection, Answers answers) {
        ANSWERS.put(connection.address(), new WeakReference<>(answers));
    }

    static void unregister(MemorySegment connection) {
        ANSWERS.remove(connection.address());
    }

    static Optional<Answers> answers(MemorySegment connection) {
        return Optional.ofNullable(ANSWERS.get(connection.address())).map(WeakReference::get);
    }

    /// How many connections have memory of the library.
    static int engines() {
        return ANSWERS.size();
    }

    static void registerContext(MemorySegment pointer, OpenSslContext context) {
        CONTEXTS.put(pointer.address(), new WeakReference<>(context));
    }

    static void unregisterContext(MemorySegment pointer) {
        CONTEXTS.remove(pointer.address());
    }

    static Optional<OpenSslContext> context(MemorySegment pointer) {
        return Optional.ofNullable(CONTEXTS.get(pointer.address())).map(WeakReference::get);
    }

    private static MemorySegment stub(Class<?> home, String name, char result, int pointers) {
        return stub(home, name, result, "P".repeat(pointers));
    }

    private static MemorySegment stub(Class<?> home, String name, char result, String shape) {
        var layouts = shape.chars()
                .mapToObj(letter -> letter == 'P' ? ADDRESS : JAVA_INT)
                .toArray(MemoryLayout[]::new);
        var descriptor = switch (result) {
            case 'P' -> FunctionDescriptor.of(ADDRESS, layouts);
            case 'I' -> FunctionDescriptor.of(JAVA_INT, layouts);
            default -> FunctionDescriptor.ofVoid(layouts);
        };
        MethodType type = descriptor.toMethodType();
        try {
            var target = MethodHandles.lookup().findStatic(home, name, type);
            return Linker.nativeLinker().upcallStub(target, descriptor, Arena.global());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
