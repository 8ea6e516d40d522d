package io.sluice.system.peer;

import io.sluice.peers.Ports;
import io.sluice.peers.Program;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// An authority that issues certificates by the command `openssl`.
public record Certificates(Path folder) {
    private static final Duration BOUND = Duration.ofMinutes(1);

    /// A certificate and its key, which is in a file of its own, or with the certificate in one.
    public record Issued(Path certificate, Path key, Path both) {}

    public static Certificates by(Scene scene, String name) {
        var folder = scene.folder("authority");
        var authority = new Certificates(folder);
        authority.openssl(
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/CN=" + name,
                "-keyout",
                "ca.key",
                "-out",
                "ca.pem");
        authority.write("index.txt", "");
        authority.write("crlnumber", "01\n");
        authority.write("ca.conf", """
                [ca]
                default_ca = it
                [it]
                database = index.txt
                crlnumber = crlnumber
                default_md = sha256
                default_crl_days = 30
                certificate = ca.pem
                private_key = ca.key
                """);
        return authority;
    }

    /// The certificate of the authority itself.
    public Path certificate() {
        return folder.resolve("ca.pem");
    }

    public Issued issue(String name) {
        openssl(
                "req",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-subj",
                "/CN=" + name,
                "-keyout",
                name + ".key",
                "-out",
                name + ".csr");
        openssl(
                "x509",
                "-req",
                "-in",
                name + ".csr",
                "-CA",
                "ca.pem",
                "-CAkey",
                "ca.key",
                "-CAcreateserial",
                "-days",
                "30",
                "-out",
                name + ".pem");
        try {
            var certificate = folder.resolve(name + ".pem");
            var key = folder.resolve(name + ".key");
            var both = Files.writeString(
                    folder.resolve(name + ".both"), Files.readString(certificate) + Files.readString(key));
            Files.setPosixFilePermissions(both, PosixFilePermissions.fromString("rw-------"));
            return new Issued(certificate, key, both);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A list of revoked certificates, those revoked before among them.
    public Path revoking(Issued... revoked) {
        for (var each : revoked) {
            openssl("ca", "-config", "ca.conf", "-revoke", each.certificate().toString());
        }
        openssl("ca", "-config", "ca.conf", "-gencrl", "-out", "crl.pem");
        return folder.resolve("crl.pem");
    }

    /// Starts an OCSP responder that says that a certificate is good.
    ///
    /// @return its port on 127.0.0.1
    public int responder(Scene scene, Issued good) {
        int port = Ports.free();
        var serial = openssl("x509", "-in", good.certificate().toString(), "-noout", "-serial")
                .strip()
                .substring("serial=".length());
        write("good.txt", "V\t491231235959Z\t\t" + serial + "\tunknown\t/CN=good\n");
        OcspResponder.start(scene, folder, "good.txt", port);
        return port;
    }

    private void write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String openssl(String... arguments) {
        var command = new ArrayList<>(List.of(Program.of("openssl").toString()));
        command.addAll(List.of(arguments));
        return ChildProcess.run(folder, "openssl", BOUND, command);
    }
}
