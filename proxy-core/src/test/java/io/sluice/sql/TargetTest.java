package io.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Position;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetTest {

    @ParameterizedTest
    @DisplayName("LOG-49 a database is a name, with or without a host and a port; each kind has its own port")
    @CsvSource({
        "POSTGRES,ftp,//localhost:5432/ftp",
        "POSTGRES,ftp@db.example.org,//db.example.org:5432/ftp",
        "POSTGRES,ftp@db.example.org:6432,//db.example.org:6432/ftp",
        "POSTGRES,ftp:6432,//localhost:6432/ftp",
        "POSTGRES,ftp@[2001:db8::1]:6432,//[2001:db8::1]:6432/ftp",
        "POSTGRES,ftp@[2001:db8::1],//[2001:db8::1]:5432/ftp",
        "POSTGRES,a b?c@h,//h:5432/a+b%3Fc",
        "MYSQL,ftp@db.example.org,//db.example.org:3306/ftp",
    })
    void servers(Dialect dialect, String info, String place) throws BadValue {
        assertThat(Target.of(dialect, info(info)).urls())
                .allSatisfy(url -> assertThat(url).endsWith(":" + place));
    }

    @Test
    @DisplayName("LOG-49 a sqlite3 database is the absolute path of a file")
    void files() throws BadValue {
        assertThat(Target.of(Dialect.SQLITE3, info("/etc/users.db")).urls())
                .containsExactly("jdbc:sqlite:/etc/users.db");
        refused(Dialect.SQLITE3, "users.db", "'users.db' is not the absolute path of a sqlite3 database");
    }

    @ParameterizedTest
    @CsvSource({"@host", "ftp@", "ftp@host:", "ftp@host:port", "ftp@host:1234567"})
    void badForms(String info) {
        refused(Dialect.POSTGRES, info, "'" + info + "' is not of the form database[@host][:port]");
    }

    @Test
    void unixSocketsAreRefused() {
        refused(Dialect.POSTGRES, "ftp@/run/postgresql", "Unix socket '/run/postgresql'");
    }

    @Test
    @DisplayName("LOG-49 TLS files reach the driver of postgres, and are refused where no driver takes them")
    void tls() throws BadValue {
        var target = Target.of(
                Dialect.POSTGRES, info("ftp@h", "u", "p", "ssl-ca:/ca.pem", "ssl-cert:/c.pem", "ssl-key:/k.pem"));

        assertThat(target.properties())
                .containsEntry("sslmode", "verify-ca")
                .containsEntry("sslrootcert", "/ca.pem")
                .containsEntry("sslcert", "/c.pem")
                .containsEntry("sslkey", "/k.pem");
        assertThatExceptionOfType(BadValue.class)
                .isThrownBy(() -> Target.of(Dialect.POSTGRES, info("ftp@h", "ssl-ciphers:HIGH")))
                .withMessageContaining("'ssl-ciphers:…' is not supported");
        assertThatExceptionOfType(BadValue.class)
                .isThrownBy(() -> Target.of(Dialect.SQLITE3, info("/f", "ssl-ca:/ca.pem")))
                .withMessageContaining("'ssl-ca:…' is not supported");
    }

    @Test
    @DisplayName("LOG-09 the password is in no text")
    void passwordsAreNotShown() throws BadValue {
        var info = info("ftp@h", "u", "s3cret");

        assertThat(info.toString()).isEqualTo("ftp@h as u");
        assertThat(Target.of(Dialect.POSTGRES, info).toString()).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @DisplayName("LOG-49 the policy tells how long an idle connection is kept")
    @CsvSource({"PERSESSION,60", "perconnection,60", "PERCALL,0", "30,30"})
    void policies(String word, long seconds) throws BadValue {
        assertThat(info("ftp@h", "u", "p", word).policy().idle()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    @DisplayName("LOG-49 another policy is refused")
    void otherPolicies() {
        assertThatExceptionOfType(BadValue.class)
                .isThrownBy(() -> info("ftp@h", "u", "p", "SOMETIMES"))
                .withMessageContaining("unknown connection policy 'SOMETIMES'");
    }

    private static ConnectInfo info(String... words) throws BadValue {
        return ConnectInfo.parse(new Arguments(List.of(words), Position.CODE));
    }

    private static void refused(Dialect dialect, String info, String why) {
        assertThatExceptionOfType(BadValue.class)
                .isThrownBy(() -> Target.of(dialect, info(info)))
                .withMessageContaining(why);
    }
}
