package io.sluice.system.client;

/// How a client has its data connections made.
public enum DataMode {
    PASV,
    EPSV,
    PORT,
    EPRT;

    public boolean passive() {
        return this == PASV || this == EPSV;
    }

    public boolean extended() {
        return this == EPSV || this == EPRT;
    }
}
