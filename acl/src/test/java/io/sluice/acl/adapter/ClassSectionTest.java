package io.sluice.acl.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.GatewaySettings;
import io.sluice.config.Arguments;
import io.sluice.config.ConfigurationException;
import io.sluice.config.ConfigurationReader;
import io.sluice.config.ConfigurationReader.Inputs;
import io.sluice.config.Directive;
import io.sluice.config.Position;
import io.sluice.config.Problem;
import io.sluice.module.ActiveModule;
import io.sluice.module.Decision.Step;
import io.sluice.module.Explanation;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassSectionTest {
    private static Optional<String> classOf(String address, ActiveModule active) {
        var session = new FakeSession(address, address);
        active.filters().forEach(filter -> filter.connected(session));
        return session.clientClass();
    }

    @Nested
    class Choosing {
        @Test
        @DisplayName("ACL-85 the explanation names the class, the rule and its line")
        void theExplanationNamesTheRuleAndItsLine() throws ConfigurationException {
            var active = Activated.by("<Class near>", "From 198.51.100.1", "From 192.0.2.0/24", "</Class>");

            assertThat(active.filters()
                            .getFirst()
                            .explain(new FakeSession("192.0.2.7", "192.0.2.7"), new Explanation.Moment.Connect(false)))
                    .contains(new Explanation(
                            "class",
                            false,
                            "near",
                            List.of(Step.of("From 192.0.2.0/24", new Position("/etc/x.conf", 3)))));
        }

        @Test
        @DisplayName("a session gets what the section of its class holds, of two of one name that of its own")
        void aSessionGetsWhatItsSectionHolds() throws ConfigurationException {
            var active = Activated.by(
                    "<Class near>",
                    "From 192.0.2.0/24",
                    "ProxyForwardEnabled on",
                    "</Class>",
                    "<Class near>",
                    "From 198.51.100.0/24",
                    "ProxyForwardEnabled off",
                    "</Class>");

            assertThat(forwarding("192.0.2.7", active)).contains(true);
            assertThat(forwarding("198.51.100.7", active)).contains(false);
            assertThat(forwarding("203.0.113.9", active)).isEmpty();
        }

        private static Optional<Boolean> forwarding(String address, ActiveModule active) {
            var session = new FakeSession(address, address);
            active.filters().forEach(filter -> filter.connected(session));
            return session.classDirectives().find(Directive.of("ProxyForwardEnabled", Arguments::bool));
        }

        @Test
        void aStrangerHasNoClass() throws ConfigurationException {
            assertThat(classOf("203.0.113.9", Activated.by("<Class near>", "From 192.0.2.0/24", "</Class>")))
                    .isEmpty();
        }

        @Test
        @DisplayName("ACL-41 classes of <Global> stand in the order of the file")
        void classesOfGlobalStandInTheOrderOfTheFile() throws ConfigurationException {
            var active = Activated.by(
                    "<Global>",
                    "<Class first>",
                    "From 192.0.2.0/25",
                    "</Class>",
                    "</Global>",
                    "<Class second>",
                    "From 192.0.2.0/24",
                    "</Class>",
                    "<Global>",
                    "<Class third>",
                    "From all",
                    "</Class>",
                    "</Global>");

            assertThat(classOf("192.0.2.7", active)).contains("first");
            assertThat(classOf("192.0.2.200", active)).contains("second");
            assertThat(classOf("203.0.113.9", active)).contains("third");
        }

        @Test
        @DisplayName("ACL-41 classes of an included file stand where it is included")
        void classesOfAnIncludedFileStandWhereItIsIncluded(@TempDir Path directory) throws Exception {
            var included =
                    Files.writeString(directory.resolve("a.conf"), "<Class included>\nFrom 192.0.2.0/24\n</Class>\n");

            var active = Activated.by(
                    "<Class before>",
                    "From 192.0.2.1",
                    "</Class>",
                    "Include " + included,
                    "<Class after>",
                    "From all",
                    "</Class>");

            assertThat(classOf("192.0.2.1", active)).contains("before");
            assertThat(classOf("192.0.2.2", active)).contains("included");
            assertThat(classOf("203.0.113.9", active)).contains("after");
        }

        @Test
        @DisplayName("ACL-42 the last Satisfy holds for all lines of the class")
        void satisfyHoldsForTheWholeClass() throws ConfigurationException {
            var active =
                    Activated.by("<class Near>", "satisfy ALL", "from 192.0.2.0/24", "from !192.0.2.66", "</class>");

            assertThat(classOf("192.0.2.7", active)).contains("Near");
            assertThat(classOf("192.0.2.66", active)).isEmpty();
        }

        @Test
        @DisplayName("ACL-11 names count while UseReverseDNS is on")
        void namesCountWhileTheyAreAskedFor() throws ConfigurationException {
            var lines = List.of("<Class named>", "From .example.com", "</Class>");
            var session = new FakeSession("192.0.2.7", "ftp.example.com");
            var unasked = new FakeSession("192.0.2.7", "ftp.example.com");

            Activated.by(lines.toArray(String[]::new)).filters().getFirst().connected(session);
            Activated.by("UseReverseDNS off", String.join("\n", lines))
                    .filters()
                    .getFirst()
                    .connected(unasked);

            assertThat(session.clientClass()).contains("named");
            assertThat(unasked.clientClass()).isEmpty();
        }

        @Test
        @DisplayName("ACL-48 an address of a data connection is asked of the class by name")
        void addressesAreAskedOfTheNamedClass() throws ConfigurationException {
            var classes = Activated.by(
                            "<Class all>", "From all", "</Class>", "<Class near>", "From 192.0.2.7", "</Class>")
                    .addressClasses()
                    .orElseThrow();

            assertThat(classes.contains("near", InetAddress.ofLiteral("192.0.2.7")))
                    .isTrue();
            assertThat(classes.contains("near", InetAddress.ofLiteral("192.0.2.8")))
                    .isFalse();
            assertThat(classes.contains("far", InetAddress.ofLiteral("192.0.2.7")))
                    .isFalse();
        }
    }

    @Nested
    class Refusing {
        @ParameterizedTest(name = "{0}")
        @DisplayName("ACL-09 ACL-47 a line that cannot be read is refused in the words of the reference")
        @CsvSource(
                delimiter = '|',
                value = {
                    "From !all | From: the ! negation operator cannot be used with ALL/NONE",
                    "From 1.2.3.4/33 | From: bad ACL definition '1.2.3.4/33': Invalid argument",
                    "From 1.2.3.4/ | From: bad ACL definition '1.2.3.4/': Invalid argument",
                    "From ::ffff:1.2.3.4/40 | From: bad ACL definition '::ffff:1.2.3.4/40': Invalid argument",
                    "From 1.2.3.400 | From: bad ACL definition '1.2.3.400': No such file or directory",
                    "Satisfy foo | Satisfy: invalid parameter: 'foo'"
                })
        void badLines(String line, String sentence) {
            assertThat(Activated.problems("<Class x>", line, "</Class>"))
                    .singleElement()
                    .asString()
                    .startsWith("fatal: " + sentence + " on line 2 of '/etc/x.conf'");
        }

        @ParameterizedTest(name = "From {0}")
        @DisplayName("ACL-09 an empty list, and all behind other rules, are refused with the syntax")
        @CsvSource({"''", "1.2.3.4 all", "','"})
        void badLists(String list) {
            assertThat(Activated.problems("<Class x>", "From " + list, "</Class>"))
                    .singleElement()
                    .asString()
                    .startsWith("fatal: From: syntax: From [from] [all|none]|host|network[,...] on line 2");
        }

        @Test
        @DisplayName("ACL-44 a class in a virtual host is an error")
        void aClassInAVirtualHost() {
            assertThat(Activated.problems(
                            "<VirtualHost 192.0.2.1>", "<Class x>", "From all", "</Class>", "</VirtualHost>"))
                    .singleElement()
                    .asString()
                    .startsWith("fatal: <Class>: directive not allowed in <VirtualHost> context on line 2");
        }

        @ParameterizedTest
        @DisplayName("PROXY-CFG-15 ProxyForwardEnabled outside of a class is an error")
        @CsvSource({"<VirtualHost 192.0.2.1>,</VirtualHost>,<VirtualHost>", "<Global>,</Global>,<Global>"})
        void forwardingOutsideOfAClass(String begin, String end, String context) {
            assertThat(Activated.problems(begin, "ProxyForwardEnabled on", end))
                    .singleElement()
                    .asString()
                    .startsWith("fatal: ProxyForwardEnabled: directive not allowed in " + context
                            + " context on line 2 of '/etc/x.conf'");
        }

        @Test
        @DisplayName("PROXY-CFG-15 a class that is not loaded is an error that names the module")
        void withoutTheModule() {
            var problems = catchThrowableOfType(
                            ConfigurationException.class,
                            () -> ConfigurationReader.readText(
                                    "/etc/x.conf",
                                    "<Class x>\nProxyForwardEnabled on\n</Class>\n",
                                    GatewaySettings.table(List.of()),
                                    new Inputs(Set.of(), Set.of(), Map.of())))
                    .problems();

            assertThat(problems)
                    .singleElement()
                    .extracting(Problem::text)
                    .asString()
                    .contains("'<Class>'", "(module acl), which is not loaded");
        }

        @Test
        void aClassWithoutNameOrWithTwo() {
            assertThat(Activated.problems("<Class>", "From all", "</Class>"))
                    .singleElement()
                    .asString()
                    .contains("<Class>: missing parameters");
            assertThat(Activated.problems("<Class a b>", "From all", "</Class>"))
                    .singleElement()
                    .asString()
                    .contains("<Class>: wrong number of parameters");
        }

        @Test
        void rulesOutsideOfAClass() {
            assertThat(Activated.problems("From all"))
                    .singleElement()
                    .asString()
                    .contains("From: directive not allowed in server config context");
        }
    }

    @Nested
    class Warning {
        private List<String> warningsOf(String... lines) throws ConfigurationException {
            return Activated.by(lines).warnings().stream().map(Problem::text).toList();
        }

        @Test
        @DisplayName("ACL-43 an empty class is warned of and has nobody")
        void ofAnEmptyClass() throws ConfigurationException {
            var active = Activated.by("<Class proxied-clients>", "</Class>");

            assertThat(active.warnings())
                    .extracting(Problem::text)
                    .containsExactly("warning: empty <Class> definition on line 1 of '/etc/x.conf'");
            assertThat(classOf("192.0.2.7", active)).isEmpty();
        }

        @Test
        @DisplayName("ACL-04 a range of numbers in brackets is warned of")
        void ofARangeOfNumbers() throws ConfigurationException {
            assertThat(warningsOf("<Class x>", "From 192.0.2.[10-20] 192.0.2.[4-9]", "</Class>"))
                    .containsExactly("warning: '192.0.2.[10-20]': [] matches single characters, not numbers"
                            + " on line 2 of '/etc/x.conf'");
        }

        @Test
        @DisplayName("ACL-11 a rule on names is warned of while UseReverseDNS is off")
        void ofNamesThatAreNotAskedFor() throws ConfigurationException {
            assertThat(warningsOf("UseReverseDNS off", "<Class x>", "From .example.com, 192.0.2.1", "</Class>"))
                    .singleElement()
                    .asString()
                    .contains("'.example.com'", "UseReverseDNS", "line 3");
        }

        @Test
        void ofIpv6WhereThereIsNone() throws ConfigurationException {
            assertThat(warningsOf("UseIPv6 off", "<Class x>", "From 2001:db8::/32", "</Class>"))
                    .containsExactly("warning: possibly using IPv6 match '2001:db8::/32' when IPv6 support is disabled,"
                            + " which will not work as expected on line 3 of '/etc/x.conf'");
        }
    }

    @Test
    @DisplayName("ACL-82 more than 1000 patterns that no index can hold are warned of, addresses and domains never")
    void manyPatterns() throws Exception {
        var patterns = IntStream.rangeClosed(1, 1001)
                .mapToObj(i -> "From 10.*." + i % 256 + ".1 192.0.2.* .example.com")
                .toList();

        assertThat(withClassOf(patterns.subList(0, 1000)).warnings()).isEmpty();
        assertThat(withClassOf(patterns).warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.text())
                        .contains("1001 rules of classes are shell patterns", "'10.*.233.1' on line "));
    }

    private ActiveModule withClassOf(List<String> rules) throws ConfigurationException {
        return Activated.by("<Class many>\n" + String.join("\n", rules) + "\n</Class>");
    }
}
