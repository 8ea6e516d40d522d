package io.sluice.tls.openssl;

import java.util.ArrayList;

/// The queue of errors of a thread. It is one of the carrier: between a call and the look at its errors a virtual
/// thread must not wait for anything.
final class Errors {
    private static final String UNKNOWN = "unknown reason";

    private Errors() {}

    static void clear() {
        Crypto.ERR_CLEAR_ERROR.v();
    }

    /// Takes all errors there are, the first one first.
    static String take() {
        var codes = new ArrayList<Long>(1);
        for (long code = Crypto.ERR_GET_ERROR.l(); code != 0; code = Crypto.ERR_GET_ERROR.l()) {
            codes.add(code);
        }
        var text = String.join(
                ", ",
                codes.stream()
                        .map(code -> Memory.text(Crypto.ERR_REASON_ERROR_STRING.p(code)))
                        .filter(reason -> !reason.isEmpty())
                        .distinct()
                        .toList());
        return text.isEmpty() ? UNKNOWN : text;
    }

    /// Passes a result on that means success.
    static void check(boolean success, String what) {
        if (!success) {
            throw new OpenSslException(what, take());
        }
    }
}
