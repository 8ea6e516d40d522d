package io.sluice.acl;

/// Whether a condition holds of a client; `UNKNOWN` where finding out was given up. What is unknown never helps a
/// client: it does not allow, and it denies.
public enum Truth {
    TRUE,
    FALSE,
    UNKNOWN;

    static Truth of(boolean holds) {
        return holds ? TRUE : FALSE;
    }
}
