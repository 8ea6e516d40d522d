package io.sluice.system.client;

import io.sluice.peers.Program;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The command `curl`.
///
/// @param scheme of the URLs
/// @param security its options for TLS, if it is to speak it
public record Curl(Path program, Path folder, DataMode mode, String scheme, List<String> security)
        implements FtpClient {
    public Curl {
        security = List.copyOf(security);
    }

    private static final Duration BOUND = Duration.ofMinutes(3);

    public static Curl in(Scene scene, DataMode mode) {
        return new Curl(Program.of("curl"), scene.folder("curl"), mode, "ftp", List.of());
    }

    /// The same with TLS on both kinds of connections, trusting that certificate.
    ///
    /// @param implicit whether it begins with the handshake
    public Curl secured(Path certificate, boolean implicit) {
        return new Curl(
                program,
                folder,
                mode,
                implicit ? "ftps" : "ftp",
                List.of("--ssl-reqd", "--cacert", certificate.toString()));
    }

    @Override
    public List<String> names(Endpoint endpoint) {
        return run(endpoint, "", "--list-only").lines().toList();
    }

    @Override
    public void download(Endpoint endpoint, String remote, Path local) {
        run(endpoint, remote, "--output", local.toString());
    }

    @Override
    public void resumeDownload(Endpoint endpoint, String remote, Path local) {
        run(endpoint, remote, "--continue-at", "-", "--output", local.toString());
    }

    @Override
    public void upload(Endpoint endpoint, Path local, String remote) {
        run(endpoint, remote, "--upload-file", local.toString());
    }

    /// curl resumes uploads with `SIZE` and `APPE`.
    @Override
    public void resumeUpload(Endpoint endpoint, Path local, String remote) {
        run(endpoint, remote, "--continue-at", "-", "--upload-file", local.toString());
    }

    /// Starts curl and leaves it running.
    public ChildProcess start(Endpoint endpoint, String remote, String... options) {
        return ChildProcess.start(folder, "curl", command(endpoint, remote, options));
    }

    /// Runs curl with further options and returns what it wrote to its standard output.
    public String run(Endpoint endpoint, String remote, String... options) {
        return ChildProcess.run(folder, "curl", BOUND, command(endpoint, remote, options));
    }

    private List<String> command(Endpoint endpoint, String remote, String... options) {
        var host = endpoint.host().contains(":") ? "[" + endpoint.host() + "]" : endpoint.host();
        var account = endpoint.account();
        var command = new ArrayList<>(List.of(
                program.toString(), "--silent", "--show-error", "--max-time", Long.toString(BOUND.toSeconds())));
        command.addAll(
                switch (mode) {
                    case EPSV -> List.of();
                    case PASV -> List.of("--disable-epsv");
                    case EPRT -> List.of("--ftp-port", "-");
                    case PORT -> List.of("--ftp-port", "-", "--disable-eprt");
                });
        command.addAll(security);
        command.addAll(List.of(options));
        command.add(scheme + "://" + encoded(account.name()) + ":" + encoded(account.password()) + "@" + host + ":"
                + endpoint.port() + "/" + endpoint.folder() + remote);
        return command;
    }

    /// As a URL has it: a name may hold what separates it from the password or the host.
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
