package io.sluice.sql;

import io.sluice.config.BadValue;
import io.sluice.sql.ConnectInfo.TlsWord;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A database as JDBC knows it. The properties hold the password and are in no text.
///
/// @param urls the one to be used is the first for which there is a driver
record Target(Dialect dialect, List<String> urls, Map<String, String> properties) {
    static final String SQLITE_PREFIX = "jdbc:sqlite:";
    static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);
    private static final Pattern PLACE = Pattern.compile(
            "(?<database>[^:@](?:[^:]*?[^:@])?)(?:@(?<host>\\[[0-9A-Fa-f:.]+\\]|[^:@\\[\\]]+))?(?::(?<port>[0-9]{1,5}))?");

    Target {
        urls = List.copyOf(urls);
        properties = Map.copyOf(properties);
    }

    static Target of(Dialect dialect, ConnectInfo info) throws BadValue {
        var properties = new TreeMap<String, String>();
        return switch (dialect) {
            case SQLITE3 -> {
                if (!info.isFile()) {
                    throw new BadValue("'" + info.info() + "' is not the absolute path of a sqlite3 database");
                }
                refuseTls(info, List.of());
                yield new Target(dialect, List.of(SQLITE_PREFIX + info.info()), BundledSqlite.PROPERTIES);
            }
            case POSTGRES -> {
                credentials(info, properties);
                properties.put("stringtype", "unspecified");
                properties.put("connectTimeout", seconds(LONGEST_CONNECT));
                properties.put("loginTimeout", seconds(LONGEST_CONNECT));
                properties.put("socketTimeout", seconds(LONGEST_SILENCE));
                properties.put("ApplicationName", "sluice");
                refuseTls(info, List.of(TlsWord.CA, TlsWord.CERTIFICATE, TlsWord.KEY));
                info.tls()
                        .forEach((word, value) -> properties.put(
                                switch (word) {
                                    case CA -> "sslrootcert";
                                    case CERTIFICATE -> "sslcert";
                                    case KEY -> "sslkey";
                                    case CIPHERS -> throw new IllegalStateException("refused before");
                                },
                                value));
                if (!info.tls().isEmpty()) {
                    properties.put("sslmode", info.tls().containsKey(TlsWord.CA) ? "verify-ca" : "require");
                }
                yield new Target(dialect, List.of("jdbc:postgresql:" + place(dialect, info)), properties);
            }
            case MYSQL -> {
                credentials(info, properties);
                properties.put("connectTimeout", Long.toString(LONGEST_CONNECT.toMillis()));
                properties.put("socketTimeout", Long.toString(LONGEST_SILENCE.toMillis()));
                refuseTls(info, List.of());
                var place = place(dialect, info);
                yield new Target(dialect, List.of("jdbc:mariadb:" + place, "jdbc:mysql:" + place), properties);
            }
        };
    }

    private static String seconds(Duration duration) {
        return Long.toString(duration.toSeconds());
    }

    private static void credentials(ConnectInfo info, Map<String, String> properties) {
        info.user().ifPresent(user -> properties.put("user", user));
        info.password().ifPresent(password -> properties.put("password", password));
    }

    private static void refuseTls(ConnectInfo info, List<TlsWord> taken) throws BadValue {
        for (TlsWord word : info.tls().keySet()) {
            if (!taken.contains(word)) {
                throw new BadValue("'" + word.prefix() + "…' is not supported for this kind of database");
            }
        }
    }

    /// `//host:port/database` of `database[@host][:port]`.
    private static String place(Dialect dialect, ConnectInfo info) throws BadValue {
        var read = PLACE.matcher(info.info());
        if (!read.matches()) {
            throw new BadValue("'" + info.info() + "' is not of the form database[@host][:port]");
        }
        var host = Optional.ofNullable(read.group("host")).orElse("localhost");
        if (host.startsWith("/")) {
            throw new BadValue("Unix socket '" + host + "': a database is reached by TCP only");
        }
        var port = Optional.ofNullable(read.group("port"))
                .orElse(Integer.toString(dialect.port().orElseThrow()));
        return "//" + host + ":" + port + "/" + URLEncoder.encode(read.group("database"), StandardCharsets.UTF_8);
    }

    Properties asProperties() {
        var all = new Properties();
        all.putAll(properties);
        return all;
    }

    @Override
    public String toString() {
        return urls.getFirst();
    }
}
