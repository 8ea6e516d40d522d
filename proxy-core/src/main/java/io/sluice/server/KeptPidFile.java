package io.sluice.server;

import io.sluice.log.SystemLog;
import io.sluice.net.ErrorText;
import java.io.IOException;
import java.util.Optional;

/// The [PidFile] of a process that has been told to keep one, where the configuration in force has it (`PidFile`).
final class KeptPidFile {
    private final SystemLog log;
    private Optional<PidFile> file = Optional.empty();
    private boolean keeps;

    KeptPidFile(SystemLog log) {
        this.log = log;
    }

    /// Keeps it from now on.
    void keep(Optional<PidFile> wanted) throws IOException {
        keeps = true;
        if (wanted.isPresent()) {
            wanted.get().write();
        }
        file = wanted;
    }

    /// Moves to where another configuration wants it, if it is kept.
    void follow(Optional<PidFile> wanted) {
        if (keeps && !file.equals(wanted)) {
            remove();
            try {
                keep(wanted);
            } catch (IOException e) {
                log.error(String.valueOf(e.getMessage()));
            }
        }
    }

    void remove() {
        try {
            if (file.isPresent()) {
                file.get().remove();
            }
        } catch (IOException e) {
            log.error("PidFile: unable to remove '" + file.get().path() + "': " + ErrorText.of(e));
        }
        file = Optional.empty();
    }
}
