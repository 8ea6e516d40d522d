package io.sluice.acl.adapter;

import io.sluice.module.CoreServices;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What cannot be asked at present: said once when it begins and once when it is over, not for every session.
record Outages(String module, CoreServices core, Map<String, String> begun) {
    private static final int MOST = 1000;

    Outages(String module, CoreServices core) {
        this(module, core, new ConcurrentHashMap<>());
    }

    /// Notes how an attempt went.
    ///
    /// @param failure what is to be said of it, if it failed
    void note(String what, Optional<String> failure, CoreServices.Journal log) {
        if (failure.isEmpty()) {
            if (begun.remove(what) != null) {
                log.log(what + " can be read again");
                core.notice(module + ": " + what + " can be read again");
            }
            return;
        }
        if (begun.size() >= MOST) {
            begun.clear();
        }
        if (!failure.get().equals(begun.put(what, failure.get()))) {
            log.refusal(failure.get());
            core.notice(module + ": " + failure.get());
        }
    }
}
