package io.sluice.server;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/// Names for sessions that no other session of any machine has: 24 characters of moment, process, chance and count
/// (`UniqueIDEngine`).
final class UniqueIds {
    private static final int BYTES = 18;

    private final int process = (int) ProcessHandle.current().pid();
    private final int chance = new SecureRandom().nextInt();
    private final AtomicInteger count = new AtomicInteger();

    String next() {
        var bytes = ByteBuffer.allocate(BYTES)
                .putShort((short) (System.currentTimeMillis() >>> 32))
                .putInt((int) System.currentTimeMillis())
                .putInt(process)
                .putInt(chance)
                .putInt(count.getAndIncrement());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }
}
