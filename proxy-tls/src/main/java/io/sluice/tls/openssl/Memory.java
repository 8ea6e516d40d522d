package io.sluice.tls.openssl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.ToIntFunction;

/// Memory of the library, seen from Java. Pointers that it gives have no length of their own.
@SuppressWarnings("restricted") // lengths are those the library tells
final class Memory {
    private static final long LONGEST_TEXT = 4096;

    private Memory() {}

    static boolean isNull(MemorySegment pointer) {
        return pointer.address() == 0;
    }

    /// A text that ends with a zero byte.
    static String text(MemorySegment pointer) {
        return isNull(pointer) ? "" : pointer.reinterpret(LONGEST_TEXT).getString(0, StandardCharsets.UTF_8);
    }

    static byte[] bytes(MemorySegment pointer, long length) {
        return isNull(pointer) ? new byte[0] : sized(pointer, length).toArray(ValueLayout.JAVA_BYTE);
    }

    static MemorySegment sized(MemorySegment pointer, long length) {
        return pointer.reinterpret(length);
    }

    static MemorySegment copy(Arena arena, byte[] bytes) {
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
    }

    /// A pointer to a pointer, which functions of the form `d2i` move.
    static MemorySegment pointerTo(Arena arena, MemorySegment pointer) {
        return arena.allocateFrom(ValueLayout.ADDRESS, pointer);
    }

    /// The DER text that a function of the form `i2d` gives, if it gives any.
    static Optional<byte[]> der(Call i2d, MemorySegment object) {
        try (var arena = Arena.ofConfined()) {
            int length = i2d.i(object, MemorySegment.NULL);
            if (length <= 0) {
                return Optional.empty();
            }
            var room = arena.allocate(length);
            return i2d.i(object, pointerTo(arena, room)) == length
                    ? Optional.of(room.toArray(ValueLayout.JAVA_BYTE))
                    : Optional.empty();
        }
    }

    /// What a function of the form `d2i` makes of a DER text; a null pointer if it is none.
    static MemorySegment object(Call d2i, byte[] der) {
        try (var arena = Arena.ofConfined()) {
            return d2i.p(MemorySegment.NULL, pointerTo(arena, copy(arena, der)), der.length);
        }
    }

    /// A call with a text.
    static int withText(String text, ToIntFunction<MemorySegment> call) {
        try (var arena = Arena.ofConfined()) {
            return call.applyAsInt(arena.allocateFrom(text));
        }
    }
}
