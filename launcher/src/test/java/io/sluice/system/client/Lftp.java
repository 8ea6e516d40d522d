package io.sluice.system.client;

import io.sluice.peers.Program;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The command `lftp`.
///
/// @param scheme of the URLs
/// @param more its settings for the proxy it is behind, or for TLS
public record Lftp(Path program, Path folder, DataMode mode, String scheme, String more) implements FtpClient {
    private static final Duration BOUND = Duration.ofMinutes(3);

    public static Lftp in(Scene scene, DataMode mode) {
        return new Lftp(Program.of("lftp"), scene.folder("lftp"), mode, "ftp", "");
    }

    /// The same with TLS on both kinds of connections, trusting that certificate.
    ///
    /// @param implicit whether it begins with the handshake
    public Lftp secured(Path certificate, boolean implicit) {
        return new Lftp(
                program,
                folder,
                mode,
                implicit ? "ftps" : "ftp",
                "set ftp:ssl-allow yes; set ftp:ssl-force yes; set ftp:ssl-protect-data yes; set ftp:ssl-protect-list yes;"
                        + " set ssl:ca-file " + certificate + "; ");
    }

    /// The same behind a proxy, whose URL has the name and password for it.
    public Lftp behind(String url, String authType) {
        return new Lftp(
                program, folder, mode, scheme, "set ftp:proxy " + url + "; set ftp:proxy-auth-type " + authType + "; ");
    }

    @Override
    public List<String> names(Endpoint endpoint) {
        return run(endpoint, "cls -1").lines().toList();
    }

    @Override
    public void download(Endpoint endpoint, String remote, Path local) {
        run(endpoint, "get " + remote + " -o " + local);
    }

    @Override
    public void resumeDownload(Endpoint endpoint, String remote, Path local) {
        run(endpoint, "get -c " + remote + " -o " + local);
    }

    @Override
    public void upload(Endpoint endpoint, Path local, String remote) {
        run(endpoint, "put " + local + " -o " + remote);
    }

    /// lftp resumes uploads with `REST` and `STOR`.
    @Override
    public void resumeUpload(Endpoint endpoint, Path local, String remote) {
        run(endpoint, "put -c " + local + " -o " + remote);
    }

    /// Runs lftp commands, separated by `;`, and returns what lftp wrote to its standard output.
    public String run(Endpoint endpoint, String commands) {
        var host = endpoint.host().contains(":") ? "[" + endpoint.host() + "]" : endpoint.host();
        var settings = "set cmd:fail-exit yes; set net:max-retries 1; set net:timeout 30; set net:persist-retries 0;"
                + " set ftp:ssl-allow no; set xfer:clobber yes; set ftp:passive-mode " + mode.passive()
                + "; set ftp:prefer-epsv " + mode.extended() + "; " + more;
        var open = "open -u " + endpoint.account().name() + ","
                + endpoint.account().password() + " " + scheme + "://" + host + ":" + endpoint.port() + "/"
                + endpoint.folder()
                + "; ";
        return ChildProcess.run(
                folder, "lftp", BOUND, List.of(program.toString(), "--norc", "-c", settings + open + commands));
    }
}
