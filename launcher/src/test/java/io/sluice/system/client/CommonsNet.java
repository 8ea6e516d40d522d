package io.sluice.system.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;

/// Apache Commons Net, a library as found inside applications.
public record CommonsNet(DataMode mode) implements FtpClient {
    private static final Duration BOUND = Duration.ofSeconds(30);

    /// What is done within a session.
    @FunctionalInterface
    public interface Work<T> {
        T with(FTPClient client) throws IOException;
    }

    /// Logs in, works, leaves.
    public <T> T session(Endpoint endpoint, Work<T> work) throws IOException {
        var client = new FTPClient();
        client.setDefaultTimeout((int) BOUND.toMillis());
        client.setConnectTimeout((int) BOUND.toMillis());
        client.setDataTimeout(BOUND);
        client.setControlEncoding("UTF-8");
        try {
            client.connect(endpoint.host(), endpoint.port());
            var account = endpoint.account();
            succeeded(client, client.login(account.name(), account.password()));
            if (mode.passive()) {
                client.setUseEPSVwithIPv4(mode.extended());
                client.enterLocalPassiveMode();
            } else {
                client.enterLocalActiveMode();
            }
            succeeded(client, client.setFileType(FTP.BINARY_FILE_TYPE));
            if (!endpoint.folder().isEmpty()) {
                succeeded(client, client.changeWorkingDirectory(endpoint.folder()));
            }
            var result = work.with(client);
            succeeded(client, client.logout());
            return result;
        } finally {
            if (client.isConnected()) {
                client.disconnect();
            }
        }
    }

    @Override
    public List<String> names(Endpoint endpoint) throws IOException {
        return session(endpoint, client -> List.of(client.listNames()));
    }

    @Override
    public void download(Endpoint endpoint, String remote, Path local) throws IOException {
        retrieve(endpoint, remote, local, 0);
    }

    @Override
    public void resumeDownload(Endpoint endpoint, String remote, Path local) throws IOException {
        retrieve(endpoint, remote, local, Files.size(local));
    }

    @Override
    public void upload(Endpoint endpoint, Path local, String remote) throws IOException {
        session(endpoint, client -> {
            try (var in = Files.newInputStream(local)) {
                return succeeded(client, client.storeFile(remote, in));
            }
        });
    }

    /// With `REST` and `STOR`.
    @Override
    public void resumeUpload(Endpoint endpoint, Path local, String remote) throws IOException {
        session(endpoint, client -> {
            var done = Long.parseLong(client.getSize(remote));
            client.setRestartOffset(done);
            try (var channel = FileChannel.open(local)) {
                return succeeded(client, client.storeFile(remote, Channels.newInputStream(channel.position(done))));
            }
        });
    }

    /// Demands that the client reports success, and shows the reply where it does not.
    public static boolean succeeded(FTPClient client, boolean success) {
        assertThat(success).as(client.getReplyString()).isTrue();
        return success;
    }

    private void retrieve(Endpoint endpoint, String remote, Path local, long from) throws IOException {
        session(endpoint, client -> {
            client.setRestartOffset(from);
            try (var out = Files.newOutputStream(local, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                return succeeded(client, client.retrieveFile(remote, out));
            }
        });
    }
}
