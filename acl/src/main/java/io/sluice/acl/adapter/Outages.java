package io.sluice.acl.adapter;

import io.sluice.module.CoreServices;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What cannot be asked at present: said once when it begins and once when it is over, not for every session, whatever
/// else goes wrong meanwhile.
record Outages(String module, CoreServices core, Set<String> begun) {
    private static final int MOST = 1000;

    Outages(String module, CoreServices core) {
        this(module, core, ConcurrentHashMap.newKeySet());
    }

    /// Notes how an attempt went.
    ///
    /// @param failure what is to be said of it, if it failed
    void note(String what, Optional<String> failure, CoreServices.Journal log) {
        if (failure.isEmpty()) {
            if (begun.remove(what)) {
                log.log(what + " can be read again");
                core.notice(module + ": " + what + " can be read again");
            }
            return;
        }
        if (begun.size() >= MOST) {
            begun.clear();
        }
        if (begun.add(what)) {
            log.refusal(failure.get());
            core.notice(module + ": " + failure.get());
        }
    }
}
