package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutlineTest {
    @TempDir
    private Path folder;

    @Test
    void itHasTheNamesOfWhatIsInForce() throws Exception {
        assertThat(outline("""
                        NoSuchThing on
                        <Limit LOGIN>
                          AllowAll
                        </Limit>
                        <IfDefine ABSENT>
                          Order allow,deny
                        </IfDefine>
                        """).names()).containsExactlyInAnyOrder("nosuchthing", "limit", "allowall");
    }

    @Test
    void itHasWhatMayNameAKindOfStore() throws Exception {
        assertThat(outline("""
                        ProxyDatastore redis prefix.
                        TLSSessionCache shm:/file=/tmp/x 1800
                        WrapUserTables * /memcache:/a
                        From 192.0.2.1 2001:db8::1 10.1.0.0/16
                        """).kinds()).contains("redis", "shm", "memcache").doesNotContain("2001", "192");
    }

    @Test
    void itHoldsAsLongAsTheModulesItAsksForAreThere() throws Exception {
        var outline = outline("""
                <IfModule mod_a.c>
                  A on
                </IfModule>
                <IfModule !mod_b.c>
                  B on
                </IfModule>
                """);

        assertThat(outline.names()).containsExactlyInAnyOrder("a", "b");
        assertThat(outline.conditions()).containsOnly(Map.entry("mod_a.c", true), Map.entry("mod_b.c", false));
        assertThat(outline.holdsWith(Set.of("mod_a.c", "mod_c.c"))).isTrue();
        assertThat(outline.holdsWith(Set.of("mod_a.c", "mod_b.c"))).isFalse();
        assertThat(outline.holdsWith(Set.of())).isFalse();
    }

    private Outline outline(String text) throws IOException, ConfigurationException {
        var file = Files.writeString(folder.resolve("sluice.conf"), text);
        return ConfigurationReader.outline(file, new ConfigurationReader.Inputs(Set.of(), Set.of("mod_a.c"), Map.of()));
    }
}
