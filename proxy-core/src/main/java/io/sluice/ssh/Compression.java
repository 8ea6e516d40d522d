package io.sluice.ssh;

import java.util.List;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.compression.BuiltinCompressions;

/// Whether packets are compressed (`SFTPCompression`).
public enum Compression {
    OFF,
    ON,
    /// Only once the client has been let in.
    DELAYED;

    /// What is offered, first choice first.
    List<NamedFactory<org.apache.sshd.common.compression.Compression>> factories() {
        return switch (this) {
            case OFF -> List.of(BuiltinCompressions.none);
            case ON -> List.of(BuiltinCompressions.delayedZlib, BuiltinCompressions.zlib, BuiltinCompressions.none);
            case DELAYED -> List.of(BuiltinCompressions.delayedZlib, BuiltinCompressions.none);
        };
    }
}
