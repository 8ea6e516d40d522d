package io.sluice.proxy.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.GatewaySettings;
import io.sluice.config.ConfigurationException;
import io.sluice.config.ConfigurationReader;
import io.sluice.config.Problem;
import io.sluice.ftp.WireText;
import io.sluice.log.Origin;
import io.sluice.log.SessionVariables;
import io.sluice.net.HostNames;
import io.sluice.proxy.ProxyDirectives;
import io.sluice.sql.Databases;
import io.sluice.sql.Drivers;
import io.sluice.sql.SqliteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// All `ProxyReverseServers` of a virtual host together: the default list, and what is looked up for each name.
class BackendsTest {
    @TempDir
    private Path temporary;

    private Path folder;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final HostNames names = new HostNames();
    private final MemberFinder finder = new MemberFinder(names, log::add);
    private final Databases databases =
            new Databases(new Drivers(List::of), new SessionVariables(Origin.ofThisProcess("0.1.0")), log::add);

    @BeforeEach
    void place() throws IOException {
        folder = Files.createDirectory(
                temporary.resolve("backends"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }

    @AfterEach
    void close() {
        databases.close();
        finder.close();
        names.close();
    }

    @Nested
    class DefaultList {
        @Test
        @DisplayName("PROXY-RC-13 URLs and files of all directives are one list, in the order of the configuration")
        void isConcatenated() throws Exception {
            write("more.json", "[\"ftp://192.0.2.3\", \"ftp://192.0.2.4\"]");

            var backends = read(
                    "ProxyReverseServers ftp://192.0.2.1 ftp://192.0.2.2",
                    "ProxyReverseServers file:" + folder + "/more.json",
                    "ProxyReverseServers ftp://192.0.2.5");

            assertThat(urls(backends.defaults()))
                    .containsExactly(
                            "ftp://192.0.2.1",
                            "ftp://192.0.2.2",
                            "ftp://192.0.2.3",
                            "ftp://192.0.2.4",
                            "ftp://192.0.2.5");
            assertThat(problems).isEmpty();
        }

        @Test
        void mayBeMissingWhereMembersAreLookedUp() throws Exception {
            assertThat(read("ProxyReverseServers file:" + folder + "/%U.json").areNone())
                    .isFalse();
            assertThat(read().areNone()).isTrue();
        }

        @Test
        void isNotToBeHadFromAFileThatIsNotThere() throws Exception {
            read("ProxyReverseServers file:" + folder + "/absent.json");

            problem("fatal: ProxyReverseServers: error reading ProxyReverseServers file '" + folder
                    + "/absent.json': No such file or directory on line 1 of 'sluice.conf'");
        }

        @Test
        @DisplayName("PROXY-RC-17 a file without a usable URL is an error at the start")
        void isNotEmpty() throws Exception {
            write("empty.json", "");

            read("ProxyReverseServers file:" + folder + "/empty.json");

            problem("fatal: ProxyReverseServers: no usable URLs found in file '" + folder
                    + "/empty.json' on line 1 of 'sluice.conf'");
        }

        @Test
        @DisplayName("PROXY-RC-15 a file everybody can write to is an error at the start")
        void isNotReadFromAnywhere() throws Exception {
            var file = write("loose.json", "[\"ftp://192.0.2.1\"]");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

            read("ProxyReverseServers file:" + file);

            problem("fatal: ProxyReverseServers: error reading ProxyReverseServers file '" + file
                    + "': unable to use world-writable ProxyReverseServers '" + file
                    + "' (perms 0666): Operation not permitted on line 1 of 'sluice.conf'");
        }

        @Test
        void ofAStartHasNoNameThatLeadsNowhere() throws Exception {
            read("ProxyReverseServers ftp://nowhere.invalid");

            problem("fatal: ProxyReverseServers: error parsing 'ftp://nowhere.invalid': Invalid argument (unable to"
                    + " resolve 'nowhere.invalid') on line 1 of 'sluice.conf'");
        }

        @Test
        void ofAReloadGoesOnWithoutANameThatLeadsNowhere() throws Exception {
            var backends = read(true, "ProxyReverseServers ftp://nowhere.invalid ftp://192.0.2.1");

            assertThat(urls(backends.defaults())).containsExactly("ftp://192.0.2.1");
            problem("warning: ProxyReverseServers: error parsing 'ftp://nowhere.invalid': Invalid argument (unable to"
                    + " resolve 'nowhere.invalid'), left out, on line 1 of 'sluice.conf'");
        }

        @Test
        @DisplayName("PROXY-URL-11 a port that is ignored is worth a warning")
        void warnsOfAPortThatIsIgnored() throws Exception {
            read("ProxyReverseServers ftp+txt://localhost:2121");

            assertThat(problems)
                    .extracting(Problem::text)
                    .contains("warning: ProxyReverseServers: the port of 'ftp+txt://localhost:2121' is ignored, the DNS"
                            + " tells it, on line 1 of 'sluice.conf'");
        }

        private void problem(String text) {
            assertThat(problems).extracting(Problem::text).containsExactly(text);
        }
    }

    @Nested
    class FilesPerName {
        @Test
        @DisplayName("PROXY-RC-11 the file of a user tells the members, and without one there is no entry")
        void perUser() throws Exception {
            write("joe.json", "[\"ftp://192.0.2.1\", \"ftp://192.0.2.2:2121\"]");
            var source = read("ProxyReverseServers file:" + folder + "/%U.json").byUser();

            assertThat(found(source, "joe")).containsExactly("ftp://192.0.2.1", "ftp://192.0.2.2:2121");
            assertThat(source.find("ann")).isEqualTo(new Found.NoEntry());
        }

        @Test
        @DisplayName("PROXY-RC-12 the file of a group tells the members")
        void perGroup() throws Exception {
            write("staff.json", "[\"ftp://192.0.2.1\"]");
            var backends = read("ProxyReverseServers file:" + folder + "/%g.json");

            assertThat(found(backends.byGroup(), "staff")).containsExactly("ftp://192.0.2.1");
            assertThat(backends.byUser().find("staff")).isEqualTo(new Found.NoEntry());
        }

        @Test
        @DisplayName("PROXY-RC-14 a change counts at the next look-up")
        void change() throws Exception {
            write("joe.json", "[\"ftp://192.0.2.1\"]");
            var source = read("ProxyReverseServers file:" + folder + "/%U.json").byUser();
            found(source, "joe");

            write("joe.json", "[\"ftp://192.0.2.2\"]");

            assertThat(found(source, "joe")).containsExactly("ftp://192.0.2.2");
        }

        @Test
        void thatAreMissingEndTheSearchInFiles() throws Exception {
            write("joe-2.json", "[\"ftp://192.0.2.2\"]");
            var source = read(
                            "ProxyReverseServers file:" + folder + "/%U-1.json",
                            "ProxyReverseServers file:" + folder + "/%U-2.json")
                    .byUser();
            assertThat(source.find("joe")).isEqualTo(new Found.NoEntry());

            write("joe-1.json", "[\"ftp://192.0.2.1\"]");

            assertThat(found(source, "joe")).containsExactly("ftp://192.0.2.1", "ftp://192.0.2.2");
        }

        @Test
        void thatCannotBeUsedAreSaidAndPassedOver() throws Exception {
            var loose = write("joe-1.json", "[\"ftp://192.0.2.1\"]");
            Files.setPosixFilePermissions(loose, PosixFilePermissions.fromString("rw-rw-rw-"));
            var source = read(
                            "ProxyReverseServers file:" + folder + "/%U-1.json",
                            "ProxyReverseServers file:" + folder + "/%U-2.json")
                    .byUser();

            assertThat(source.find("joe")).isInstanceOf(Found.Failed.class);
            assertThat(log)
                    .containsExactly("error reading ProxyReverseServers file '" + loose
                            + "': unable to use world-writable ProxyReverseServers '" + loose
                            + "' (perms 0666): Operation not permitted");

            write("joe-2.json", "[\"ftp://192.0.2.2\"]");
            assertThat(found(source, "joe")).containsExactly("ftp://192.0.2.2");
        }

        @Test
        @DisplayName("PROXY-RC-18 LOG-57 a name that is none for a file finds nothing outside, and is said")
        void areNotLeft() throws Exception {
            Files.writeString(temporary.resolve("secret.json"), "[\"ftp://192.0.2.66\"]");
            var source = read("ProxyReverseServers file:" + folder + "/%U.json").byUser();

            assertThat(source.find("../secret")).isEqualTo(new Found.NoEntry());
            assertThat(log).containsExactly("illegal name in '" + folder + "/%U.json'");
        }

        @Test
        void serveAThousandLoginsAtOnce() throws Exception {
            write("joe.json", "[\"ftp://192.0.2.1\", \"http://left.out\"]");
            var source = read("ProxyReverseServers file:" + folder + "/%U.json").byUser();
            source.find("joe");
            var answered = new AtomicInteger();

            try (var sessions = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 1000; i++) {
                    sessions.submit(() -> {
                        if (source.find("joe") instanceof Found.Members) {
                            answered.incrementAndGet();
                        }
                    });
                }
            }

            assertThat(answered).hasValue(1000);
            assertThat(log).as("lines of the one time the file was read").hasSize(1);
        }
    }

    @Nested
    class Queries {
        private String connectInfo;

        @BeforeEach
        void fill() {
            SqliteFile.run(
                    folder.resolve("users.db"),
                    "CREATE TABLE servers (name TEXT, url TEXT)",
                    "INSERT INTO servers VALUES ('joe', 'ftp://192.0.2.11'), ('joe', ''), ('joe', NULL),"
                            + " ('joe', 'nonsense'), ('joe', ' ftp://192.0.2.12 '), ('bad', 'nonsense')");
            connectInfo = "SQLConnectInfo " + folder + "/users.db";
        }

        private static final String QUERY = "SQLNamedQuery get SELECT \"url FROM servers WHERE name = '%{0}'\"";

        @Test
        @DisplayName("PROXY-RC-13 what queries tell comes after files; rows that are no URL are skipped")
        void comeAfterFiles() throws Exception {
            write("joe.json", "[\"ftp://192.0.2.1\"]");
            var source = read(
                            connectInfo,
                            QUERY,
                            "ProxyReverseServers sql:/get",
                            "ProxyReverseServers file:" + folder + "/%U.json")
                    .byUser();

            assertThat(found(source, "joe")).containsExactly("ftp://192.0.2.1", "ftp://192.0.2.11", "ftp://192.0.2.12");
        }

        @Test
        @DisplayName("PROXY-RC-13 PROXY-RC-14 no rows are no entry, until there are some")
        void mayTellNothing() throws Exception {
            var source =
                    read(connectInfo, QUERY, "ProxyReverseServers sql:/get").byUser();
            assertThat(source.find("ann")).isEqualTo(new Found.NoEntry());

            SqliteFile.run(folder.resolve("users.db"), "INSERT INTO servers VALUES ('ann', 'ftp://192.0.2.13')");

            assertThat(found(source, "ann")).containsExactly("ftp://192.0.2.13");
        }

        @Test
        void thatTellNothingUsableAreSaid() throws Exception {
            var source =
                    read(connectInfo, QUERY, "ProxyReverseServers sql:/get").byUser();

            assertThat(source.find("bad")).isEqualTo(new Found.NoEntry());
            assertThat(log).contains("error reading ProxyReverseServers SQLNamedQuery 'get': no usable URL");
        }

        @Test
        @DisplayName("LOG-56 a query that fails is another thing than one that finds nothing")
        void mayFail() throws Exception {
            var source = read(
                            connectInfo,
                            "SQLNamedQuery get SELECT \"url FROM absent WHERE name = '%{0}'\"",
                            "ProxyReverseServers sql:/get")
                    .byUser();

            assertThat(source.find("joe")).isInstanceOf(Found.Failed.class);
            assertThat(log).singleElement().asString().startsWith("error processing SQLNamedQuery 'get': ");
        }

        @Test
        void areAskedByTheBytesOfTheName() throws Exception {
            SqliteFile.run(folder.resolve("users.db"), "INSERT INTO servers VALUES ('jörg', 'ftp://192.0.2.14')");
            var source =
                    read(connectInfo, QUERY, "ProxyReverseServers sql:/get").byGroup();

            assertThat(found(source, WireText.of("jörg"))).containsExactly("ftp://192.0.2.14");
        }

        @Test
        @DisplayName("LOG-61 a query that is not there is a start-up error")
        void areThere() throws Exception {
            read(connectInfo, "ProxyReverseServers sql:/get");

            problem("there is no SQLNamedQuery of that name in this server");
        }

        @Test
        @DisplayName("LOG-50 a query that changes something is none for look-ups")
        void changeNothing() throws Exception {
            read(connectInfo, "SQLNamedQuery get UPDATE \"url = '%{0}'\" servers", "ProxyReverseServers sql:/get");

            problem("expected a query of type SELECT or FREEFORM");
        }

        @Test
        void areLeftOutWhereTheEngineIsOff() throws Exception {
            var source = read(connectInfo, QUERY, "SQLEngine off", "ProxyReverseServers sql:/get")
                    .byUser();

            assertThat(source.find("joe")).isEqualTo(new Found.NoEntry());
            assertThat(problems).isEmpty();
        }

        private void problem(String why) {
            assertThat(problems)
                    .singleElement()
                    .extracting(Problem::text)
                    .asString()
                    .startsWith("fatal: ProxyReverseServers: error processing SQLNamedQuery 'get': ")
                    .contains(why);
        }
    }

    private Backends read(String... lines) throws ConfigurationException {
        return read(false, lines);
    }

    private Backends read(boolean reload, String... lines) throws ConfigurationException {
        var directives = ConfigurationReader.readText(
                        "sluice.conf",
                        String.join("\n", lines) + "\n",
                        GatewaySettings.table(List.of()),
                        new ConfigurationReader.Inputs(Set.of(), Set.of(), Map.of()))
                .main()
                .directives();
        return new Backends.Reader(finder, reload, problems)
                .read(
                        directives.settings(ProxyDirectives.REVERSE_SERVERS),
                        databases.of(directives, problems),
                        false,
                        log::add);
    }

    private Path write(String name, String text) throws IOException {
        var file = Files.writeString(folder.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return file;
    }

    private static List<String> found(MemberSource source, String name) {
        var found = source.find(name);
        assertThat(found).isInstanceOf(Found.Members.class);
        return urls(((Found.Members) found).members());
    }

    private static List<String> urls(List<Member> members) {
        return members.stream().map(member -> member.url().written()).toList();
    }
}
