package io.sluice.system.client;

import io.sluice.system.process.Scene;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A client as people use it: each call is a session of its own that logs in, does one thing, and leaves. A call that
/// the server refuses throws an [AssertionError].
public interface FtpClient {

    /// The names in the folder of the login.
    List<String> names(Endpoint endpoint) throws IOException;

    void download(Endpoint endpoint, String remote, Path local) throws IOException;

    /// Goes on where the local file ends.
    void resumeDownload(Endpoint endpoint, String remote, Path local) throws IOException;

    void upload(Endpoint endpoint, Path local, String remote) throws IOException;

    /// Goes on where the remote file ends.
    void resumeUpload(Endpoint endpoint, Path local, String remote) throws IOException;

    /// The clients that are tried against every server.
    enum Kind {
        CURL {
            @Override
            public FtpClient in(Scene scene, DataMode mode) {
                return Curl.in(scene, mode);
            }
        },
        LFTP {
            @Override
            public FtpClient in(Scene scene, DataMode mode) {
                return Lftp.in(scene, mode);
            }
        },
        FTPLIB {
            @Override
            public FtpClient in(Scene scene, DataMode mode) {
                return Ftplib.in(scene, mode);
            }
        },
        COMMONS_NET {
            @Override
            public FtpClient in(Scene scene, DataMode mode) {
                return new CommonsNet(mode);
            }
        };

        public abstract FtpClient in(Scene scene, DataMode mode);
    }
}
