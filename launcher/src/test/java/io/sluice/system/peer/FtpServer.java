package io.sluice.system.peer;

import io.sluice.system.process.Scene;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/// A real FTP server on loopback with one account, started for one test and ended with it.
public interface FtpServer extends AutoCloseable {

    InetSocketAddress address();

    Account account();

    /// The folder whose files the account may read and write.
    Path home();

    /// What a client calls [#home], seen from where it finds itself after login: nothing, or a name and a slash.
    default String folder() {
        return "";
    }

    @Override
    void close();

    default int port() {
        return address().getPort();
    }

    /// The server as `ProxyReverseServers` names it.
    default String url() {
        return "ftp://127.0.0.1:" + port();
    }

    /// The servers that every client is tried against.
    enum Kind {
        PROFTPD {
            @Override
            public FtpServer start(Scene scene) {
                return Proftpd.start(scene);
            }
        },
        VSFTPD {
            @Override
            public FtpServer start(Scene scene) {
                return Vsftpd.start(scene);
            }
        },
        PURE_FTPD {
            @Override
            public FtpServer start(Scene scene) {
                return PureFtpd.start(scene);
            }
        },
        EMBEDDED {
            @Override
            public FtpServer start(Scene scene) {
                return EmbeddedFtpServer.start(scene);
            }
        };

        public abstract FtpServer start(Scene scene);
    }
}
