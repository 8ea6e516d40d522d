package io.sluice.ftp.listing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactLinesTest {
    private static final String FILE = "-rw-r--r--   1 joe      users        1024 Nov 24 10:15 a name";

    private static String lines(Facts facts, LinkForm links, String... list) {
        var form = new UnixLines(LocalDateTime.of(2026, 11, 24, 12, 0));
        var lines = new FactLines(facts, links);
        Arrays.stream(list).map(line -> form.read(Span.of(line)).orElseThrow()).forEach(lines::add);
        return ISO_8859_1.decode(lines.take()).toString();
    }

    private static String line(String list) {
        return lines(Facts.ALL, LinkForm.SYMLINK, list).stripTrailing();
    }

    private static String line(String options, String list) {
        return lines(Facts.requested("MLST " + options).orElseThrow(), LinkForm.SYMLINK, list);
    }

    @Test
    @DisplayName("PROXY-DL-07 all facts, in their order")
    void allFacts() {
        assertThat(lines(Facts.ALL, LinkForm.SYMLINK, FILE))
                .isEqualTo("modify=20261124101500;perm=adfrw;size=1024;type=file;UNIX.groupname=users;UNIX.mode=0644;"
                        + "UNIX.ownername=joe; a name\r\n");
    }

    @Test
    void idsThatAreNumbersHaveFactsOfTheirOwn() {
        assertThat(line("-rwxr-xr-x   1 1001     100          1024 Nov 24 10:15 x"))
                .isEqualTo("modify=20261124101500;perm=adfrw;size=1024;type=file;UNIX.group=100;UNIX.mode=0755;"
                        + "UNIX.owner=1001; x");
    }

    @Test
    @DisplayName("PROXY-DL-07 only the facts that were asked for, in their order all the same")
    void someFacts() {
        assertThat(line("type;size;", FILE)).isEqualTo("size=1024;type=file; a name\r\n");
        assertThat(line("UNIX.owner;UNIX.group;", FILE)).isEqualTo(" a name\r\n");
        assertThat(line("", FILE)).isEqualTo(" a name\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "-rw-r--r--, adfrw",
        "-r--r--r--, dr",
        "--w-------, adfw",
        "----------, d",
        "-rwxrwxrwx, adfrw",
        "drwxr-xr-x, cdeflmp",
        "dr-xr-xr-x, del",
        "d-w-------, cdfmp",
        "d---------, d",
        "lrwxrwxrwx, adfrw"
    })
    void permissionsAreThoseOfAnybody(String mode, String letters) {
        assertThat(line("perm;", mode + "   1 joe      users        1024 Nov 24 10:15 x"))
                .isEqualTo("perm=" + letters + "; x\r\n");
    }

    @Test
    @DisplayName("PROXY-DL-04 links without and with UseSlink")
    void links() {
        var link = "lrwxrwxrwx   1 joe      users           5 Nov 24 10:15 my link -> ../there";
        var type = Facts.requested("MLST type;").orElseThrow();

        assertThat(lines(type, LinkForm.SYMLINK, link)).isEqualTo("type=OS.unix=symlink; my link\r\n");
        assertThat(lines(type, LinkForm.SLINK, link)).isEqualTo("type=OS.unix=slink:../there; my link\r\n");
    }

    @Test
    void valuesThatWouldEndTheFactsAreLeftOut() {
        var type = Facts.requested("MLST type;UNIX.groupname;").orElseThrow();

        assertThat(lines(type, LinkForm.SLINK, "lrwxrwxrwx 1 joe Domain Users 5 Nov 24 10:15 x -> a b"))
                .isEqualTo("type=OS.unix=symlink; x\r\n");
        assertThat(lines(type, LinkForm.SLINK, "lrwxrwxrwx 1 joe a;b 5 Nov 24 10:15 x -> a;b"))
                .isEqualTo("type=OS.unix=symlink; x\r\n");
    }

    @Test
    void specialBitsAreInTheMode() {
        assertThat(line("UNIX.mode;", "-rwsr-xr-x   1 joe      users        1024 Nov 24 10:15 x"))
                .isEqualTo("UNIX.mode=04755; x\r\n");
        assertThat(line("UNIX.mode;", "-------r--   1 joe      users        1024 Nov 24 10:15 x"))
                .isEqualTo("UNIX.mode=0004; x\r\n");
    }

    @Test
    void namesAreWrittenToTheByte() {
        assertThat(line("size;", "-rw-r--r-- 1 a b 5 Nov 24 10:15 \u00FF\u00E9\u0085;=\t "))
                .isEqualTo("size=5; \u00FF\u00E9\u0085;=\t \r\n");
    }

    @Test
    void longNamesMakeRoom() {
        var name = "x".repeat(100_000);

        assertThat(lines(Facts.ALL, LinkForm.SYMLINK, FILE, FILE.replace("a name", name)))
                .endsWith(" a name\r\nmodify=20261124101500;perm=adfrw;size=1024;type=file;UNIX.groupname=users;"
                        + "UNIX.mode=0644;UNIX.ownername=joe; " + name + "\r\n");
    }
}
