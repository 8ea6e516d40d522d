package io.sluice.acl;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadmeExampleTest {
    @Test
    void tellsTheClassOfAClientAndTheRule() throws Exception {
        // README
        var office = new Origin("access.list", 12);
        var rules = AddressRule.parseLine(List.of("192.0.2.0/24,2001:db8::/32", "!192.0.2.66"), office);
        var staff = new AddressClass("staff", AddressClass.Satisfy.ANY, rules, office);
        var table = new ClassTable(List.of(staff));

        var choice = table.classify(Client.of(InetAddress.ofLiteral("192.0.2.7")));
        String said = switch (choice) {
            case ClassTable.Choice.Chosen(var found, var by) -> found.name() + " by " + by + " in " + found.origin();
            case ClassTable.Choice.NoneFits() -> "a stranger";
        };
        // README

        assertThat(said).isEqualTo("staff by [192.0.2.0/24] in access.list:12");
    }

    @Test
    void standsInTheReadme() throws Exception {
        var example = Files.readString(Path.of("src/test/java/io/sluice/acl/ReadmeExampleTest.java"))
                .split("// README\n", -1)[1]
                .stripTrailing()
                .stripIndent();

        assertThat(Files.readString(Path.of("README.md"))).contains(example);
    }
}
