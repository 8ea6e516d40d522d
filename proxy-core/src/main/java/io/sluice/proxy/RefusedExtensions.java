package io.sluice.proxy;

import io.sluice.ftp.Reply;
import io.sluice.proxy.lookup.BackendUrl;
import java.util.LinkedHashSet;
import java.util.SequencedSet;

/// Which backends do not know `EPSV` or `EPRT` whatever their features say (RFC 2428 §2, §3): learnt by the sessions of
/// a virtual host from replies, so that the next session does not ask in vain. Forgotten at a reload.
final class RefusedExtensions {
    private static final int MOST_KNOWN = 1000;

    private final SequencedSet<Refused> known = new LinkedHashSet<>();

    private record Refused(String url, DataCommand command) {}

    /// Notes the reply to a command, if it means that there is no such command, or none for this network.
    synchronized void learn(BackendUrl backend, DataCommand command, Reply reply) {
        switch (reply.code()) {
            case 500, 501, 502, 504, 522 -> {
                if (known.add(new Refused(backend.written(), command)) && known.size() > MOST_KNOWN) {
                    known.removeFirst();
                }
            }
            default -> {} // may be otherwise next time
        }
    }

    synchronized boolean has(BackendUrl backend, DataCommand command) {
        return known.contains(new Refused(backend.written(), command));
    }
}
