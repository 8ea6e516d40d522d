package io.sluice.tls.engine;

import javax.net.ssl.SSLHandshakeException;

/// The hello of a client is refused before any library has seen it.
public final class RefusedHello extends SSLHandshakeException {
    private static final long serialVersionUID = 1L;

    private final int alert;
    private final String why;

    /// A refusal.
    ///
    /// @param alert that the client is sent (RFC 8446 §6)
    /// @param why the sentence for the log
    public RefusedHello(int alert, String why) {
        super(why);
        this.alert = alert;
        this.why = why;
    }

    public String why() {
        return why;
    }

    int alert() {
        return alert;
    }
}
