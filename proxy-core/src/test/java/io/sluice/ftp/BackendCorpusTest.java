package io.sluice.ftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Conversations in the forms of servers in the field: each reply that should come out, as its lines.
class BackendCorpusTest {

    record Sample(String server, String lineEnd, List<List<String>> replies) {
        String stream() {
            var text = new StringBuilder();
            replies.forEach(reply -> reply.forEach(line -> text.append(line).append(lineEnd)));
            return text.toString();
        }

        @Override
        public String toString() {
            return server;
        }
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // the lists are only read
    private static Sample of(String server, List<String>... replies) {
        return new Sample(server, "\r\n", List.of(replies));
    }

    static Stream<Sample> samples() {
        return Stream.of(
                of(
                        "IIS",
                        List.of("220-Microsoft FTP Service", "220 Company files"),
                        List.of("230-Welcome.", "230-Be brief.", "230 User logged in."),
                        List.of(
                                "211-Extended features supported:",
                                " LANG EN*",
                                " UTF8",
                                " AUTH TLS;TLS-C;SSL;TLS-P;",
                                " PBSZ",
                                " PROT C;P;",
                                " CCC",
                                " HOST",
                                " SIZE",
                                " MDTM",
                                " REST STREAM",
                                "211 END"),
                        List.of("227 Entering Passive Mode (192,0,2,7,195,80).")),
                of(
                        "vsftpd",
                        List.of("220 (vsFTPd 3.0.3)"),
                        List.of(
                                "211-Features:",
                                " EPRT",
                                " EPSV",
                                " MDTM",
                                " PASV",
                                " REST STREAM",
                                " SIZE",
                                " TVFS",
                                "211 End"),
                        List.of(
                                "211-FTP server status:",
                                "     Connected to ::ffff:192.0.2.9",
                                "     TYPE: ASCII",
                                "211 End of status"),
                        List.of(
                                "213-Status follows:",
                                "drwxr-xr-x    2 0  0   4096 Jan 01 00:00 213",
                                "213 End of status")),
                of(
                        "Pure-FTPd",
                        List.of(
                                "220---------- Welcome to Pure-FTPd [privsep] [TLS] ----------",
                                "220-You are user number 1 of 50 allowed.",
                                "220-Local time is now 12:00. Server port: 21.",
                                "220 You will be disconnected after 15 minutes of inactivity."),
                        List.of(
                                "211-Extensions supported:",
                                " UTF8",
                                " EPRT",
                                " IDLE",
                                " MLST type*;size*;modify*;UNIX.mode*;",
                                "211 End."),
                        List.of("230-Your bandwidth usage is restricted", "230 OK. Current directory is /"),
                        List.of(
                                "226-File successfully transferred",
                                "226 0.001 seconds (measured here), 1.00 Mbytes per second")),
                of(
                        "FileZilla Server",
                        List.of("220-FileZilla Server 1.8.0", "220 Please visit https://filezilla-project.org/"),
                        List.of(
                                "211-Features:",
                                " MDTM",
                                " REST STREAM",
                                " SIZE",
                                " MLST type*;size*;modify*;perm*;",
                                " EPSV",
                                "211 End"),
                        List.of("257 \"/\" is current directory.")),
                of(
                        "AWS Transfer",
                        List.of("220 Service ready for new user."),
                        List.of(
                                "211-Extensions supported",
                                " SIZE",
                                " MDTM",
                                " REST STREAM",
                                " AUTH SSL",
                                " AUTH TLS",
                                " PROT",
                                " EPSV",
                                "211 End"),
                        List.of("234 Command AUTH okay; starting TLS connection.")),
                of(
                        "z/OS",
                        List.of(
                                "220-FTPD1 IBM FTP CS V2R4 at MVSA.EXAMPLE.COM, 10:00:00 on 2026-01-01.",
                                "220 Connection will close if idle for more than 5 minutes."),
                        List.of("230-Processing FTPSECUR", "230 USER1 is logged on.  Working directory is \"USER1.\"."),
                        List.of("211- Extensions supported", " SIZE", " MDTM", " REST STREAM", " UTF8", "211 End"),
                        List.of("257 \"'USER1.'\" is working directory."),
                        List.of("125 List started OK")),
                of(
                        "AS/400",
                        List.of(
                                "220-QTCP at AS400.EXAMPLE.COM.",
                                "220 Connection will close if idle more than 5 minutes."),
                        List.of("215  OS/400 is the remote operating system. The TCP/IP version is \"V7R4M0\"."),
                        List.of("257 \"QGPL\" is current library."),
                        List.of("250  \"NAMEFMT\" is now 1.")),
                of(
                        "VMS",
                        List.of("220 node.example.com FTP Server (Version 5.4) Ready."),
                        List.of(
                                "230-",
                                "230-   Welcome to OpenVMS (TM) Alpha",
                                "230-",
                                "230 User SMITH logged into DKA0:[SMITH] at Thu 1-Jan-2026"),
                        List.of("257 \"DKA0:[SMITH]\" is current directory.")),
                of(
                        "Serv-U",
                        List.of("220-Serv-U FTP Server v15.3 ready...", "    ", "220 "),
                        List.of(
                                "211-Extensions supported",
                                " CLNT",
                                " CSID",
                                " XCRC filename;start;end",
                                " OPTS HASH",
                                "211 End (for details use \"HELP commmand\" where command is the command of interest)"),
                        List.of("200-", "200 Noop ok")),
                of(
                        "WU-FTPD",
                        List.of("220 host FTP server (Version wu-2.6.2(1) Thu Jan 1 00:00:00 GMT 2004) ready."),
                        List.of(
                                "230-The response '' is not valid",
                                "230-Next time please use your e-mail address",
                                "230-",
                                "",
                                "230 Guest login ok, access restrictions apply."),
                        List.of(
                                "214-The following commands are recognized (* =>'s unimplemented).",
                                "   USER    PORT    STOR    MSAM*",
                                "214 Direct comments to ftp-bugs@host.")),
                new Sample(
                        "a server that ends lines in LF",
                        "\n",
                        List.of(List.of("220-one", "two", "220 three"), List.of("331 go on"))));
    }

    @ParameterizedTest
    @DisplayName("PROXY-CMD-05 a reply comes out as the server wrote it")
    @MethodSource("samples")
    void comesOutAsItWent(Sample sample) {
        assertThat(read(sample.stream().length(), sample.stream())).isEqualTo(sample.replies());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void comesOutTheSameByteByByte(Sample sample) {
        assertThat(read(1, sample.stream())).isEqualTo(sample.replies());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void comesOutTheSameCutAtEveryByte(Sample sample) {
        var stream = sample.stream();
        for (int cut = 1; cut < stream.length(); cut++) {
            var assembler = new ReplyAssembler();
            var found = new ArrayList<List<String>>();
            feed(assembler, stream.substring(0, cut), found);
            feed(assembler, stream.substring(cut), found);

            assertThat(found).as("cut at %d", cut).isEqualTo(sample.replies());
        }
    }

    private static List<List<String>> read(int step, String stream) {
        var assembler = new ReplyAssembler();
        var found = new ArrayList<List<String>>();
        for (int at = 0; at < stream.length(); at += step) {
            feed(assembler, stream.substring(at, Math.min(stream.length(), at + step)), found);
        }
        return found;
    }

    private static void feed(ReplyAssembler assembler, String text, List<List<String>> found) {
        assembler.feed(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
        for (var next = assembler.next(); next.isPresent(); next = assembler.next()) {
            found.add(next.get().lines());
        }
    }
}
