package io.sluice.proxy;

/// The four commands that arrange a data connection: `PASV` and `PORT` (RFC 959 §4.1.2), `EPSV` and `EPRT` (RFC 2428).
public enum DataCommand {
    PASV,
    EPSV,
    PORT,
    EPRT;

    /// Whether the one who gets the command listens.
    public boolean isPassive() {
        return this == PASV || this == EPSV;
    }

    /// The command that can carry IPv6 addresses in place of this one.
    public DataCommand extended() {
        return isPassive() ? EPSV : EPRT;
    }

    /// The command every server knows in place of this one.
    public DataCommand plain() {
        return isPassive() ? PASV : PORT;
    }

    public boolean isExtended() {
        return this == EPSV || this == EPRT;
    }
}
