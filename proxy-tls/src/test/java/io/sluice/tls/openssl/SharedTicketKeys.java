package io.sluice.tls.openssl;

import io.sluice.tls.session.TicketKeyStore;
import java.util.Arrays;
import java.util.Optional;

/// A ring of ticket keys in this process.
final class SharedTicketKeys implements TicketKeyStore {
    private Optional<byte[]> ring = Optional.empty();

    @Override
    public synchronized Optional<byte[]> read() {
        return ring;
    }

    @Override
    public synchronized boolean create(byte[] first) {
        boolean absent = ring.isEmpty();
        ring = ring.or(() -> Optional.of(first));
        return absent;
    }

    @Override
    public synchronized boolean replace(byte[] known, byte[] next) {
        boolean same = ring.filter(there -> Arrays.equals(there, known)).isPresent();
        if (same) {
            ring = Optional.of(next);
        }
        return same;
    }
}
