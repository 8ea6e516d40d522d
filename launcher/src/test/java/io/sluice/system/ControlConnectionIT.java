package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.system.client.RawClient;
import io.sluice.system.peer.Account;
import io.sluice.system.peer.ScriptedBackend;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Commands and replies as bytes on the wire, those of peers that misbehave among them.
class ControlConnectionIT {
    private static final Account ACCOUNT = new Account("joe", "secret");
    private static final String IAC = "\u00FF";

    @RegisterExtension
    final Scene scene = new Scene();

    private ScriptedBackend backend;
    private RawClient client;

    /// Logs in before a backend that goes on with the script.
    private void before(ScriptedBackend.Script script) throws IOException {
        backend = ScriptedBackend.start(scene, session -> {
            session.login();
            script.play(session);
        });
        var gateway = SluiceProcess.start(scene, SluiceConfiguration.reverse(scene, backend.url()));
        client = RawClient.login(scene, gateway.port(), ACCOUNT);
    }

    @Nested
    class Replies {

        @Test
        @DisplayName("PROXY-CMD-05 lines of a multi-line reply are relayed unchanged")
        void linesOfAMultilineReplyAreRelayedUnchanged() throws IOException {
            var help = List.of("214-The following:", "USER PASS", "   215 is not the end", "213 neither", "214 End");
            before(session -> {
                session.expects("HELP");
                session.replies(help.toArray(String[]::new));
                session.expectsEnd();
            });

            assertThat(client.asks("HELP", 214).lines()).isEqualTo(help);
        }

        @Test
        @DisplayName("PROXY-CMD-05 a multi-line reply may end with the bare code")
        void aMultilineReplyMayEndWithTheBareCode() throws IOException {
            before(session -> {
                session.expects("HELP");
                session.replies("214-Nothing", "214");
                session.expects("NOOP");
                session.replies("200 Still here");
                session.expectsEnd();
            });

            assertThat(client.asks("HELP", 214).lines()).hasSize(2).first().isEqualTo("214-Nothing");
            client.asks("NOOP", 200);
        }

        @Test
        void aReplyInSinglePiecesIsOneReply() throws IOException {
            before(session -> {
                session.expects("HELP");
                for (var piece : "214-One\r\n two\r\n214 End\r\n".split("")) {
                    session.sends(piece);
                }
                session.expectsEnd();
            });

            assertThat(client.asks("HELP", 214).lines()).containsExactly("214-One", " two", "214 End");
        }

        @Test
        @DisplayName("PROXY-CMD-06 a reply that is none fails the command")
        void aReplyThatIsNoneFailsTheCommand() throws IOException {
            before(session -> {
                session.expects("HELP");
                session.replies("SSH-2.0-OpenSSH_9.6");
                session.command();
            });

            assertThat(client.asks("HELP", 500).text()).isEqualTo("HELP: Invalid argument");
        }

        @Test
        @DisplayName("PROXY-CMD-07 a reply nobody asked for comes before that of the next command")
        void aReplyNobodyAskedForComesFirst() throws IOException {
            before(session -> {
                session.expects("SYST");
                session.replies("215 UNIX", "250 Maintenance in 5 minutes");
                session.expects("NOOP");
                session.replies("200 Done");
                session.expectsEnd();
            });

            client.asks("SYST", 215);

            assertThat(client.expects(250).text()).isEqualTo("Maintenance in 5 minutes");
            assertThat(client.asks("NOOP", 200).text()).isEqualTo("Done");
        }

        @Test
        @DisplayName("PROXY-CMD-08 a backend that leaves while nothing happens takes the client along")
        void aBackendThatLeavesTakesTheClientAlong() throws IOException {
            before(session -> session.replies("421 Closing down"));

            client.expects(421);
            client.expectsEnd();
        }

        @Test
        @DisplayName("PROXY-CMD-08 a backend that resets takes the client along")
        void aBackendThatEndsSilentlyTakesTheClientAlong() throws IOException {
            before(session -> session.close());

            client.expectsEnd();
        }
    }

    @Nested
    class Commands {

        @Test
        @DisplayName("PROXY-CMD-09 QUIT is answered by the backend, then both connections end")
        void quitIsAnsweredByTheBackend() throws IOException {
            before(session -> {
                session.expects("QUIT");
                session.replies("221-Thanks", "221 for all the fish");
                session.expectsEnd();
            });

            assertThat(client.asks("QUIT", 221).lines()).containsExactly("221-Thanks", "221 for all the fish");
            client.expectsEnd();
            backend.played(1);
        }

        @Test
        @DisplayName("PROXY-CMD-10 an unknown command is the backend's to answer, once there is one")
        void anUnknownCommandIsTheBackendsToAnswer() throws IOException {
            before(session -> {
                session.expects("XYZZY plugh  twice");
                session.replies("502 Nothing happens");
                session.expectsEnd();
            });

            assertThat(client.asks("XYZZY plugh  twice", 502).text()).isEqualTo("Nothing happens");
        }

        @Test
        @DisplayName("PROXY-CMD-10 an unknown command before there is a backend is refused by the gateway")
        void anUnknownCommandWithoutABackendIsRefused() throws IOException {
            var gateway = SluiceProcess.start(
                    scene,
                    SluiceConfiguration.reverse(scene, "ftp://127.0.0.1:1")
                            .with("ProxyOptions", "UseReverseProxyAuth"));
            var unconnected = RawClient.connect(scene, gateway.port());
            unconnected.expects(220);

            assertThat(unconnected.asks("XYZZY", 500).text()).isEqualTo("XYZZY not understood");
        }

        @Test
        @DisplayName("PROXY-CMD-13 commands sent in one piece are answered in their order")
        void pipelinedCommandsAreAnsweredInOrder() throws IOException {
            before(session -> {
                for (var command : List.of("PWD", "NOOP", "SYST", "TYPE I", "SIZE x")) {
                    session.expects(command);
                    session.replies("2" + command.length() + "0 " + command);
                }
                session.expectsEnd();
            });

            client.sendsBytes("PWD\r\nNOOP\r\nSYST\r\nTYPE I\r\nSIZE x\r\n");

            for (var command : List.of("PWD", "NOOP", "SYST", "TYPE I", "SIZE x")) {
                assertThat(client.reply().text()).isEqualTo(command);
            }
        }

        @Test
        @DisplayName("PROXY-CMD-13 a whole login may come in one piece")
        void aWholeLoginMayComeInOnePiece() throws IOException {
            backend = ScriptedBackend.start(scene, session -> {
                session.login();
                session.expects("PWD");
                session.replies("257 \"/\"");
                session.expectsEnd();
            });
            var gateway = SluiceProcess.start(scene, SluiceConfiguration.reverse(scene, backend.url()));
            client = RawClient.connect(scene, gateway.port());

            client.sendsBytes("USER joe\r\nPASS secret\r\nPWD\r\n");

            client.expects(220);
            client.expects(331);
            client.expects(230);
            client.expects(257);
        }

        @Test
        void commandsInSinglePiecesAreOneCommand() throws IOException {
            before(session -> {
                session.expects("CWD folder");
                session.replies("250 Done");
                session.expectsEnd();
            });

            for (var piece : "CWD folder\r\n".split("")) {
                client.sendsBytes(piece);
            }

            client.expects(250);
        }

        @Test
        @DisplayName("CONF-SES-17 a lone LF ends a command")
        void aLoneLineFeedEndsACommand() throws IOException {
            before(session -> {
                session.expects("NOOP");
                session.replies("200 Done");
                session.expectsEnd();
            });

            client.sendsBytes("NOOP\n");

            client.expects(200);
        }

        @Test
        @DisplayName("CONF-SES-15 too long commands are refused, and never end the session")
        void tooLongCommandsAreRefused() throws IOException {
            before(session -> {
                session.expects("NOOP");
                session.replies("200 Done");
                session.expectsEnd();
            });
            var tooLong = "CWD " + "x".repeat(2000) + "\r\n";

            client.sendsBytes(tooLong.repeat(5));

            for (int i = 0; i < 5; i++) {
                assertThat(client.expects(500).text()).startsWith("Command line too long");
            }
            client.asks("NOOP", 200);
        }

        @Test
        void aNulInACommandHarmsNobody() throws IOException {
            before(session -> {
                var command = session.command();
                session.replies((command.equals("NOOP") ? "200 " : "501 ") + "Done");
                session.expectsEnd();
            });

            client.sendsBytes("CWD a\0b\r\n");
            client.reply();

            assertThat(backend.accepted()).isEqualTo(1);
        }

        @Test
        @DisplayName("CONF-SES-16 an empty line is no command")
        void anEmptyLineIsNoCommand() throws IOException {
            before(session -> session.expectsEnd());

            assertThat(client.asks("", 500).text()).isEqualTo("Invalid command: try being more creative");
        }

        @Test
        @DisplayName("CONF-SES-14 a command of HTTP ends the connection without a reply")
        void aCommandOfHttpEndsTheConnection() throws IOException {
            backend = ScriptedBackend.start(scene, session -> {
                session.replies("220 scripted");
                session.expectsEnd();
            });
            var gateway = SluiceProcess.start(scene, SluiceConfiguration.reverse(scene, backend.url()));
            client = RawClient.connect(scene, gateway.port());
            client.expects(220);

            client.sends("GET / HTTP/1.1");

            client.expectsEnd();
        }
    }

    @Nested
    class Bytes {

        @Test
        void namesOfAnyBytesReachTheBackendAsTheyAre() throws IOException {
            before(session -> {
                session.expects("CWD caf\u00E9 \u0080\u00FE");
                session.replies("250 caf\u00E9 \u0080\u00FE");
                session.expectsEnd();
            });

            assertThat(client.asks("CWD caf\u00E9 \u0080\u00FE", 250).text()).isEqualTo("caf\u00E9 \u0080\u00FE");
        }

        @Test
        @DisplayName("CONF-SES-18 IAC IAC is one byte 255")
        void aDoubledIacIsOneByte() throws IOException {
            before(session -> {
                session.expects("CWD y\u00FF");
                session.replies("250 Done");
                session.expectsEnd();
            });

            client.sends("CWD y" + IAC + IAC);

            client.expects(250);
            backend.close();
        }

        @Test
        @DisplayName("CONF-SES-18 an offered option is declined, and the command behind it heard")
        void anOfferedOptionIsDeclined() throws IOException {
            before(session -> {
                session.expects("NOOP");
                session.replies("200 Done");
                session.expectsEnd();
            });
            var willEcho = IAC + "\u00FB\u0001";
            var dontEcho = IAC + "\u00FE\u0001";

            client.sendsBytes(willEcho + "NOOP\r\n");

            assertThat(client.reply().lines()).containsExactly(dontEcho + "200 Done");
        }
    }
}
