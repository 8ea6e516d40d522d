package io.sluice.transfer.listing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.ftp.listing.Facts;
import io.sluice.ftp.listing.LinkForm;
import io.sluice.fuzz.Check;
import io.sluice.fuzz.Seeds;
import io.sluice.fuzz.Target;
import io.sluice.transfer.listing.ListingTranslator.LineTooLong;
import java.io.IOException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.regex.Pattern;

/// Whatever a backend lists, what goes out is lines of facts (RFC 3659 §7.2), and the same however it came.
public final class ListingTranslatorFuzz implements Target {
    private static final Pattern LINE = Pattern.compile("(?:[A-Za-z.]++=[^ ;]*+;)*+ .++", Pattern.DOTALL);

    @Override
    public void read(byte[] bytes) {
        var whole = translated(bytes, bytes.length + 1);

        Check.same(translated(bytes, 1), whole, "the same byte by byte");
        for (var line : whole.split("\r\n")) {
            Check.that(line.isEmpty() || LINE.matcher(line).matches(), line);
        }
        Check.that(whole.isEmpty() || whole.endsWith("\r\n") || whole.endsWith("too long"), "whole lines");
    }

    private static String translated(byte[] list, int step) {
        var translator =
                new ListingTranslator(Facts.ALL, LinkForm.SLINK, LocalDateTime.of(2026, 11, 24, 12, 0), _ -> {});
        var translation = new StringBuilder();
        int taken = 0;
        try {
            for (int end = Math.min(step, list.length); end < list.length; end += step) {
                taken += translator.take(list, taken, end);
                translation.append(ISO_8859_1.decode(translator.translated()));
            }
            taken += translator.take(list, taken, list.length);
        } catch (LineTooLong _) {
            return translation.append(ISO_8859_1.decode(translator.translated())) + " too long";
        }
        translator.takeLast(list, taken, list.length);
        return translation.append(ISO_8859_1.decode(translator.translated())).toString();
    }

    @Override
    public List<byte[]> seeds() throws IOException {
        return Seeds.files("transfer/listing", ".list").stream()
                .map(text -> text.getBytes(ISO_8859_1))
                .toList();
    }
}
