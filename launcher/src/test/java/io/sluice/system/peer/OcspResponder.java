package io.sluice.system.peer;

import io.sluice.peers.Await;
import io.sluice.peers.Ports;
import io.sluice.peers.Program;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import java.nio.file.Path;
import java.util.List;

/// The OCSP responder of openssl, for an authority of `ca.pem` and `ca.key`.
public final class OcspResponder {
    private OcspResponder() {}

    /// Starts it, and awaits that it listens on that port of 127.0.0.1.
    ///
    /// @param folder where the files are
    /// @param index the name of the file that tells of certificates
    public static ChildProcess start(Scene scene, Path folder, String index, int port) {
        var process = scene.owns(ChildProcess.start(
                folder,
                "openssl ocsp",
                List.of(
                        Program.of("openssl").toString(),
                        "ocsp",
                        "-port",
                        Integer.toString(port),
                        "-index",
                        index,
                        "-CA",
                        "ca.pem",
                        "-rsigner",
                        "ca.pem",
                        "-rkey",
                        "ca.key",
                        "-nmin",
                        "60")));
        Await.until("the responder listens", () -> Ports.listening(port));
        return process;
    }
}
