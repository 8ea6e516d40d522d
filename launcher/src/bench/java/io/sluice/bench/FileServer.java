package io.sluice.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;

/// A backend without files: `RETR 1024` sends 1024 bytes, `STOR` takes whatever comes.
final class FileServer {
    private static final byte[] BLOCK = new byte[64 * 1024];

    private final Socket control;
    private final ArrayDeque<ServerSocket> listeners;

    private FileServer(Socket control, ArrayDeque<ServerSocket> listeners) {
        this.control = control;
        this.listeners = listeners;
    }

    /// Serves until the listening socket is closed.
    static void serve(ServerSocket listener) {
        var listeners = new ArrayDeque<ServerSocket>();
        try {
            while (true) {
                var control = listener.accept();
                Thread.ofVirtual().start(() -> new FileServer(control, listeners).serve());
            }
        } catch (IOException e) {
            return; // the listener is closed at the end
        }
    }

    private void serve() {
        try (control;
                var data = new Listening(listeners)) {
            control.setTcpNoDelay(true);
            var in = new BufferedReader(new InputStreamReader(control.getInputStream(), US_ASCII), 256);
            send("220 bench");
            for (String line; (line = in.readLine()) != null; ) {
                var words = line.split(" ");
                switch (words[0]) {
                    case "USER" -> send("331 Password, please");
                    case "PASS" -> send("230 Welcome");
                    case "FEAT" -> send("211-Features:\r\n EPSV\r\n211 End");
                    case "EPSV" -> send("229 Extended passive (|||" + data.port() + "|)");
                    case "RETR", "STOR" -> transfer(data, words);
                    case "QUIT" -> {
                        send("221 Bye");
                        return;
                    }
                    default -> send("502 Not here");
                }
            }
        } catch (IOException e) {
            return; // the gateway has left
        }
    }

    private void transfer(Listening listening, String[] words) throws IOException {
        try (var data = listening.accept()) {
            send("150 Here it comes");
            if (words[0].equals("STOR")) {
                data.getInputStream().transferTo(OutputStream.nullOutputStream());
            } else {
                for (int left = Integer.parseInt(words[1]); left > 0; left -= BLOCK.length) {
                    data.getOutputStream().write(BLOCK, 0, Math.min(left, BLOCK.length));
                }
            }
        } catch (IOException e) {
            send("426 Connection closed");
            return;
        }
        send("226 Done");
    }

    private void send(String line) throws IOException {
        control.getOutputStream().write((line + "\r\n").getBytes(US_ASCII));
    }

    /// A listening socket of those that lie idle: new ones cost the more, the more there have been.
    private static final class Listening implements AutoCloseable {
        private final ArrayDeque<ServerSocket> idle;
        private final ServerSocket socket;

        Listening(ArrayDeque<ServerSocket> idle) throws IOException {
            this.idle = idle;
            synchronized (idle) {
                var kept = idle.poll();
                socket = kept != null ? kept : new ServerSocket(0, 4, InetAddress.ofLiteral("127.0.0.1"));
            }
        }

        int port() {
            return socket.getLocalPort();
        }

        Socket accept() throws IOException {
            return socket.accept();
        }

        @Override
        public void close() {
            synchronized (idle) {
                idle.add(socket);
            }
        }
    }
}
