package io.sluice.proxy.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.config.BadValue;
import io.sluice.fuzz.Check;
import io.sluice.fuzz.Seeds;
import io.sluice.fuzz.Target;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// A URL is a backend or a bad value, and its password is never shown.
public final class BackendUrlFuzz implements Target {
    private static final String MASK = Pattern.quote("***");

    @Override
    public void read(byte[] bytes) {
        var text = new String(bytes, UTF_8);
        try {
            var url = BackendUrl.parse(text);
            Check.that(url.port() > 0 && url.port() <= 65_535, "a port");
            Check.that(!url.host().isEmpty(), "a host");
            url.password()
                    .filter(secret ->
                            secret.length() > 4 && !text.replace(secret, "").contains(secret))
                    .filter(secret -> text.indexOf(secret) == text.lastIndexOf(secret))
                    .ifPresent(secret -> Check.that(!shows(url, secret), "the password is shown"));
        } catch (BadValue e) {
            Check.that(!e.text().isEmpty(), "why");
        }
    }

    /// Whether a log shows it before or behind a mask; a mask with what is behind it may look like it.
    private static boolean shows(BackendUrl url, String secret) {
        return Arrays.stream(url.toString().split(MASK, -1)).anyMatch(part -> part.contains(secret));
    }

    @Override
    public List<byte[]> seeds() {
        return Seeds.of(
                "ftp://joe:secret@ftp.example.com:2121",
                "ftp://[2001:db8::7]:21/",
                "ftps://192.0.2.7",
                "ftp+srv://example.com",
                "ftp://joe%40example.com:a%3Ab@host",
                "ftp://:*@s.e@s.e",
                "ftp://::@s.e@s.e");
    }
}
