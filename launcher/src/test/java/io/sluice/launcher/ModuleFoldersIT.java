package io.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cache.CacheProvider;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.Deadline;
import io.sluice.cache.shm.ShmProvider;
import io.sluice.config.Directive;
import io.sluice.config.Section;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModuleFoldersIT {
    @TempDir
    private Path directory;

    private Distribution sluice;

    @BeforeEach
    void twoThirdPartyModules() throws IOException {
        sluice = Distribution.without(directory.resolve("sluice"));
        ThirdPartyModule.build(sluice, "red");
        ThirdPartyModule.build(sluice, "blue");
    }

    @Test
    void aFileThatNamesNoneGetsAll() throws IOException {
        assertThat(check("RedSetting 1\nBlueSetting 1\n")).isEmpty();
        assertThat(sluice.run("-l").out()).contains("  mod_blue.c\n").contains("  mod_red.c\n");
    }

    @Test
    @DisplayName("CONF-SEC-18 LoadModule of a module that is present loads it, and only what is named is loaded")
    void onlyNamedOnesAreLoaded() throws IOException {
        assertThat(check("LoadModule mod_red.c\nRedSetting 1\n")).isEmpty();
        assertThat(check("LoadModule mod_red.c\nBlueSetting 1\n")).contains("BlueSetting");
        assertThat(check("LoadModule mod_red.c\n<IfModule mod_blue.c>\nBogus 1\n</IfModule>\n"))
                .isEmpty();
    }

    @Test
    @DisplayName("CONF-SEC-19 LoadModule of a module that is absent is fatal and names it")
    void anAbsentOneIsNamed() throws IOException {
        assertThat(check("LoadModule mod_green.c\n")).contains("fatal: ").contains("mod_green.c");
    }

    @Test
    @DisplayName("CONF-SEC-20 the order of LoadModule lines has no influence")
    void orderDoesNotMatter() throws IOException {
        assertThat(check("LoadModule mod_red.c\nLoadModule mod_blue.c\nRedSetting 1\nBlueSetting 1\n"))
                .isEmpty();
        assertThat(check("RedSetting 1\nBlueSetting 1\nLoadModule mod_blue.c\nLoadModule mod_red.c\n"))
                .isEmpty();
    }

    @Test
    @DisplayName("LOG-48 a folder with a JDBC driver stands for the module of its database, and is loaded by that name")
    void aFolderMayHoldADriver() throws Exception {
        var folder = Files.createDirectories(sluice.home().resolve("modules/anything"));
        var jar = Class.forName("org.postgresql.Driver").getProtectionDomain().getCodeSource();
        Files.copy(Path.of(jar.getLocation().toURI()), folder.resolve("driver.jar"));
        var database = "SQLBackend postgres\nSQLConnectInfo ftp@127.0.0.1\n";
        var proxy = "ProxyEngine on\nProxyRole reverse\nProxyTables " + directory.resolve("tables")
                + "\nProxyReverseServers ftp://127.0.0.1:1\n";

        assertThat(sluice.run("-l").out()).contains("  mod_sql.c\n", "  mod_sql_sqlite.c\n", "  mod_sql_postgres.c\n");
        assertThat(check("<IfModule mod_sql_postgres.c>\nBogus 1\n</IfModule>\n"))
                .contains("Bogus");
        assertThat(check(proxy + database)).isEmpty();
        assertThat(check("LoadModule mod_sql_postgres.c\n" + proxy + database)).isEmpty();
        assertThat(check("LoadModule mod_red.c\n" + proxy + database)).contains("no JDBC driver");
    }

    @Test
    @DisplayName(
            "CACHE-110 a kind of store in a folder is found, by the module it stands for, and what it lacks names it")
    void aFolderMayHoldAStore() throws Exception {
        var folder = Files.createDirectories(sluice.home().resolve("modules/cache-shm"));
        var built = Distribution.built().home().resolve("modules/cache-shm");
        try (var jars = Files.newDirectoryStream(built, "*.jar")) {
            for (var jar : jars) {
                Files.copy(jar, folder.resolve(jar.getFileName()));
            }
        }
        var info = "/file=" + directory.resolve("state");
        var datastore = "ProxyDatastore shm:" + info + "\n";

        assertThat(sluice.run("-l").out()).contains("  mod_tls_shmcache.c\n");
        assertThat(check(datastore)).isEmpty();
        assertThat(check("LoadModule mod_tls_shmcache.c\n" + datastore)).isEmpty();
        assertThat(check("LoadModule mod_red.c\n" + datastore)).contains("needs mod_tls_shmcache.c");
        assertThat(check("ProxyDatastore shm:relative\n")).contains("fatal: ProxyDatastore: ");

        new ShmProvider()
                .open(CacheSettings.of(CacheSettings.Use.STATE).info(info))
                .destroy(Deadline.after(Duration.ofSeconds(10)));
    }

    @Test
    @DisplayName("CACHE-110 a plugin may need the modules of the JDK with which servers are spoken to")
    void pluginsGetTheModulesOfTheJdk() throws IOException {
        ThirdPartyModule.build(sluice, "green", "java.net.http", "java.naming", "java.management", "java.sql");

        assertThat(check("GreenSetting 1\n")).isEmpty();
    }

    @Test
    @DisplayName("CACHE-110 a plugin with a JDBC driver among its libraries keeps the name that its manifest says")
    void aPluginMayHaveADriver() throws Exception {
        var folder = sluice.home().resolve("modules/red");
        ThirdPartyModule.declare(folder, "RedSetting");
        var jar = Class.forName("org.postgresql.Driver").getProtectionDomain().getCodeSource();
        // Whichever comes first in the directory, one of these stands before the manifest.
        for (int copy = 0; copy < 8; copy++) {
            Files.copy(Path.of(jar.getLocation().toURI()), folder.resolve(copy + ".jar"));
        }

        assertThat(ModuleFolder.below(sluice.home().resolve("modules")))
                .filteredOn(each -> each.name().equals("red"))
                .allSatisfy(red -> assertThat(red.standsFor()).containsExactly("mod_red.c"));
    }

    @ParameterizedTest
    @DisplayName("CACHE-110 a jar that provides nothing, or cannot, is told of in one sentence")
    @CsvSource({
        "java.lang.Object, Provider class java.lang.Object not in",
        "org.example.Missing, not found",
        "'', none of its jars provides io.sluice.cache.CacheProvider"
    })
    void unusableJarsAreNamed(String provider, String why) throws IOException {
        var folder = Files.createDirectories(sluice.home().resolve("modules/green"));
        try (var jar = new JarOutputStream(Files.newOutputStream(folder.resolve("green.jar")))) {
            jar.putNextEntry(new JarEntry("org/example/Something.class"));
            if (!provider.isEmpty()) {
                jar.putNextEntry(new JarEntry("META-INF/services/io.sluice.cache.CacheProvider"));
                jar.write(provider.getBytes(StandardCharsets.UTF_8));
            }
        }

        assertThat(check("RedSetting 1\n"))
                .startsWith("fatal: unable to load module 'green' from ")
                .contains(why)
                .hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"acl", "ban", "cache-memcache", "cache-redis", "cache-shm", "proxy-tls"})
    void theFoldersOfTheDistributionSayWhatTheyAreNeededFor(String name) throws IOException {
        var folder = ModuleFolder.below(Distribution.built().home().resolve("modules")).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();

        assertThat(folder.directives()).containsExactlyInAnyOrderElementsOf(namesOf(folder));
    }

    @Test
    void whatDoesNothingForAFileIsNotLoaded() throws IOException {
        var red = sluice.home().resolve("modules/red");
        ThirdPartyModule.declare(red, "RedSetting");
        Files.copy(red.resolve("red.jar"), red.resolve("twice.jar"));

        assertThat(check("BlueSetting 1\n<IfModule mod_red.c>\nBlueSetting 2\n</IfModule>\n"))
                .isEmpty();
        assertThat(check("redsetting 1\n")).contains("unable to load module 'red'");
        assertThat(check("RedSeting 1\n")).contains("unable to load module 'red'");
    }

    /// The names of the directives, sections and kinds of store in a folder.
    private static Set<String> namesOf(ModuleFolder folder) throws IOException {
        return FolderContents.of(
                folder,
                contents -> Stream.of(
                                contents.directives().stream().map(Directive::name),
                                contents.sections().stream().map(Section::name),
                                contents.stores().stream().map(CacheProvider::name))
                        .flatMap(names -> names)
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet()));
    }

    /// What `-t` has to say about a file; nothing if it is good.
    private String check(String text) throws IOException {
        var file = Files.writeString(directory.resolve("sluice.conf"), text);
        var outcome = sluice.run("-t", "-c", file.toString());
        assertThat(outcome.status()).as(outcome.err()).isEqualTo(outcome.err().isEmpty() ? 0 : 1);
        return outcome.err();
    }
}
