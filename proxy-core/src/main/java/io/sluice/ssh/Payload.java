package io.sluice.ssh;

/// Bytes of a packet as they came, which nobody changes. They may hold a password, and so are never shown.
public final class Payload {
    private final byte[] bytes;

    /// Takes the bytes over.
    Payload(byte[] bytes) {
        this.bytes = bytes;
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
