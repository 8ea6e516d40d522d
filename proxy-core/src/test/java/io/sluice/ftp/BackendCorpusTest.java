package io.sluice.ftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Replies in the forms of servers in the field, `<server>.replies` among the test's resources: one after the other,
/// with a line of `~` between them.
class BackendCorpusTest {
    private static final Path FOLDER = Path.of("src/test/resources/io/sluice/ftp/backends");

    record Sample(String server, List<List<String>> replies) {

        static Sample of(Path file) {
            try {
                var name = file.getFileName().toString();
                return new Sample(
                        name.substring(0, name.lastIndexOf('.')),
                        Arrays.stream(Files.readString(file, ISO_8859_1).split("~\n"))
                                .map(reply -> Arrays.asList(
                                        reply.substring(0, reply.length() - 1).split("\n", -1)))
                                .toList());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String stream(String lineEnd) {
            var text = new StringBuilder();
            replies.forEach(reply -> reply.forEach(line -> text.append(line).append(lineEnd)));
            return text.toString();
        }

        @Override
        public String toString() {
            return server;
        }
    }

    static Stream<Sample> samples() {
        try (var files = Files.list(FOLDER)) {
            return files.sorted().map(Sample::of).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Reply> replies(int code) {
        return samples()
                .flatMap(sample -> sample.replies().stream())
                .map(lines -> new Reply(Integer.parseInt(lines.getFirst().substring(0, 3)), lines))
                .filter(reply -> reply.code() == code);
    }

    @Test
    void holdsTheServersOfTheField() {
        assertThat(samples().map(Sample::server))
                .contains(
                        "as400",
                        "aws-transfer",
                        "filezilla-server",
                        "iis",
                        "proftpd",
                        "pure-ftpd",
                        "serv-u",
                        "vms",
                        "vsftpd",
                        "wu-ftpd",
                        "zos");
    }

    @ParameterizedTest
    @DisplayName("PROXY-CMD-05 a reply comes out as the server wrote it")
    @MethodSource("samples")
    void comesOutAsItWent(Sample sample) {
        assertThat(read(Integer.MAX_VALUE, sample.stream("\r\n"))).isEqualTo(sample.replies());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void comesOutTheSameByteByByte(Sample sample) {
        assertThat(read(1, sample.stream("\r\n"))).isEqualTo(sample.replies());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void comesOutTheSameCutAtEveryByte(Sample sample) {
        var stream = sample.stream("\r\n");
        for (int cut = 1; cut < stream.length(); cut++) {
            var assembler = new ReplyAssembler();
            var found = new ArrayList<List<String>>();
            feed(assembler, stream.substring(0, cut), found);
            feed(assembler, stream.substring(cut), found);

            assertThat(found).as("cut at %d", cut).isEqualTo(sample.replies());
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void comesOutTheSameWithLinesThatEndInLf(Sample sample) {
        assertThat(read(7, sample.stream("\n"))).isEqualTo(sample.replies());
    }

    /// A client that follows RFC 959 §4.2 to the letter: the first line tells whether there are more, and the last is
    /// the first that begins with the same code and a blank.
    @ParameterizedTest
    @DisplayName(
            "PROXY-CMD-05 what is passed on is read by a strict client as the same replies, each line ended by CRLF")
    @MethodSource("samples")
    void isUnderstoodByAStrictClient(Sample sample) {
        var sent = new StringBuilder();
        sample.replies().stream()
                .map(lines -> new Reply(Integer.parseInt(lines.getFirst().substring(0, 3)), lines))
                .forEach(reply -> sent.append(new String(reply.bytes(), ISO_8859_1)));

        assertThat(sent.toString().replace("\r\n", "")).doesNotContain("\r", "\n");
        assertThat(strictly(sent.toString().split("\r\n", -1))).isEqualTo(sample.replies());
    }

    private static List<List<String>> strictly(String[] lines) {
        var replies = new ArrayList<List<String>>();
        int at = 0;
        while (at < lines.length - 1) {
            var code = lines[at].substring(0, 3);
            int end = at;
            if (lines[at].startsWith(code + "-")) {
                do {
                    end++;
                } while (!lines[end].startsWith(code + " ") && !lines[end].equals(code));
            }
            replies.add(List.of(lines).subList(at, end + 1));
            at = end + 1;
        }
        return replies;
    }

    @Test
    void passiveAddressesAreFound() throws IOException {
        assertThat(replies(227).toList())
                .hasSizeGreaterThan(12)
                .allSatisfy(reply -> assertThat(DataAddress.ofPassive(reply).map(DataAddress::portArgument))
                        .hasValueSatisfying(numbers -> assertThat(numbers).startsWith("192,0,2,7,")));
    }

    @Test
    void extendedPassivePortsAreFound() {
        assertThat(replies(229).toList())
                .hasSizeGreaterThan(8)
                .allSatisfy(reply -> assertThat(ExtendedPassive.of(reply).map(ExtendedPassive::port))
                        .contains(50_000));
    }

    @Test
    void quotedPathsAreFound() {
        assertThat(replies(257).map(QuotedPath::of))
                .allSatisfy(path -> assertThat(path).isPresent())
                .hasSizeGreaterThan(4);
    }

    @ParameterizedTest
    @CsvSource({
        "iis, AUTH CCC HOST LANG MDTM PBSZ PROT REST SIZE UTF8",
        "vsftpd, AUTH EPRT EPSV MDTM PASV PBSZ PROT REST SIZE TVFS UTF8",
        "pure-ftpd, AUTH EPRT EPSV ESTA ESTP IDLE MDTM MFMT MLSD MLST PASV PBSZ PRET PROT REST SIZE TVFS UTF8",
        "filezilla-server, CLNT EPRT EPSV MDTM MFMT MLSD MLST REST SIZE UTF8",
        "aws-transfer, AUTH EPRT EPSV LANG MD5 MDTM MFMT MLST MMD5 MODE PROT REST SIZE TVFS UTF8",
        "zos, AUTH LANG MDTM PBSZ PROT REST SIZE UTF8",
        "as400, MDTM REST SIZE UTF8",
        "serv-u, AUTH AVBL CCC CLNT CSID DSIZ EPRT EPSV HOST MDTM MLST OPTS PBSZ PROT REST RMDA SITE SIZE SSCN XCRC",
        "wu-ftpd, MDTM SIZE",
        "proftpd, AUTH EPRT EPSV LANG MDTM MFF MLST REST SIZE TVFS UTF8"
    })
    void featuresAreFound(String server, String names) {
        var found = new TreeSet<String>();
        samples()
                .filter(sample -> sample.server().equals(server))
                .flatMap(sample -> sample.replies().stream())
                .filter(lines ->
                        lines.getFirst().startsWith("211-") && !lines.getFirst().contains("status"))
                .forEach(lines ->
                        found.addAll(Features.of(new Reply(211, lines)).table().keySet()));

        assertThat(String.join(" ", found)).isEqualTo(names);
    }

    private static List<List<String>> read(int step, String stream) {
        var assembler = new ReplyAssembler();
        var found = new ArrayList<List<String>>();
        int at = 0;
        while (at < stream.length()) {
            int end = step < stream.length() - at ? at + step : stream.length();
            feed(assembler, stream.substring(at, end), found);
            at = end;
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
